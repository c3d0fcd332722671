"""File and line of a text are those in which it stands, as in Sphinx's templates."""

from __future__ import annotations

import re

import polib
import pytest

pytest.importorskip("myst_parser")

FILES = {
    "index.rst": """
Oven
====

Preheat the oven.

.. include:: parts/warm.inc

Bake for an hour.

.. toctree::

   bread
   sub/tools
""",
    "parts/warm.inc": """A warm kitchen.

* Open *one* window.
* Close the door.

.. include:: parts/cold.inc
""",
    "parts/cold.inc": """A cold cellar.

Store ``flour`` there.
""",
    "sub/tools.rst": """
Tools
=====

.. automodule:: mixer
   :members:

The end of the tools.
""",
    "mixer.py": '''"""Mixers of all sizes."""


class Mixer:
    """Stirs **dough**.

    Holds two litres.
    """

    def stir(self, speed):
        """Stir at once.

        :param speed: how fast it *turns*

        Clean it afterwards.
        """
''',
    "bread.md": """# Bread

Knead the dough.

```{include} parts/rest.txt
```

Let it cool.

```{eval-rst}
Slice *thinly*.

.. autofunction:: mixer.Mixer.stir
```
""",
    "parts/rest.txt": """Rest for a night.

Shape the loaf.
""",
}

TEXTS = [
    *("Oven", "Preheat the oven.", "A warm kitchen.", "Open *one* window."),
    *("Close the door.", "A cold cellar.", "Store ``flour`` there."),
    "Bake for an hour.",
]
"""What stands on the first page, in the order in which it is read."""


@pytest.fixture(scope="module")
def book(new_project, tmp_path_factory):
    project = new_project(tmp_path_factory.mktemp("places"))
    for name, text in FILES.items():
        project.write(name, text)
    project.conf(
        extensions=["myst_parser", "sphinx.ext.autodoc", "sphinx_amts"],
        exclude_patterns=["locale", "parts"],
    )
    path = project.src / "conf.py"
    path.write_text(
        f"import sys\nsys.path.insert(0, {str(project.src)!r})\n{path.read_text()}"
    )
    project.engine()
    return project


@pytest.fixture(scope="module")
def sheet(book, amts):
    """The messages of a sheet for translators, in their order."""
    path = book.root / "es.po"
    done = amts(book, "review", book.src, "-l", "es", "--for", "poedit", "-o", path)
    assert done.code == 0, done.err
    return {entry.msgid: entry for entry in polib.pofile(path)}


def _located(path):
    """Return message -> places in a catalog, without what leads to the source."""
    text = path.read_text("utf-8")
    found = {}
    for block in text.split("\n\n"):
        msgid = re.search(r'^msgid ((?:".*"\n?)+)', block, re.MULTILINE)
        message = "".join(re.findall(r'"(.*)"', msgid[1])) if msgid else ""
        if message:
            places = re.findall(r"^#: (.*)$", block, re.MULTILINE)
            found[message] = {re.sub(r"^(\.\./)+(src/)?", "", p) for p in places}
    return found


def test_a_sheet_has_the_places_of_sphinxs_templates(book, sheet):
    assert (
        book.build("-Dlanguage=en", "-d", f"{book.root}/pot", builder="gettext").code
        == 0
    )
    templates = {}
    for path in (book.root / "out/gettext").rglob("*.pot"):
        for message, places in _located(path).items():
            templates.setdefault(message, set()).update(places)
    ours = _located(book.root / "es.po")
    assert ours.keys() == sheet.keys()
    assert {message: templates[message] for message in ours} == ours
    assert ours["Stir at once."] == {"mixer.py:docstring of mixer.Mixer.stir:1"}
    assert ours["A cold cellar."] == {"parts/cold.inc:1"}
    assert ours["Shape the loaf."] == {"parts/rest.txt:3"}


def test_texts_stand_in_the_order_in_which_they_are_read(sheet):
    assert [text for text in sheet if text in TEXTS] == TEXTS
    comments = sheet["A cold cellar."].comment
    assert "text above: Close the door." in comments
    assert "text below: Store ``flour`` there." in comments
    comments = sheet["Clean it afterwards."].comment
    assert "text above: how fast it *turns*" in comments


def test_accept_takes_a_text_by_its_place_and_no_other(book, sheet, amts):
    def accept(place):
        return amts(
            book, "accept", book.src, "-l", "es", "--messages", place, "--dry-run"
        )

    book.engine()
    assert amts(book, "translate", book.src, "-l", "es").code == 0
    for place in ("parts/cold.inc:3", "mixer.py:docstring of mixer.Mixer:3"):
        assert accept(place).code == 0
    # a directive of the page, an empty line of the module
    for place in ("index.rst:7", "mixer.py:3", "parts/warm.inc:2"):
        accept(place).refused(place)


def test_what_is_accepted_stands_in_the_catalog_with_its_place(book, sheet, amts):
    assert amts(book, "translate", book.src, "-l", "es").code == 0
    done = amts(book, "accept", book.src, "-l", "es", "--messages", "parts/cold.inc:1")
    assert done.code == 0, done.err
    (entry,) = polib.pofile(book.src / "locale/es/LC_MESSAGES/index.po")
    assert (entry.msgid, entry.occurrences) == (
        "A cold cellar.",
        [("../../parts/cold.inc", "1")],
    )


def test_log_and_report_name_the_place_of_what_is_rejected(book, sheet):
    book.committed("index", {"Open *one* window.": "Abra una ventana."})
    book.committed("sub/tools", {"Stirs **dough**.": "Amasa."})
    built = book.build("-Damts_engine=memory", XDG_CACHE_HOME=str(book.root / "none"))
    assert built.code == 0, built.output
    places = {}
    for document in built.report["documents"]:
        for finding in document["findings"]:
            places[finding["text"]] = (finding["file"], finding["line"])
    wanted = {
        "Open *one* window.": ("parts/warm.inc", 3),
        "Stirs **dough**.": ("mixer.py:docstring of mixer.Mixer", 1),
    }
    assert places == wanted
    for text, (file, line) in wanted.items():
        (said,) = [one for one in built.output.splitlines() if text in one]
        assert said.startswith(f"{book.src}/{file}:{line}: ")
    page = (book.out / "_amts/documents/index.html").read_text("utf-8")
    assert "parts/warm.inc:3" in page
    assert "line 5" in page
    assert "parts/warm.inc:3" in (book.out / "_amts/index.html").read_text("utf-8")
    assert [
        state["text"]
        for state in built.report["documents"][1]["states"]
        if state["text"] in TEXTS
    ] == TEXTS
