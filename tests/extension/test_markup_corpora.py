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

from exchange_fuzz import BOOKS, run
from fake_chinese import swapped, translated
from html_checker import checker
from markup_corpora import CORPORA, opened
from markup_round_trip import differences

SAMPLE = 300
SWAPPED = 1600
"""Messages of which those with two links are taken: few."""

PAGES = 24
CASES = 750


def needs(name):
    corpus = CORPORA[name]
    if not corpus.folder.is_dir():
        pytest.skip(f"the texts of {name} are not at {corpus.folder}")
    if "example_book" in name:
        pytest.importorskip("myst_nb")


@pytest.fixture(scope="module", params=CORPORA)
def book(request):
    needs(request.param)
    with opened(request.param, PAGES) as opened_book:
        yield opened_book


def test_real_messages_come_back_as_the_same_tree(book):
    messages = book.sample(SAMPLE)
    assert len(messages) >= 150
    assert list(differences(book, messages)) == []


def test_markup_survives_chinese_without_blanks(book):
    """The judge is the page, and no code of this project."""
    with checker(book) as check:
        found = list(translated(book, check, book.sample(SAMPLE), seed=1))
    assert [result for result in found if result[2]] == []
    rejected = [message for message, text, _ in found if text is None]
    assert len(rejected) <= 1, rejected
    assert len(found) >= 150


def test_swapped_links_do_not_reach_a_page(book):
    with checker(book) as check:
        found = list(swapped(book, check, book.sample(SWAPPED), seed=1))
    assert [result for result in found if result[2]] == []


@pytest.mark.parametrize("name", BOOKS)
def test_spoiled_answers_are_refused_or_right(name):
    needs(name)
    wrong, outcomes = [], set()
    for case, outcome, reason in run(name, CASES, seed=1, pages=PAGES, size=300):
        outcomes.add((case.harmless, outcome))
        if outcome == "WRONG":
            wrong.append((case.names, reason, case.source.message, case.html))
    assert wrong == []
    assert {(True, "accepted"), (False, "accepted"), (False, "refused")} <= outcomes
