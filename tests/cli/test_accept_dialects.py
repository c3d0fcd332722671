"""Texts that people take over stand in each catalog in the markup of its document."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

PRESS = "Press ``Delete`` and see *this* page."
RST = "按\\ ``Delete``\\ 看\\ *这*\\ 页。"
MYST = "按``Delete``看*这*页。"


@pytest.fixture(params=["a", "z"])
def book(request, empty_project):
    """One message in both dialects; the MyST page comes first or last."""
    pytest.importorskip("myst_parser")
    book = empty_project
    book.conf(extensions=["sphinx_amts", "myst_parser"], html_search_language="en")
    book.options["language"] = "zh"
    book.name = request.param
    page = f"Root\n====\n\n{PRESS}\n\n.. toctree::\n\n   {book.name}\n"
    book.write("index.rst", page)
    book.write(f"{book.name}.md", f"# Page\n\n{PRESS}\n")
    return book


def machine(book, docname, text):
    book.committed(docname, {PRESS: text})
    path = book.src / f"amts/catalogs/es/{docname}.po"
    target = book.src / f"amts/catalogs/zh/{docname}.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    path.rename(target)
    return target


def shown(book):
    """Return the paragraph of each page, as a reader sees it."""
    built = book.build("-a")
    assert built.code == 0, built.output
    found = {}
    for name in ("index", book.name):
        html = re.sub(r' class="machine-translated"', "", book.html(name))
        (found[name],) = re.findall("<p>(按.*?)</p>", html)
    return found


def taken(book, docname):
    path = book.src / f"locale/zh/LC_MESSAGES/{docname}.po"
    with path.open("rb") as file:
        return read_po(file)[PRESS].string


@pytest.mark.parametrize("drafts", ["both", "rst", "myst"])
def test_accepted_drafts_show_the_same_on_every_page(book, amts, drafts):
    if drafts != "myst":
        machine(book, "index", RST)
    if drafts != "rst":
        machine(book, book.name, MYST)
    ran = amts(book, "accept", book.src, "-l", "zh", "--all")
    assert ran.code == 0, ran.err
    after = shown(book)
    assert after["index"] == after[book.name]
    assert "\\" not in after["index"] + taken(book, book.name)
    assert "\\ " in taken(book, "index")
    assert amts(book, "check", book.src, "-l", "zh").code == 0


def test_what_somebody_changed_in_a_machine_catalog_is_in_its_dialect(book, amts):
    machine(book, "index", RST)
    path = machine(book, book.name, MYST.replace("看", "再看"))
    ran = amts(book, "review", book.src, "-l", "zh", "--take", path, "--approved")
    assert ran.code == 0, ran.err
    after = shown(book)
    assert after["index"] == after[book.name]
    assert "再看<em>这</em>" in after["index"]


STOP = "Call :func:`stop` with ``x`` of `the pot`, **now**."


@pytest.mark.parametrize("given", ["index", "page"])
def test_a_message_in_another_dialect_than_its_page(empty_project, amts, given):
    """It stands in a page of its own dialect, and in `eval-rst` of the other one."""
    pytest.importorskip("myst_parser")
    book = empty_project
    book.conf(extensions=["sphinx_amts", "myst_parser"])
    book.write("index.rst", f"Root\n====\n\n{STOP}\n\n.. toctree::\n\n   page\n")
    book.write("page.md", f"# Page\n\n```{{eval-rst}}\n{STOP}\n```\n")
    drafts = {
        "index": "Llame a :func:`stop` con ``x`` de `la olla`, **ya**.",
        "page": "Llame a {func}`stop` con `x` de {title-reference}`la olla`, **ya**.",
    }
    book.committed(given, {STOP: drafts[given]})
    ran = amts(book, "accept", book.src, "-l", "es", "--all")
    assert ran.code == 0, ran.err
    assert book.build("-a").code == 0
    (index,) = re.findall(r"<p>(Llame.*?)</p>", book.html("index"))
    (page,) = re.findall(r"<p>(Llame.*?)</p>", book.html("page"))
    assert index == page
    assert "<cite>la olla</cite>, <strong>ya</strong>" in page
    assert amts(book, "check", book.src, "-l", "es").code == 0


SHED = "Open shed_ or `the barn`__, as [SM]_ says."
DEFINED = """
.. _shed: https://shed.example/
__ https://barn.example/

.. [SM] Smith.
"""


@pytest.mark.parametrize("given", ["index", "page"])
def test_a_message_that_only_restructuredtext_has_a_form_for(
    empty_project, amts, given
):
    pytest.importorskip("myst_parser")
    book = empty_project
    book.conf(extensions=["sphinx_amts", "myst_parser"])
    book.write(
        "index.rst", f"Root\n====\n\n{SHED}\n{DEFINED}\n.. toctree::\n\n   page\n"
    )
    defined = DEFINED.partition(".. [SM]")[0]
    book.write("page.md", f"# Page\n\n```{{eval-rst}}\n{SHED}\n{defined}\n```\n")
    text = "Abra `el patio <shed_>`__ o `el granero`__, según [SM]_. # noqa"
    drafts = {"index": text, "page": f"```{{eval-rst}}\n{text[:-7]}\n``` # noqa"}
    book.committed(given, {SHED: drafts[given]})
    ran = amts(book, "accept", book.src, "-l", "es", "--all")
    assert ran.code == 0, ran.err
    built = book.build("-a")
    assert built.code == 0, built.output
    (index,) = re.findall(r"<p>(Abra.*?)</p>", book.html("index"))
    (page,) = re.findall(r"<p>(Abra.*?)</p>", book.html("page"))
    assert 'href="https://shed.example/">el patio</a>' in page
    assert page == index.replace('href="#sm"', 'href="index.html#sm"')
    assert "[SM]</span></a>." in page
    assert "inconsistent" not in built.output
    assert amts(book, "check", book.src, "-l", "es").code == 0


def test_a_text_that_fits_no_page_is_kept_and_named(empty_project, amts):
    """The markup of the other dialect, in which it was written, cannot be read."""
    pytest.importorskip("myst_parser")
    book = empty_project
    book.conf(extensions=["sphinx_amts", "myst_parser"])
    book.write("index.rst", f"Root\n====\n\n{STOP}\n\n.. toctree::\n\n   page\n")
    book.write("page.md", "# Page\n\nAnother text.\n")
    text = "Llame otra vez a {func}`stop` como en {doc}`page`."
    path = book.committed("page", {STOP: text})
    path = book.src / "amts/catalogs/es/page.po"
    ran = amts(book, "review", book.src, "-l", "es", "--take", path, "--approved")
    assert ran.code == 1
    assert "added 0 " in ran.out
    (line,) = [line for line in ran.err.splitlines() if "Call :func:" in line]
    assert "page.po:" in line
    assert "kept in the human memory" in line
    memory = (book.src / "amts/human/es.jsonl").read_text("utf-8")
    assert "otra" in memory
    assert book.build().code == 0
    assert "{func}" not in book.html("index")
    again = amts(book, "review", book.src, "-l", "es", "--take", path, "--approved")
    assert again.code == 1
    assert (book.src / "amts/human/es.jsonl").read_text("utf-8") == memory
