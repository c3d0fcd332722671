"""A sentence that a person translated in one paragraph is human in another one."""

from __future__ import annotations

import pytest

THINGS = {
    "oven": "horno", "bread": "pan", "table": "mesa", "door": "puerta", "cup": "taza",
    "chair": "silla", "window": "ventana", "garden": "huerto",
}  # fmt: skip
TAUGHT = {
    f"The {a} is near the {b}.": f"Cerca de {THINGS[b]} hay {THINGS[a]}."
    for a in THINGS
    for b in THINGS
    if a != b
}
STORY = (
    "The oven was by the window. It was *hot*. "
    "The door led to the garden with a ``table`` and chair. "
    "A cup and bread stood near the window."
)
STORY_ES = (
    "El horno, junto a la ventana, estaba *caliente*. "
    "La puerta daba al huerto con una ``table`` y silla. "
    "Una taza y pan estaban cerca de la ventana."
)
CROSSED = "Rain fell on 3 May 1874. Anna Weber baked 12 loaves."
CROSSED_ES = "Anna Weber horneó 12 panes. El 3 de mayo de 1874 llovió."


def test_sentences_of_a_translation_that_has_fewer_are_found(empty_project):
    book = empty_project
    paragraphs = "\n\n".join([*TAUGHT, STORY, CROSSED])
    book.write("index.rst", f"Home\n====\n\n{paragraphs}\n\n.. toctree::\n\n   other\n")
    book.write(
        "other.rst",
        "Other\n=====\n\n"
        "The door led to the garden with a ``table`` and chair.\n\n"
        "The oven was by the window.\n\n"
        "Anna Weber baked 12 loaves.\n",
    )
    human = {"Home": "Inicio", **TAUGHT, STORY: STORY_ES, CROSSED: CROSSED_ES}
    book.human("index", human)
    built = book.build()
    assert built.code == 0, built.output
    other = book.body("other")
    assert "La puerta daba al huerto con una" in other
    # what stands with another sentence in the translation stays as it was
    assert "The oven was by the window." in other
    # and so does what stands in another place there
    assert "Anna Weber baked 12 loaves." in other


MODULE = '''
def pour():
    """Rinse the cup with :func:`drain` first. Then call `pour` and **wait** a while.

    Empty it with ``drain`` at night, see :func:`drain`. All of it leaves the cup.
    """


def drain():
    """Nothing."""
'''
KITCHEN = """
# Kitchen

```{eval-rst}
.. automodule:: cups
   :members:
```
"""
OWN = """
# Again

Rinse the cup with {func}`drain` first.

Empty it with `drain` at night, see {func}`drain`.

Then call {title}`pour` and **wait** a while.
"""
RST_PAGE = """
Guests
======

.. include:: guest.md
   :parser: myst_parser.sphinx_

.. toctree::

   kitchen
   again
   own
"""
GUEST = "Fill `one` cup, {ref}`here <home>`. Leave [the tap](https://a.example) open.\n"
RST_OWN = """
.. _home:

Own
===

Fill ``one`` cup, :ref:`here <home>`.

Leave `the tap <https://a.example>`__ open.
"""
RINSE = "Rinse the cup with :func:`drain` first. Then call `pour` and **wait** a while."
EMPTY = "Empty it with ``drain`` at night, see :func:`drain`. All of it leaves the cup."


@pytest.fixture(scope="module")
def strangers(new_project, tmp_path_factory):
    """Human translations of text in another dialect than that of its page."""
    pytest.importorskip("myst_parser")
    book = new_project(tmp_path_factory.mktemp("strangers"))
    book.conf(
        extensions=["myst_parser", "sphinx.ext.autodoc", "sphinx_amts"],
        exclude_patterns=["locale", "guest.md"],
        amts_engine="memory",
    )
    path = book.src / "conf.py"
    text = path.read_text("utf-8")
    path.write_text(f"import sys\nsys.path.insert(0, {str(book.src)!r})\n{text}")
    book.write("cups.py", MODULE)
    book.write("kitchen.md", KITCHEN)
    book.write("again.md", OWN)
    book.write("guest.md", GUEST)
    book.write("index.rst", RST_PAGE)
    book.write("own.rst", RST_OWN)
    rinse = "Enjuague la taza con {func}`drain`. "
    call = "Luego llame a {title}`pour` y **espere** un rato."
    night = "Vacíela con `drain` de noche, vea {func}`drain`. "
    human = {RINSE: rinse + call, EMPTY: night + "Todo sale."}
    book.human("kitchen", human)
    fill = "Llene ``one`` taza, :ref:`aquí <home>`. "
    tap = "Deje `el grifo <https://a.example>`__ abierto."
    book.human("index", {GUEST.strip(): fill + tap})
    book.built = book.build()
    assert book.built.code == 0, book.built.output
    return book


def test_sentences_of_messages_in_another_dialect_are_found(strangers):
    assert strangers.built.totals["messages"]["human"] == 3
    again = strangers.body("again")
    assert "Enjuague la taza con drain()." in again
    assert "Vacíela con drain de noche, vea drain()." in again
    assert "Luego llame a pour y espere un rato." in again
    own = strangers.body("own")
    assert "Llene one taza, aquí." in own
    assert "Deje el grifo abierto." in own
    assert strangers.built.warnings == []


def test_earlier_wordings_in_another_dialect_are_found(strangers):
    """What stood in a docstring is remembered, and read as what it was."""
    book = strangers
    book.edit("cups.py", " All of it leaves the cup.", "")
    book.edit("cups.py", " Then call `pour` and **wait** a while.", "")
    built = book.build()
    assert built.code == 0, built.output
    kitchen = book.body("kitchen")
    assert "Enjuague la taza con drain(). Vacíela con drain de noche, vea" in kitchen
    assert "Luego llame a pour y espere un rato." in book.body("again")
