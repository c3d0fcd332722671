"""Text of machines takes no name that anything else in the book has.

Terms of a glossary, titles and labels are names: of two that are the same, Sphinx or
docutils warn, and references lead to one of them only.
"""

from __future__ import annotations

import json
import re

import pytest

GLOSSARY = """
Words
=====

.. glossary::

   cup
      For tea.

   mug
      For coffee.

   jarra
      For water.

Take a :term:`cup`, a :term:`mug` and a :term:`jarra`.

.. toctree::

   more
"""

MORE = """
More
====

.. glossary::

   pitcher
      For milk.

   glass
      For juice.

A :term:`pitcher`, a :term:`glass`, a :term:`cup`.
"""

SAME = {">cup</": ">taza</", ">mug</": ">taza</", ">pitcher</": ">jarra</"}


@pytest.fixture
def glossary(empty_project):
    project = empty_project
    project.conf(nitpicky=True)
    project.write("index.rst", GLOSSARY)
    project.write("more.rst", MORE)
    project.engine(json.dumps(SAME | {">glass</": ">vaso</"}), script="word_engine.py")
    return project


def terms(project, docname):
    """Return where the references to terms lead, with their text, and the terms."""
    html = project.html(docname)
    links = re.findall(r'<a [^>]*href="([^"]*#term-[^"]*)"[^>]*>(<span.*?)</a>', html)
    shown = re.findall(r'<dt [^>]*id="(term-[^"]*)"[^>]*>([^<]*)', html)
    return [
        (href.partition("#")[2], re.sub("<[^>]+>", "", text)) for href, text in links
    ], shown


def check_glossary(project):
    links, shown = terms(project, "index")
    wanted = [("term-cup", "taza"), ("term-mug", "taza"), ("term-jarra", "jarra")]
    assert shown == wanted
    links = [link for link in links if link[0]]
    assert links[:3] == wanted
    links, shown = terms(project, "more")
    assert shown == [("term-pitcher", "jarra"), ("term-glass", "vaso")]
    assert links[:3] == [*shown, ("term-cup", "taza")]


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_terms_that_share_a_translation_are_both_found(glossary, jobs):
    project = glossary
    project.jobs = jobs
    for change in ("", "\nMore.\n", "\nAgain.\n"):
        project.write("index.rst", (project.src / "index.rst").read_text() + change)
        built = project.build("-W")
        assert built.code == 0, built.output
        check_glossary(project)
    project.edit("more.rst", "For milk.", "For much milk.")
    built = project.build("-W")
    assert built.code == 0, built.output
    check_glossary(project)
    assert project.build("-W", "-E").code == 0
    check_glossary(project)


def test_committed_catalogs_hold_no_mark_and_cause_no_warning(glossary, amts):
    project = glossary
    assert amts(project, "translate", project.src, "-l", "es").code == 0
    for docname in ("index", "more"):
        text = (project.src / f"amts/catalogs/es/{docname}.po").read_text("utf-8")
        assert "noqa" not in text
    project.conf(amts_engine="memory")
    built = project.build("-W")
    assert built.code == 0, built.output
    check_glossary(project)


def test_a_mark_that_is_in_a_machine_catalog_without_need_is_left_out(glossary):
    project = glossary
    project.conf(amts_engine="memory")
    project.committed("index", {"cup": "copa # noqa", "mug": "mug # noqa"})
    built = project.build("-W")
    assert built.code == 0, built.output
    _, shown = terms(project, "index")
    assert [text for _, text in shown] == ["copa", "mug", "jarra"]


def test_a_term_that_a_person_translated_keeps_its_name(glossary):
    project = glossary
    project.human(
        "more",
        {
            "glass": "taza",
            "A :term:`pitcher`, a :term:`glass`, a :term:`cup`.": "Una :term:`taza`, "
            ":term:`jarra`, :term:`cup`.",
        },
    )
    project.build()  # Sphinx itself warns of references that are no longer the same
    links, _ = terms(project, "more")
    assert links[:3] == [
        ("term-glass", "taza"),
        ("term-jarra", "jarra"),
        ("term-cup", "cup"),
    ]


def test_a_machine_s_term_can_be_found_by_its_translation(glossary):
    """Also in the inventory that other books link with."""
    project = glossary
    project.build()
    import zlib

    inventory = (project.out / "objects.inv").read_bytes()
    lines = zlib.decompress(inventory.split(b"\n", 4)[4]).decode().splitlines()
    found = {
        line.split(" std:term ")[0]: line.split()[-2]
        for line in lines
        if " std:term " in line
    }
    assert {"cup", "taza", "mug", "jarra", "pitcher", "glass", "vaso"} == set(found)
    assert found["taza"].endswith(("#term-cup", "#term-$"))


TITLES = """
Book
====

.. _jarra: https://jars.example

.. _alias: Mug_

See Vaso_, alias_, `Cup`_, `Mug`_, jarra_ and label_.

Vaso
----

Text.

Glass
-----

Text.

Cup
---

Text.

Mug
---

Text.

.. _label:

Pitcher
-------

Text.

Jug
---

Text.
"""


def test_titles_that_share_a_translation(empty_project):
    project = empty_project
    project.write("index.rst", TITLES)
    words = {
        "Glass": "Vaso",
        "Cup": "Taza",
        "Mug": "Taza",
        "Pitcher": "Jarra",
        "Jug": "label",
    }
    project.engine(
        json.dumps({f">{a}</": f">{b}</" for a, b in words.items()}),
        script="word_engine.py",
    )
    for arguments in (["-W"], ["-W", "-E"]):
        built = project.build(*arguments)
        assert built.code == 0, built.output
        titles = re.findall(
            r'<section id="([^"]*)">\s*(?:<span[^>]*></span>)?<h2[^>]*>([^<]*)',
            project.html("index"),
        )
        assert [text for _, text in titles] == [
            "Vaso",
            "Vaso",
            "Taza",
            "Taza",
            "Jarra",
            "label",
        ]
        (paragraph,) = re.findall(
            "<p[^>]*>See .*?</p>", project.html("index"), re.DOTALL
        )
        targets = re.findall(r'href="([^"]*)"', paragraph)
        assert targets == [
            "#vaso",
            "#mug",
            "#cup",
            "#mug",
            "https://jars.example",
            "#label",
        ]


def test_a_title_of_a_person_keeps_its_name(empty_project):
    project = empty_project
    project.write(
        "index.rst",
        "Book\n====\n\nSee `Mug`_.\n\nCup\n---\n\nText.\n\nMug\n---\n\nText.\n",
    )
    project.human("index", {"Mug": "Taza", "See `Mug`_.": "Mira `Taza`_."})
    project.engine(json.dumps({">Cup</": ">Taza</"}), script="word_engine.py")
    project.build()
    built = project.build("-E")
    assert "Duplicate" not in built.output
    (paragraph,) = re.findall("<p[^>]*>Mira .*?</p>", project.html("index"), re.DOTALL)
    assert 'href="#mug"' in paragraph
