"""What stands in code, names and references is out of the reach of an engine.

The engine of these tests moves words from one text to another, as rule-based ones do.
"""

from __future__ import annotations

import json
import re

import pytest

pytest.importorskip("myst_parser")

RST = """\
Coffee
======

The ``copper`` kettle sings at :kbd:`Esc` and :math:`velocity`.

Take **the** ``left`` **lid** off, see :ref:`there <coffee>` or Lipton shops.

.. _coffee:

`Beans <https://beans.example>`__ beside :file:`grinder` roast slowly.
"""

MYST = """\
# Water

The `copper` kettle sings, says {kbd}`Esc` and {math}`velocity`.

Take **the `left` lid** off, ask [Beans](https://beans.example) or Lipton shops.
"""

CODE = ("copper", "Esc", "velocity", "left", "grinder", "Lipton")


@pytest.fixture
def book(empty_project):
    empty_project.conf(extensions=["sphinx_amts", "myst_parser"])
    return empty_project


@pytest.fixture(params=["plain", "wraps"])
def moved(request, book):
    book.conf(amts_keep=["Lipton"])
    book.write("index.rst", RST + "\n.. toctree::\n\n   water\n")
    book.write("water.md", MYST)
    book.engine(request.param, script="moving_engine.py")
    return book


def test_no_word_gets_into_a_placeable_or_out_of_it(moved):
    built = moved.build()
    assert built.code == 0, built.output
    messages = built.report["totals"]["messages"]
    assert messages["machine"] > 0
    assert messages["rejected"] == messages["untranslated"] == 0
    for name, source in (("index", RST), ("water", MYST)):
        body = moved.html(name).partition('role="main"')[2]
        body = body.partition('class="sphinxsidebar"')[0]
        shown = re.sub(r"<[^>]+>", " ", body)
        for word in CODE:
            assert (word in shown) is (word in source)
            assert word.upper() not in shown
        words = re.findall(r"[a-z]+", "kettle sings lid off shops roast slowly beside")
        for word in words:
            assert (word.upper() in shown) is (word in source), word


def test_an_engine_that_keeps_what_is_marked_sees_it(book):
    book.conf(amts_keep=["Lipton"])
    book.write("index.rst", "Top\n===\n\nThe ``copper`` kettle of Lipton.\n")
    book.engine("plain", script="moving_engine.py")
    book.build()
    (asked,) = [json.loads(line) for line in book.log.read_text("utf-8").splitlines()]
    assert (
        'The <code id="x1" translate="no"></code> kettle of '
        '<span id="t1" translate="no"></span>.'
    ) in asked
    page = book.html("index")
    book.engine("plain", script="moving_engine.py", amts_command_keeps_marked=True)
    again = book.build("-E")
    assert again.code == 0, again.output
    assert not book.log.exists()  # nothing is asked, and paid for, again
    assert book.html("index") == page
    book.write("index.rst", "Top\n===\n\nA ``copper`` pot of Lipton.\n")
    book.build()
    (asked,) = [json.loads(line) for line in book.log.read_text("utf-8").splitlines()]
    assert asked == [
        'A <code id="x1" translate="no">copper</code> pot of '
        '<span id="t1" translate="no">Lipton</span>.'
    ]
