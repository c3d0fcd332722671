"""What is written beside pages never becomes a document of the next build."""

from __future__ import annotations

import pytest

SUFFIXES = (".rst", ".md", ".markdown", ".txt", ".text", ".ipynb", ".myst", ".rest")


@pytest.fixture
def book(empty_project):
    pytest.importorskip("myst_parser")
    book = empty_project
    book.conf(
        extensions=["sphinx_amts", "myst_parser"],
        amts_engine="pseudo",
        html_copy_source=False,
        source_suffix={
            suffix: "markdown" if suffix[1] == "m" else "restructuredtext"
            for suffix in SUFFIXES
        },
    )
    book.write(
        "index.rst", "Title\n=====\n\nWords.\n\n.. toctree::\n   :glob:\n\n   p*\n"
    )
    book.write("page.md", "# Page\n\nMore words.\n")
    return book


def next_pages(book):
    """Build anew with fresh doctrees; return the documents of the report."""
    built = book.build("-E", "-W", "-d", str(book.root / "fresh"))
    assert built.code == 0, built.output
    return [document["docname"] for document in built.report["documents"]]


def test_reports_of_builds_and_of_status(book, amts):
    inside = book.src / "_build"
    book.conf(amts_history="figures", amts_scores=True)
    assert amts(book, "build", book.src, inside, "-l", "es", "-l", "ar").code == 0
    assert list(inside.rglob("report.json"))
    status = amts(book, "status", book.src, "-l", "es", "--output", book.src / "state")
    assert status.code == 0
    assert (book.src / "state/es/summary.gfm").read_text("utf-8").startswith("### ")
    assert next_pages(book) == ["index", "page"]


def test_work_that_is_sent_to_people(book, amts):
    book.engine()
    assert amts(book, "translate", book.src, "-l", "es").code == 0
    for name in ("work.po", "work.csv"):
        amts(book, "review", book.src, "-l", "es", "--output", book.src / name)
    assert next_pages(book) == ["index", "page"]
