"""What `rst_epilog` and `rst_prolog` add is no part of a translation."""

from __future__ import annotations

import pytest

PAGE = """
Tea
===

Pour the *water* over.

Take ``leaves`` of :abbr:`GT (green tea)` and |brand|.
"""

BLOCKS = {
    "rule": ".. raw:: html\n\n   <hr>",
    "footer": "Seen below.\n\nTwice.",
    "role": "See :ref:`search` and :abbr:`x (y)`.",
    "directive": ".. note:: Noted.",
    "definitions": ".. _site: https://site.example\n\nSee site_.",
    "list": "* one\n* two",
}


@pytest.mark.parametrize(
    ("where", "kind"),
    [*(("rst_epilog", kind) for kind in BLOCKS), ("rst_prolog", "footer")],
)
def test_messages_with_markup_are_translated(empty_project, where, kind):
    project = empty_project
    added = {"rst_epilog": "", "rst_prolog": ""}
    added["rst_epilog"] = ".. |brand| replace:: Green\n\n"
    added[where] += BLOCKS[kind] + "\n"
    project.conf(**added)
    project.write("index.rst", PAGE)
    project.human("index", {"Pour the *water* over.": "Vierte el *agua*."})
    project.engine()
    built = project.build("-W")
    assert built.code == 0, built.output
    assert "Vierte el agua." in project.body("index")
    assert "译Takeleaves译of" in project.body("index")
    assert built.findings == {}


def test_check_does_not_count_the_epilog(empty_project, amts):
    project = empty_project
    project.conf(rst_epilog=".. |brand| replace:: Green\n\nSeen below.\n")
    project.write("index.rst", PAGE)
    project.human("index", {"Pour the *water* over.": "Vierte el *agua*."})
    done = amts(project, "check", project.src, "-l", "es")
    assert (done.code, done.err) == (0, ""), done
