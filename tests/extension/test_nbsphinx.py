"""Notebooks that nbsphinx reads: pages of reStructuredText, never run by text."""

from __future__ import annotations

import json
import re
import shutil

import pytest

pytest.importorskip("nbsphinx", reason="these notebooks are read by nbsphinx")
if shutil.which("pandoc") is None:
    pytest.skip("nbsphinx converts text by pandoc", allow_module_level=True)

TEXT = """\
# Brewing

Take *two* spoons of `tea` and [read](https://x.example/a) on. See $a+b$.

- one item
- another **bold** item
"""
OUTPUT = {"output_type": "stream", "name": "stdout", "text": "printed words\n"}


def notebook(*cells):
    written = [{"metadata": {}, "id": f"c{n}", **cell} for n, cell in enumerate(cells)]
    info = {"name": "python", "pygments_lexer": "python3"}
    return json.dumps(
        {
            "cells": written,
            "metadata": {"language_info": info},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def code(source, **fields):
    return {"cell_type": "code", "source": source, "execution_count": 1, **fields}


@pytest.fixture(params=["nbsphinx", "myst_nb"])
def book(request, empty_project):
    pytest.importorskip(request.param)
    empty_project.conf(
        extensions=["sphinx_amts", request.param],
        nbsphinx_execute="auto",
        nb_execution_mode="off",
        suppress_warnings=["config.cache"],
    )
    empty_project.write("index.rst", "Top\n===\n\n.. toctree::\n\n   note\n")
    text = {"cell_type": "markdown", "source": TEXT}
    empty_project.write("note.ipynb", notebook(text, code("x = 1", outputs=[OUTPUT])))
    return empty_project


def test_the_text_of_cells_is_translated(book):
    book.engine()
    built = book.build()
    assert built.code == 0, built.output
    page = book.body("note")
    for text in ("译Brewing", "译Take", "译spoons of tea", "译one item", "译bold"):
        assert text.replace(" ", "") in page.replace(" ", "")
    assert "printed words" in page
    assert "译printed" not in page
    states = {one["state"] for one in built.report["documents"][1]["states"]}
    assert states == {"machine"}


def test_human_text_of_a_notebook_comes_first(book):
    book.human("note", {"Brewing": "Preparar", "one item": "una cosa"})
    book.engine()
    built = book.build()
    assert built.code == 0, built.output
    assert "Preparar" in book.body("note")
    assert "una cosa" in book.body("note")
    assert "Brewing" not in built.sent


@pytest.mark.slow
def test_a_translation_that_is_a_notebook_is_not_run(book):
    canary = book.root / "RAN"
    evil = notebook(code(f"open({str(canary)!r}, 'w').close()", outputs=[]))
    for text in (evil, f" {evil}", evil.replace("{", "{ ", 1)):
        book.committed("note", {"one item": text, "Brewing": "Preparar"})
        built = book.build("-E")
        assert built.code == 0, built.output
        assert not canary.exists()
        assert "one item" in book.body("note")
        assert "Preparar" in book.body("note")
        assert "nbformat" not in book.body("note")


LINKED = (
    "# Brewing\n\nRead [on](#Hot-Water), [more](next.ipynb#Cold-Milk) and "
    "[all](next.ipynb).\n\n## Hot Water\n\nBoil.\n\n## Hot Water\n\nAgain.\n\n"
    '## The "best" `pot`\n\nBuy [it](#The-%22best%22-pot).\n'
)
NEXT = "# Drinking\n\n[Back](note.ipynb#Hot-Water).\n\n## Cold Milk\n\nPour.\n"


@pytest.fixture
def linked(empty_project):
    book = empty_project
    book.conf(
        extensions=["sphinx_amts", "nbsphinx"],
        nbsphinx_execute="never",
        suppress_warnings=["config.cache"],
    )
    book.write("index.rst", "Top\n===\n\n.. toctree::\n\n   note\n   next\n")
    for name, text in (("note", LINKED), ("next", NEXT)):
        book.write(f"{name}.ipynb", notebook({"cell_type": "markdown", "source": text}))
    return book


def addresses(book, name):
    """Ids of sections and targets of links within the book, in their order."""
    html = book.html(name).partition('role="main"')[2].partition('role="navigation"')[0]
    return re.findall(r'<section id="([^"]*)"|href="((?:\w+\.html)?#[^"]*)"', html)


def test_sections_keep_their_addresses_where_machines_translate_titles(linked):
    assert linked.build("-D", "language=en").code == 0
    expected = {name: addresses(linked, name) for name in ("note", "next")}
    assert ("", "next.html#Cold-Milk") in expected["note"]
    linked.engine()
    built = linked.build()
    assert built.code == 0, built.output
    assert built.warnings == []
    assert "译Cold Milk" in linked.body("next").replace("译 ", "译")
    assert {name: addresses(linked, name) for name in expected} == expected


def test_a_title_that_people_translated_has_the_address_of_plain_sphinx(linked):
    linked.human("next", {"Cold Milk": "Leche fría"})
    assert linked.build().code == 0
    assert ("Leche-fría", "") in addresses(linked, "next")
    assert ("Drinking", "") in addresses(linked, "next")
