"""Commands that read messages which are not in the dialect of their page."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sphinx_amts.interchange.tmx_reader import read_units

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

pytest.importorskip("myst_parser")

PAGE = """
(oven)=
# Bread

Use {ref}`the stove <oven>` in the morning, not later.

```{eval-rst}
Look into :ref:`the kiln <oven>` before the dough has risen.

.. note:: Flour is `heavy`, it is said, and **nobody** carries it alone.
```
"""
LOOK = "Look into :ref:`the kiln <oven>` before the dough has risen."
FLOUR = "Flour is `heavy`, it is said, and **nobody** carries it alone."
USE = "Use {ref}`the stove <oven>` in the morning, not later."
HUMAN = {
    LOOK: "Mire en {ref}`el horno <oven>` antes de que suba la masa.",
    FLOUR: "La harina es *pesada*, se dice, y **nadie** la lleva a solas.",
    USE: "Use {ref}`la estufa <oven>` por la mañana, no más tarde.",
}


@pytest.fixture
def book(empty_project):
    book = empty_project
    book.conf(extensions=["myst_parser", "sphinx_amts"], amts_scores=True)
    book.write("index.md", PAGE)
    return book


def test_what_a_machine_wrote_is_scored(book):
    book.engine()
    assert book.build().code == 0
    book.human("index", HUMAN)
    built = book.build()
    (index,) = built.report["documents"]
    assert index["references"] == len(HUMAN)
    assert built.totals["messages"]["human"] == len(HUMAN)


def test_terms_in_titles_of_references_count(book, amts):
    book.human("index", HUMAN)
    old = book.root / "old.csv"
    old.write_text("en,es\nbread,pan\n", encoding="utf-8")
    book.write("terms.csv", "en,es\nkiln,fogón\nstove,fogón\nref,referencia\n")
    book.conf(amts_terms="terms.csv", amts_engine="memory")
    ran = amts(book, "terms", "diff", book.src, "-l", "es", "--old", old)
    assert ran.code == 0, ran.err
    assert f"human, to review: kiln = fogón: {LOOK}" in ran.out
    assert f"human, to review: stove = fogón: {USE}" in ran.out
    assert "human, to review: ref" not in ran.out


def test_pairs_have_no_markup_of_either_dialect(book, amts):
    book.human("index", HUMAN)
    path = book.root / "pairs.tmx"
    ran = amts(book, "parallel-data", "build", book.src, "-l", "es", "-o", path)
    assert ran.code == 0, ran.err
    with path.open("rb") as stream:
        found = {
            tuple("".join(t for t, _ in part.parts) for part in unit.segments)
            for unit in read_units(stream)
        }
    texts = " ".join(text for pair in found for text in pair)
    assert not set("`*{}:") & set(texts)
    assert (
        "Look into the kiln before the dough has risen.",
        "Mire en el horno antes de que suba la masa.",
    ) in found
    assert (
        "Flour is heavy, it is said, and nobody carries it alone.",
        "La harina es pesada, se dice, y nadie la lleva a solas.",
    ) in found
