"""What a MyST page sets for itself in its front matter holds for its translations."""

from __future__ import annotations

import json
import re

import pytest
from versions import needs_myst_4

pytest.importorskip("myst_nb")

PAGE = """\
---
myst:
  enable_extensions: [substitution, dollarmath, deflist]
  html_meta:
    description: A page of ovens
  substitutions:
    name: Oven
    two-words: heat it
    key: "{kbd}`Esc`"
    chain: the {{ name }} *chain* {abbr}`LIFO (last in)`
    link: "[home](https://a.example)"
    whole: A paragraph with *words*.
    picture: |
      ```{image} x.png
      :alt: crumbs
      ```
    note: |
      ```{note}
      Mind the heat.
      ```
---
# Welcome to {{ name }}

Human {{ name }} and $a$ text.

Warm {{ name | upper }} of {{ book }} {{ two-words }}, press {{ key }}.

Take {{ chain }} or {{
name }} there, **go {{ name }}** to {{ link }} and [a {{ name }}](https://b.example).

It costs \\$5 or \\$6 but not $x$.

See {{ picture }} first.

{{ whole }}

{{ note }}

{{ name }}

Look: {{ note }} stands amid this.

| A {{ name }} | b |
|---|---|
| a cell {{ picture }} | {{ name }} |

A term {{ name }}
: Its definition {{ name }}

```{toctree}
old
plain
nb
```
"""
OLD = """\
---
substitutions:
  name: Kiln
---
# Old style

This $5 {{ name }} glows for $6.
"""
PLAIN = """\
# Plain

It costs $5 or $6 here, {{ book }}.
"""
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "markdown",
            "id": "a",
            "metadata": {},
            "source": ["# Notebook of {{ name }}\n", "\n", "It glows at $t$."],
        }
    ],
    "metadata": {
        "myst": {
            "enable_extensions": ["dollarmath", "substitution"],
            "substitutions": {"name": "Forge"},
        }
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}
HUMAN = {"Human {{ name }} and $a$ text.": "Texto de {{ name }} y $a$, humano."}


@pytest.fixture(scope="module")
def book(new_project, tmp_path_factory):
    book = new_project(tmp_path_factory.mktemp("front"))
    book.conf(
        extensions=["myst_nb", "sphinx_amts"],
        myst_enable_extensions=["substitution"],
        myst_substitutions={"book": "Bread"},
        nb_execution_mode="off",
        suppress_warnings=["myst.topmatter"],
    )
    book.write("index.md", PAGE)
    book.write("old.md", OLD)
    book.write("plain.md", PLAIN)
    book.write("nb.ipynb", json.dumps(NOTEBOOK))
    (book.src / "x.png").write_bytes(b"\x89PNG")
    book.human("index", HUMAN)
    # what an engine must not bring in, and an alien name
    book.committed(
        "plain",
        {
            "Plain": "{{ env.config.project }} plano",
            PLAIN.splitlines()[2]: "Cuesta $5 o $6, {{ book }} {{ env.srcdir }}.",
        },
    )
    book.engine()
    book.built = book.build()
    assert book.built.code == 0, book.built.output
    return book


@needs_myst_4("substitutes no name with a hyphen")
def test_all_but_blocks_amid_a_text_is_translated(book):
    ((text, (_, reason)),) = [
        item for item in book.built.findings.items() if item[1][0] == "unsupported"
    ]
    assert text == "Look: {{ note }} stands amid this."
    assert "a block stands amid the text" in reason
    assert book.built.totals["messages"]["untranslated"] == 0
    assert book.built.totals["messages"]["human"] == 1
    assert book.built.warnings == []


def squeezed(text):
    """Return *text* without blanks and the mark of the engine, which goes with them."""
    return re.sub(r"[译\s]", "", text)


@needs_myst_4("substitutes no name with a hyphen")
def test_names_stand_for_what_the_page_says(book):
    body = squeezed(book.body("index"))
    for text in (
        "Welcome to Oven",
        "Texto de Oven y \\(a\\), humano.",
        "Warm OVEN of Bread heat it, press Esc.",
        "Take the Oven chain LIFO or Oven there, go Oven to home and a Oven.",
        "It costs $5 or $6 but not \\(x\\).",
        "A paragraph with words.",
        "Mind the heat.",
        "A Oven",
        "A term Oven",
        "Its definition Oven",
    ):
        assert squeezed(text) in body, text
    assert "{{" not in body
    html = book.html("index")
    assert len(re.findall(r'<img alt="crumbs"', html)) == 2
    assert html.count('name="description"') == 1
    assert squeezed("This $5 Kiln glows for $6.") in squeezed(book.body("old"))
    assert squeezed("Notebook of Forge") in squeezed(book.body("nb"))
    assert squeezed("It glows at \\(t\\).") in squeezed(book.body("nb"))


def test_names_of_one_page_are_unknown_on_another(book):
    body = book.body("plain")
    assert squeezed("It costs $5 or $6 here, Bread.") in squeezed(body)
    assert "Spike" not in body.partition("Tema anterior")[0]
    assert str(book.src) not in body


def test_another_name_in_a_page_changes_its_translations(book):
    book.edit("old.md", "Kiln", "Furnace")
    built = book.build()
    assert built.sent == []
    assert squeezed("This $5 Furnace glows for $6.") in squeezed(book.body("old"))
