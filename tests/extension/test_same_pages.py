"""Same source, catalogs, settings and memory: the same pages, whatever came before."""

from __future__ import annotations

import shutil

import pytest

INDEX = """
Coffee
======

Welcome to the :doc:`book <first>` on coffee. See :ref:`second-part` and :term:`Cup`.

.. toctree::
   :numbered:

   first
   parts/second
   parts/third
"""
FIRST = """
First steps
===========

Take a cup. Pour the water slowly, see :ref:`second-part`.

.. index:: single: cup; first

.. glossary::

   Cup
      A thing to drink from.

   Pot
      A thing to pour from.

.. c:struct:: Cup

   A cup in C.

.. todo:: Heat the water.
"""
SECOND = """
.. _second-part:

The second part
===============

People wrote of this. The rest is for machines.

.. math:: e = mc^2
   :label: energy

.. c:member:: int Cup.size

   See :c:member:`Cup.size` and :eq:`energy`.

.. todo:: Wash the cup.
"""
THIRD = """
The third part
==============

Shared sentence. See :ref:`second-part`, :term:`Pot` and :c:struct:`Cup`.

.. todolist::
"""
HUMAN = {
    "The second part": "La segunda parte",
    "People wrote of this. The rest is for machines.": "La gente lo escribió. Y más.",
    "A cup in C.": "Una taza en C.",
}


@pytest.fixture
def book(empty_project):
    project = empty_project
    project.conf(
        extensions=["sphinx.ext.todo", "sphinx_amts"],
        html_sidebars={"**": ["globaltoc.html", "relations.html"]},
        todo_include_todos=True,
        todo_link_only=True,  # else the folder is shown
        gettext_additional_targets=["index"],
        amts_memory_dir="../memory",
    )
    project.engine()
    project.write("index.rst", INDEX)
    project.write("first.rst", FIRST)
    project.write("parts/second.rst", SECOND)
    project.write("parts/third.rst", THIRD)
    people(project, HUMAN)
    return project


def people(project, entries):
    for name in ("index", "first", "parts/second", "parts/third"):
        project.human(name, entries)


def pages(folder):
    """Return the bytes of all files that readers are given, by name."""
    left = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(("_amts/", ".")):
            left[name] = path.read_bytes()
    return left


def same(project, wanted, way):
    found = pages(project.out)
    names = sorted(wanted.keys() | found.keys())
    assert [n for n in names if wanted.get(n) != found.get(n)] == [], way


def again(project):
    """Forget what was built, and nothing else."""
    for folder in ("out", "doctrees"):
        shutil.rmtree(project.root / folder, ignore_errors=True)


@pytest.mark.slow
def test_ten_ways_to_the_same_pages(book, amts, tmp_path):
    def build(*args, **env):
        built = book.build(*args, **env)
        assert built.code == 0, built.output
        return built

    # 1: at once, with an empty memory
    assert build().sent
    wanted = pages(book.out)
    assert b"La segunda parte" in wanted["parts/third.html"]
    # 2: once more
    build()
    same(book, wanted, "once more")
    # 3: all anew beside the overlay
    build("-E")
    same(book, wanted, "all anew")
    # 4: with the memory alone to begin with
    again(book)
    assert not build().sent
    same(book, wanted, "from the memory")
    # 5: by several processes
    again(book)
    book.jobs = "4"
    build()
    book.jobs = "1"
    same(book, wanted, "parallel")
    # 6: without an engine
    again(book)
    build("-Damts_engine=memory")
    same(book, wanted, "without an engine")
    # 7: without any translation at first
    again(book)
    people(book, {})
    build("-Damts_engine=memory", "-Damts_memory_dir=../elsewhere")
    people(book, HUMAN)
    build()
    same(book, wanted, "catalogs and memory came later")
    # 8: with other text of people in between
    people(book, {**HUMAN, "The second part": "Otra parte", "Coffee": "Café"})
    build()
    people(book, HUMAN)
    build()
    same(book, wanted, "other text of people in between")
    # 9: with another engine in between
    build("-Damts_command_name=other")
    assert pages(book.out) == wanted  # it answers the same
    build("-Damts_engine=pseudo")
    assert pages(book.out) != wanted
    build()
    same(book, wanted, "another engine in between")
    # 10: somewhere else, with the memory of here
    book.root = shutil.copytree(book.root, tmp_path / "moved")
    again(book)
    build()
    same(book, wanted, "somewhere else")
    # 11: by the command that builds many languages
    again(book)
    done = amts(book, "build", book.src, book.root / "out", "-l", "es")
    assert done.code == 0, done.output
    built = pages(book.root / "out" / "es")
    assert [n for n in wanted if built.get(n) != wanted[n]] == []


