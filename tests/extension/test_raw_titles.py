"""Titles and captions are characters, also where a theme or Sphinx copies them raw."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

INDEX = """
Coffee
======

Pour it.

.. toctree::
   :caption: Pages

   two
   Own title <three>
"""
MARK = "<img src=x onerror=alert(1)> & <b>"


@pytest.fixture
def book(empty_project):
    empty_project.write("index.rst", INDEX)
    empty_project.write("two.rst", "Two\n===\n\nText.\n")
    empty_project.write("three.rst", "Three\n=====\n\nText.\n")
    return empty_project


def titled(book, write, mark):
    write("index", {"Coffee": f"Café {mark}", "Pages": f"Hojas {mark}",
                    "Own title": f"Otro {mark}"})  # fmt: skip
    write("two", {"Two": f"Dos {mark}"})
    write("three", {"Three": f"Tres {mark}"})


@pytest.mark.parametrize(
    ("theme", "place"),
    [
        ("sphinx_book_theme", "#jb-print-docs-body h1"),
        ("pydata_sphinx_theme", ".navbar-nav a"),
        ("furo", "h1"),
        ("alabaster", "h1"),
    ],
)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_no_theme_makes_elements_of_a_title(book, theme, place, builder):
    pytest.importorskip(theme)
    book.conf(html_theme=theme)
    titled(book, book.committed, MARK)
    done = book.build(builder=builder)
    assert done.code == 0, done.output
    pages = sorted((book.root / "out" / builder).rglob("*.html"))
    soups = [BeautifulSoup(page.read_text("utf-8"), "html.parser") for page in pages]
    assert not [soup for soup in soups if soup.select("[onerror]")]
    shown = {node.get_text(strip=True) for s in soups for node in s.select(place)}
    assert any(MARK in text for text in shown), shown


def test_a_title_that_a_template_escapes_is_escaped_once(book):
    pytest.importorskip("sphinx_book_theme")
    book.conf(html_theme="sphinx_book_theme", templates_path=["templates"])
    template = '{% extends "!layout.html" %}{% block extrahead %}'
    template += '<meta name="own" content="{{ pagetitle|e }}">{% endblock %}'
    book.write("templates/layout.html", template)
    titled(book, book.committed, MARK)
    assert book.build().code == 0
    soup = BeautifulSoup(book.html("two"), "html.parser")
    assert soup.select_one('meta[name="own"]')["content"] == f"Dos {MARK}"


LATEX = r"Hojas \input{x} 100 % & $a_b$ #1"


def contents_name(book):
    assert book.build(builder="latex").code == 0
    (source,) = (book.root / "out" / "latex").glob("*.tex")
    (line,) = (n for n in source.read_text("utf-8").splitlines() if "contentsname" in n)
    return line


def test_the_heading_of_the_contents_of_a_pdf_is_characters(book):
    book.committed("index", {"Pages": LATEX})
    line = contents_name(book)
    assert r"\textbackslash{}input\{x\} 100 \% \& \$a\_b\$ \#1" in line
    # also from the doctrees of a build before
    assert contents_name(book) == line


def test_what_people_wrote_for_it_stays(book):
    book.human("index", {"Pages": r"Hojas \& más"})
    assert r"{Hojas \& más}" in contents_name(book)
