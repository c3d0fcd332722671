"""The order of indexes and glossaries of a translated book."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from sphinx_amts.extras import is_installed

needs_rules = pytest.mark.skipif(
    not is_installed("icu"), reason="needs the extra collation"
)

WORDS = {
    "bread": "面包",
    "ferment": "发酵",
    "oven": "烤箱",
    "salt": "盐",
    "water": "水",
    "zebra": "Zebra",
    "yeast": "酵母",
    "dough": "面团",
    "rested": "静置",
    "cold": "冷的",
    "3 hours": "3小时",
}
PAGE = """
Bread
=====

.. index:: bread, ferment, oven, salt, water, zebra, 3 hours

Text.

.. index::
   single: dough; rested
   single: dough; cold

More text.

.. glossary::
   :sorted:

   bread
      Baked.

   water
      Wet.

   yeast
      Alive.

   ferment
      To rise.
"""


@pytest.fixture
def book(empty_project):
    book = empty_project
    book.write("index.rst", PAGE)
    book.conf(gettext_additional_targets=["index"])
    return book


def index(book) -> tuple[list[str], list[str]]:
    """Return headings and entries of the index of a book, in their order."""
    html = book.html("genindex")
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", html)
    body = re.sub(r"<[^>]+>", "\n", html.partition("</h2>")[2])
    words = [line.strip() for line in body.splitlines()]
    return headings, [word for word in words if word in WORDS.values()]


def in_order(text: str, words: list[str]) -> bool:
    places = [text.index(word) for word in words]
    return all(one < other for one, other in pairwise(places))


@needs_rules
def test_chinese_is_sorted_by_pinyin(book):
    book.options["language"] = "zh"
    # the splitter of the search takes a second, and is none of this
    book.conf(html_search_language="en")
    book.human("index", WORDS, "zh")
    built = book.build("-W")
    assert built.code == 0, built.output
    headings, words = index(book)
    assert headings == ["符号", "F", "J", "K", "M", "S", "Y", "Z"]
    assert words == [
        *("3小时", "发酵", "酵母", "烤箱", "面包", "面团", "静置", "冷的", "水"),
        *("盐", "Zebra"),
    ]
    page = book.html("index")
    terms = re.findall(r'<dt id="term-[^"]*">(\S+?)<', page)
    assert terms == ["发酵", "酵母", "面包", "水"]


@needs_rules
def test_each_alphabet_has_its_own_letters(book):
    spanish = {"bread": "ñame", "water": "nube", "oven": "opera", "salt": "дом"}
    book.human("index", spanish)
    assert book.build("-W").code == 0
    html = book.html("genindex")
    assert in_order(html, [">N</h2>", "nube", ">Ñ</h2>", "ñame", ">O</h2>"])
    # of a script that Spanish indexes have no letters for
    assert in_order(html, [">Z</h2>", ">Д</h2>", "дом"])


def test_entries_keep_the_headings_that_authors_gave_them(book):
    book.write("index.rst", "T\n=\n\n.. glossary::\n\n   water : Ωmega\n      Wet.\n")
    book.human("index", {"water": "agua", "Ωmega": "Ωmega"})
    assert book.build().code == 0
    assert ">Ωmega</h2>" in book.html("genindex")
