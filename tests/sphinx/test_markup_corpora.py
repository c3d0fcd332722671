"""Samples of real books: there and back, and into Chinese without a blank.

The programs in `benchmarks` do the same with every message.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("myst_parser")
pytest.importorskip("polib")

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from markup_corpora import CORPORA, opened
from markup_round_trip import differences

SAMPLE = 400
PAGES = 24


@pytest.fixture(scope="module", params=CORPORA)
def book(request):
    corpus = CORPORA[request.param]
    if not corpus.folder.is_dir():
        pytest.skip(f"the texts of {corpus.name} are not at {corpus.folder}")
    if "example_book" in corpus.name:
        pytest.importorskip("myst_nb")
    with opened(corpus.name, PAGES) as opened_book:
        yield opened_book


def test_real_messages_come_back_as_the_same_tree(book):
    messages = book.sample(SAMPLE)
    assert len(messages) >= 150
    assert list(differences(book, messages)) == []
