"""Notebooks that nbsphinx reads: pages of reStructuredText, never run by text."""

from __future__ import annotations

import json
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
