"""Text that a build leaves out is neither sent nor counted by it."""

from __future__ import annotations

import pytest

PAGE = """
Book
====

Everywhere.

.. only:: html

   On pages.

   .. only:: draft

      On pages of drafts.

.. only:: latex

   On paper, with *emphasis*.

   .. image:: x.png
      :alt: On paper alone

.. only:: not (html or latex

   Wrong condition.

.. ifconfig:: stage == "alpha"

   In alpha.

.. ifconfig:: stage == "beta"

   In beta.

.. ifconfig:: builder == "latex"

   On paper by configuration.

.. ifconfig:: unknown_setting

   Never.
"""

HTML = {"Book", "Everywhere.", "On pages.", "In beta."}
PAPER = {
    "Book",
    "Everywhere.",
    "On paper, with emphasis.",
    "On paper alone",
    "In beta.",
    "On paper by configuration.",
}


@pytest.fixture
def book(empty_project):
    project = empty_project
    project.conf(extensions=["sphinx.ext.ifconfig", "sphinx_amts"])
    conf = (project.src / "conf.py").read_text("utf-8")
    project.write(
        "conf.py",
        f"{conf}\ndef setup(app):\n    app.add_config_value('stage', 'beta', 'env')\n",
    )
    page = PAGE.replace(".. only:: not (html or latex\n\n   Wrong condition.\n", "")
    project.write("index.rst", page)
    (project.src / "x.png").write_bytes(b"\x89PNG")
    project.engine()
    return project


def counted(built):
    return {
        state["text"].replace("*", "")
        for document in built.report["documents"]
        for state in document["states"]
    }


def test_builders_that_share_what_was_read(book):
    built = book.build()
    assert built.code == 0, built.output
    assert set(built.sent) == HTML == counted(built)
    assert built.totals["messages"]["machine"] == len(HTML)
    paper = book.build(builder="latex")
    assert paper.code == 0, paper.output
    assert set(paper.sent) == PAPER - HTML
    assert counted(paper) == PAPER
    (source,) = (book.root / "out" / "latex").glob("*.tex")
    assert "译On paper, with" in source.read_text("utf-8")
    again = book.build()
    assert counted(again) == HTML
    assert again.sent == []
    assert "译On pages." in book.body("index")
    assert " 0 changed" in book.build().output


def test_tags_and_settings(book):
    built = book.build("-t", "draft", "-D", "stage=alpha")
    assert set(built.sent) == HTML - {"In beta."} | {"On pages of drafts.", "In alpha."}


def test_a_person_s_text_that_is_left_out_is_not_counted(book):
    book.human("index", {"In alpha.": "En alfa.", "In beta.": "En beta."})
    built = book.build()
    assert built.totals["messages"]["human"] == 1
    assert "En beta." in book.body("index")
    built = book.build("-D", "stage=alpha")
    assert "En alfa." in book.body("index")


def test_a_condition_that_cannot_be_read_hides_nothing(book):
    book.write("index.rst", PAGE)
    built = book.build()
    assert built.code == 0, built.output
    assert "Wrong condition." in counted(built)


def test_commands_count_what_the_pages_show(book, amts):
    dry = amts(book, "translate", book.src, "-l", "es", "--dry-run")
    assert "4 segments" in dry.out
    done = amts(book, "translate", book.src, "-l", "es")
    assert set(done.sent) == HTML
    done = amts(book, "translate", book.src, "-l", "es", "-b", "latex", "-t", "draft")
    assert set(done.sent) == PAPER - HTML
    text = (book.src / "amts/catalogs/es/index.po").read_text("utf-8")
    assert "On pages." in text
    assert "On paper alone" in text
    for arguments, words in (([], 6), (["-b", "latex"], 15)):
        status = amts(book, "status", book.src, "-l", "es", *arguments)
        assert f"100 % (machine) of {words} words" in status.out
