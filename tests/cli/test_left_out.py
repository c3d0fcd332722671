"""What `translate` says of text that was rejected, and what `--again` asks anew."""

from __future__ import annotations

import shlex
import sys

import pytest

ENGINE = r"""
import json, os, re, sys
log, mended = sys.argv[1:]
asked = re.findall(r'<p id="([^"]*)">(.*?)</p>', sys.stdin.read(), re.S)
with open(log, "a") as stream:
    stream.write(json.dumps([re.sub("<[^>]*>", "", text) for _, text in asked]) + "\n")
for key, text in asked:
    if os.path.exists(mended) or "yeast" not in text:
        if "oven" in text and not os.path.exists(mended):
            text = re.sub("<[^>]*>", "", text) + '<code id="77">x</code>'
        print(f'<p id="{key}">{text.upper() if "<" not in text else text}</p>')
"""

PAGE = """
Bread
=====

Feed the yeast.

Preheat ``now`` the oven ``well`` in time.

Leave the yeast alone.

Slice it.
"""


@pytest.fixture
def book(empty_project):
    book = empty_project
    script = book.root / "engine.py"
    script.write_text(ENGINE, encoding="utf-8")
    program = [sys.executable, str(script), str(book.log), str(book.root / "mended")]
    book.conf(amts_engine="command", amts_command=program)
    book.write("index.rst", PAGE)
    return book


def translate(book, amts, *arguments):
    return amts(book, "translate", book.src, "-l", "es", *arguments)


def test_each_text_is_named_once_with_those_of_the_same_cause(book, amts):
    ran = translate(book, amts)
    assert ran.code == 1
    page = book.src / "index.rst"
    lines = ran.err.splitlines()
    (head,) = [line for line in lines if "2 texts are not translated: " in line]
    number = lines.index(head)
    assert lines[number + 1 : number + 3] == [
        f"  {page}:5: Feed the yeast.",
        f"  {page}:9: Leave the yeast alone.",
    ]
    assert ran.err.count("yeast") == 2
    assert f"  {page}:7: Preheat ``now`` the oven ``well`` in time." in lines
    assert translate(book, amts).code == 1


def test_again_asks_for_what_was_rejected_and_for_nothing_else(book, amts):
    book.write("index.rst", PAGE.replace("yeast", "dough"))
    ran = translate(book, amts)
    assert ran.code == 1
    command = ran.err.splitlines()[-1].split("`")[1]
    (book.root / "mended").touch()
    known = translate(book, amts)
    assert (known.code, known.sent, known.err) == (1, [], ran.err)
    mended = amts(book, *shlex.split(command)[1:])
    assert (mended.code, mended.err) == (0, "")
    (sent,) = mended.sent
    assert sent.startswith("Preheat")
    catalog = (book.src / "amts/catalogs/es/index.po").read_text("utf-8")
    assert 'msgstr "Preheat ``now`` the oven ``well`` in time."' in catalog
    done = translate(book, amts, "--again")
    assert (done.code, done.sent) == (0, [])


def test_a_price_is_asked_for_where_text_is_missing(book, amts):
    assert translate(book, amts, "--dry-run").code == 0
    assert translate(book, amts, "--dry-run", "--check").code == 1
    (book.root / "mended").touch()
    assert translate(book, amts).code == 0
    assert translate(book, amts, "--dry-run", "--check").code == 0
    assert translate(book, amts, "--check").code == 2


def test_an_engine_that_is_not_there_fails_the_command_and_no_build(book, amts):
    book.conf(amts_command=["no-such-program-anywhere"])
    ran = translate(book, amts)
    assert ran.code == 2
    assert ran.err.count("no-such-program-anywhere") == 1
    built = book.build()
    assert built.code == 0
    assert built.output.count("no-such-program-anywhere") == 1


def test_a_blank_is_no_translation_wherever_it_stands(book, amts):
    """Neither counted, nor shown in place of the source, nor mended into something."""
    book.conf(gettext_additional_targets=["image"])
    page = "Bread\n=====\n\nSlice it.\n\n.. image:: loaf.png\n   :alt: A round loaf\n"
    book.write("index.rst", page)
    (book.src / "loaf.png").write_bytes(b"\x89PNG")
    book.human("index", {"Bread": "Pan", "Slice it.": " ", "A round loaf": " \n"})
    reason = "the translation is blank; write one, or leave it empty"
    ran = translate(book, amts)
    assert (ran.code, ran.sent) == (1, [])
    assert f"2 texts are not translated: {reason}" in ran.err
    found = amts(book, "check", book.src, "-l", "es", "--fix")
    assert (found.code, found.out.count(f"dropped: {reason}")) == (1, 2)
    counts = book.build().totals["messages"]
    assert {state: count for state, count in counts.items() if count} == {
        "human": 1,
        "untranslated": 2,
    }
    assert 'alt="A round loaf"' in book.html("index")
