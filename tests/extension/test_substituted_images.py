"""Texts that stand for an image are translated also where a name stands for it."""

from __future__ import annotations

import re

import pytest

PAGE = """
Tea
===

Take |cup| and |logo|, then |Pot|_ there.

.. |cup| image:: x.png
   :alt: A cup of tea
.. |logo| image:: x.png
.. |pot| image:: x.png
   :alt: A pot
.. |unused| image:: x.png
   :alt: Not on this page
.. |words| replace:: the *words*
.. _pot: https://pot.example
"""


def alt_texts(project):
    return re.findall(r'alt="([^"]*)"', project.html("index"))


@pytest.fixture
def page(empty_project):
    project = empty_project
    project.write("index.rst", PAGE)
    (project.src / "x.png").write_bytes(b"\x89PNG")
    project.engine()
    return project


def test_machines_translate_them(page):
    built = page.build("-W")
    assert built.code == 0, built.output
    assert alt_texts(page) == ["译A cup of tea", "logo", "译A pot"]
    assert not {"logo", "Not on this page", "the words"} & set(built.sent)
    assert built.totals["messages"]["machine"] == 4
    again = page.build("-W", "-E")
    assert again.sent == []
    assert alt_texts(page) == ["译A cup of tea", "logo", "译A pot"]


def test_people_translate_them(page):
    page.human("index", {"A cup of tea": "Una taza"})
    built = page.build("-W")
    assert alt_texts(page) == ["Una taza", "logo", "译A pot"]
    assert built.totals["messages"]["human"] == 1


def test_an_image_in_the_epilog_counts_where_it_is_shown(page):
    page.conf(rst_epilog=".. |jug| image:: /x.png\n   :alt: A jug\n")
    page.write("more.rst", ":orphan:\n\nMore\n====\n\nNo image.\n")
    page.write("jug.rst", ":orphan:\n\nJug\n===\n\nA |jug|.\n")
    built = page.build("-W")
    assert built.code == 0, built.output
    texts = {
        document["docname"]: [state["text"] for state in document["states"]]
        for document in built.report["documents"]
    }
    assert "A jug" in texts["jug"]
    assert "A jug" not in texts["more"]
    assert 'alt="译A jug"' in page.html("jug")


def test_entries_of_a_bibliography_are_no_messages(empty_project):
    """They are made when pages are written, from what is no text of the book."""
    pytest.importorskip("sphinxcontrib.bibtex")
    project = empty_project
    project.conf(
        extensions=["sphinxcontrib.bibtex", "sphinx_amts"], bibtex_bibfiles=["b.bib"]
    )
    entry = 'author="Jane Doe", title="A page about tea", year=2001'
    project.write("b.bib", f"@misc{{web, {entry}}}\n")
    project.write("index.rst", "Tea\n===\n\nSee :cite:`web`.\n\n.. bibliography::\n")
    project.engine()
    built = project.build("-W")
    assert built.code == 0, built.output
    assert built.totals["messages"]["machine"] == 2
    assert "A page about tea" in project.body("index")
    assert not [text for text in built.sent if "page" in text]
