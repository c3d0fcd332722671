"""Texts of pages that look as if no translation could be applied to them."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("myst_parser")

WRAPPED_RST = """
.. _the top:

Wrapped
=======

.. role:: py(code)
   :language: python

.. role:: html(raw)
   :format: html

.. toctree::

   flat

Set ``mode
fast`` here.

Sum :math:`a +
b` of both.

Run :py:`x = 1 +
2` now, :code:`y
z` then.

Mark :html:`<b
class="b">`\\ it :html:`</b>`.

Read :ref:`how it
starts <the top>` or :ref:`the
top` or :doc:`that
page <flat>`.

Call :func:`any
thing <some.thing>` and :class:`other
name`.

Open :menuselection:`Edit -->
Copy all` in :file:`a/{some
name}/b` with :guilabel:`&Go
on`, :samp:`print {one
word}`.

Use :abbr:`LIFO (last in,
first out)` for H\\ :sub:`two
words` *so
much* **and
more** `than
that`.

Go to `some
page <https://a.example>`__ or `any
one`__ or `the
rest`_.

__ https://b.example

.. _the rest: https://c.example

.. glossary::

   wrapped term
      A way with ``{n: n for n in
      range(9)}`` inside.

A :term:`wrapped
term` is a :term:`thing
too <wrapped term>`.

.. function:: foo(a)

   As ``(n *
   sizeof(T))`` bytes.

   :param a: as ``many
      words``.
"""

WRAPPED_MYST = """
(flat top)=
# Flat

Set `mode
fast` here.

Sum $a +
b$ and {math}`c +
d` of both.

Read {ref}`how it
starts <flat top>` or {doc}`that
page <index>`, {func}`any
thing <some.thing>`, {class}`other
name`.

Open {menuselection}`Edit -->
Copy` in {file}`a/{some
name}/b`, {abbr}`LIFO (last in,
first out)`.

Go to [some
page](https://a.example "a
title") or [any
one][one], *so
much* **and
more**.

[one]: https://b.example

Mark <b
class="b">it</b> here.
"""


@pytest.fixture(scope="module")
def wrapped(new_project, tmp_path_factory):
    book = new_project(tmp_path_factory.mktemp("wrapped"))
    book.conf(
        extensions=["myst_parser", "sphinx_amts"],
        myst_enable_extensions=["dollarmath"],
        default_role="any",
    )
    book.write("index.rst", WRAPPED_RST.replace("`than\nthat`", ":title:`than\nthat`"))
    book.write("flat.md", WRAPPED_MYST)
    book.engine()
    book.built = book.build()
    assert book.built.code == 0, book.built.output
    return book


def test_markup_that_is_wrapped_over_two_lines_is_translated(wrapped):
    assert wrapped.built.findings == {}
    counted = wrapped.built.totals["messages"]
    assert {name for name, number in counted.items() if number} == {"machine"}


def test_what_is_wrapped_stays_what_it_is(wrapped):
    body = wrapped.body("index")
    for code in ("mode fast", "{n: n for n in range(9)}", "(n * sizeof(T))"):
        assert code in body
    assert "mode fast" in wrapped.body("flat")
    assert re.search(
        r'<a [^>]*href="https://c.example">译the rest<', wrapped.html("index")
    )


BLOCKS_IN_FIELDS = """
Fields
======

.. function:: pour(water, milk, cup)

   Fill a cup.

   :param water: How hot.

      .. warning:: It burns.
   :param milk: From ``where``.

      * a cow
      * a *goat*
   :param cup: Which one.
   :returns: What is left.

      More or less.
   :raises OSError: It is empty.

      >>> code()

:author: Somebody.

   Else too.
"""


def test_a_text_inside_of_another_one_counts_once(empty_project):
    empty_project.write("index.rst", BLOCKS_IN_FIELDS)
    empty_project.engine()
    built = empty_project.build()
    assert built.findings == {}
    counted = {name: n for name, n in built.totals["messages"].items() if n}
    listed = [state["text"] for state in built.report["documents"][0]["states"]]
    assert counted == {"machine": len(listed)}
    assert len(listed) == len(set(listed))
    assert "It burns." in listed
    assert not [text for text in listed if "It burns." in text and "How hot" in text]
    body = empty_project.body("index")
    for text in ("How hot.", "It burns.", "a cow", "More or less.", "Which one."):
        assert f"译{text}" in body


def test_what_a_person_wrote_for_several_blocks_is_shown(empty_project):
    empty_project.write("index.rst", BLOCKS_IN_FIELDS)
    empty_project.human("index", {"What is left.  More or less.": "El resto."})
    built = empty_project.build()
    assert "El resto." in empty_project.body("index")
    assert built.totals["messages"]["human"] == 1
