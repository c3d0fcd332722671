"""Doctrees of translated pages hold what those of the source do, and no more.

`Locale` parses each translation in a document of its own; that of MyST holds the parser
and the environment of the whole book.
"""

from __future__ import annotations

import json

import pytest
from babel.messages.pofile import read_po

PAGES = 15
MYST = """
# Page {n}

(label{n})=
## Title with *words* {n}

A paragraph {n} with {{ref}}`label{n}`, a [link](https://example.org/{n}), `code`, a
note [^a] and [an inner link](#label{n}).

[^a]: The note of {n}.

```{{glossary}}
Cup {n}
  A cup with {{term}}`Cup {n}`.
```

- One *item* {n}
- Another one

| Head {n} | Other |
|---|---|
| Cell {n} | [Cell](https://example.org) |
"""
RST = """
Page {n}
========

.. _label{n}:

Title with *words* {n}
----------------------

A paragraph {n} with :ref:`label{n}`, a `link <https://example.org/{n}>`__, ``code``, a
note [#]_ and another_ link.

.. [#] The note of {n}.
.. _another: https://example.org/b
.. |sub| replace:: substituted *text*

.. glossary::

   Cup {n}
      A cup with :term:`Cup {n}` and |sub|.

- One *item* {n}
- Another one

.. list-table:: Cells {n}

   * - Cell {n}
     - `Cell <https://example.org>`__
"""


def notebook(text):
    markdown = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": text}
    output = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/markdown": "Some *output*"},
    }
    code = {
        "cell_type": "code",
        "id": "b",
        "metadata": {},
        "execution_count": 1,
        "source": "cup",
        "outputs": [output],
    }
    cells = {"cells": [markdown, code], "nbformat": 4, "nbformat_minor": 5}
    return json.dumps({**cells, "metadata": {}})


KINDS = {
    "rst": (RST.format, "rst", []),
    "md": (MYST.format, "md", ["myst_parser"]),
    "ipynb": (lambda n: notebook(MYST.format(n=n)), "ipynb", ["myst_nb"]),
}


def size(project, place):
    folder = project.root / place
    return sum(path.stat().st_size for path in folder.rglob("*.doctree"))


def translated(project):
    """Return the messages that the machine has translated."""
    found = set()
    for path in (project.root / "machine").rglob("*.po"):
        with path.open("rb") as file:
            found |= {message.id for message in read_po(file) if message.id}
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_doctrees_are_about_as_large_as_those_of_the_source(empty_project, kind):
    page, suffix, extensions = KINDS[kind]
    for extension in extensions:
        pytest.importorskip(extension)
    project = empty_project
    project.conf(
        extensions=[*extensions, "sphinx_amts"],
        nb_execution_mode="off",
        amts_memory_dir=str(project.root / "memory"),
    )
    for number in range(PAGES):
        project.write(f"p{number}.{suffix}", page(n=number))
    start = "Book\n====\n\n.. toctree::\n   :glob:\n\n   p*\n"
    project.write("index.rst", start)

    def build(place, *args):
        built = project.build("-d", str(project.root / place), *args)
        assert built.code == 0, built.output
        return built

    build("source", "-Dlanguage=en")
    assert build("machine", "-Damts_engine=pseudo").totals["messages"]["machine"] > 90
    assert size(project, "machine") < 1.1 * size(project, "source")

    texts = translated(project)
    for number in range(PAGES):
        project.human(f"p{number}", {text: f"{text} ya" for text in texts})
    assert build("people").totals["messages"]["human"] > 90
    assert size(project, "people") < 1.1 * size(project, "source")