def test_another_memory_is_noticed(book):
    book.build()
    assert "La segunda parte" in book.html("parts/second")
    translated = book.body("first")
    book.build("-Damts_engine=memory")
    assert book.body("first") == translated
    book.build("-Damts_engine=memory", "-Damts_memory_dir=../empty")
    assert "译Pour the water slowly" not in book.body("first")
    book.build("-Damts_engine=memory")
    assert book.body("first") == translated


def test_another_engine_is_noticed(book):
    book.build()
    first = book.body("first")
    assert "译Pour the water" in first
    book.engine("as it is", amts_command_name="other")
    assert book.build().sent
    assert "译Pour the water" not in book.body("first")
    book.engine(amts_command_name="fake_engine.py")
    assert not book.build().sent
    assert book.body("first") == first


def other_book(project, new_project, **values):
    """Return a book of another name with the same page and the same memory."""
    other = new_project(project.root.parent / "other")
    other.conf(project="Tea", amts_memory_dir=str(project.root / "memory"), **values)
    other.write("index.rst", "Tea\n===\n\nPour the water slowly.\n")
    return other


def test_text_of_other_books_shows_only_with_the_scope_of_all(book, new_project):
    book.write("index.rst", INDEX + "\nPour the water slowly.\n")
    book.build()
    tea = other_book(book, new_project)
    assert tea.build().code == 0
    assert "译Pour the water slowly" not in tea.body("index")
    tea.build("-Damts_memory_scope=all")
    assert "译Pour the water slowly" in tea.body("index")
    tea.build()
    assert "译Pour the water slowly" not in tea.body("index")


def test_what_an_engine_once_answered_is_reused_whatever_book_asked(book, new_project):
    book.write("index.rst", INDEX + "\nPour the water slowly.\n")
    book.build()
    tea = other_book(book, new_project)
    tea.log.parent.mkdir(exist_ok=True)
    tea.engine()
    assert "Pour the water slowly." not in "".join(tea.build().sent)
    shown = tea.body("index")
    assert "译Pour the water slowly" in shown
    # from now on it is text of this book as well
    tea.build("-Damts_engine=memory")
    assert tea.body("index") == shown
    again(tea)
    tea.build("-Damts_engine=memory")
    assert tea.body("index") == shown


def test_a_clone_of_the_book_has_what_the_book_has(book, tmp_path):
    book.build()
    shown = book.body("first")
    memory = str(book.root / "memory")
    book.root = shutil.copytree(book.root, tmp_path / "clone")
    again(book)
    built = book.build("-Damts_engine=memory", f"-Damts_memory_dir={memory}")
    assert built.code == 0
    assert book.body("first") == shown


def test_what_other_books_do_to_the_memory_changes_no_page(book, new_project):
    book.write("index.rst", INDEX + "\nPour the water slowly.\n")
    book.build()
    book.build("-Damts_engine=memory")
    wanted = pages(book.out)
    tea = other_book(book, new_project)
    tea.engine("as it is", amts_command_name="other")
    assert tea.build().sent
    book.build("-Damts_engine=memory")
    same(book, wanted, "after another book has asked another engine")
    again(book)
    book.build("-Damts_engine=memory")
    same(book, wanted, "and built anew")


def test_titles_that_are_translated_later_are_shown_everywhere(book):
    people(book, {})
    book.build("-Damts_engine=memory")
    people(book, HUMAN)
    book.build("-Damts_engine=memory")
    later = pages(book.out)
    book.build("-E", "-Damts_engine=memory")
    same(book, later, "in one go")
    assert "La segunda parte" in book.html("index")
