"""A book's terms in real builds, and `sphinx-amts terms diff`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PAGE = """Sphinx
======

The oven is hot. Call ``oven`` in Sphinx.

A warm loaf.

"""

SCRIPT = """
import json, re, sys
words = json.load(open({words!r}))
text = sys.stdin.buffer.read().decode()
with open({log!r}, "a") as log:
    log.write(json.dumps(re.findall("<p id=[^>]*>(.*?)</p>", text)) + "\\n")
for old, new in words.items():
    text = text.replace(old, new)
sys.stdout.buffer.write(text.encode())
"""


@pytest.fixture
def book(empty_project):
    project = empty_project
    project.write("index.rst", PAGE)
    script = project.root / "engine.py"
    words = project.root / "words.json"
    script.write_text(
        SCRIPT.format(words=str(words), log=str(project.log)), encoding="utf-8"
    )
    words.write_text(json.dumps({"The oven is": "La caja está"}), encoding="utf-8")
    project.write("terms.csv", "en,es\noven,horno\nSphinx,Sphinx\nloaf,hogaza\n")
    project.conf(
        amts_engine="command",
        amts_command=[sys.executable, str(script)],
        amts_command_metered=True,
        amts_memory_dir=str(project.root / "memory"),
        amts_terms="terms.csv",
    )
    return project


def teach(book, **words):
    known = {key.replace("_", " "): text for key, text in words.items()}
    (book.root / "words.json").write_text(json.dumps(known), encoding="utf-8")


def terms_of(built):
    (document,) = built.report["documents"]
    return [(fault["line"], fault["term"]) for fault in document["terms"]]


def test_terms_that_stay_are_kept_from_the_engine(book):
    built = book.build(AMTS_SPEND="1")
    assert built.code == 0, built.output
    sent = built.sent
    assert "Sphinx" not in sent  # there is nothing else in the title
    kept = '<span id="t1" translate="no"></span>'
    assert any(kept in text for text in sent)
    assert built.totals["messages"]["untranslated"] == 0
    book.conf(amts_keep=["warm loaf"])
    assert book.build(AMTS_SPEND="1").sent == []  # what is translated stays


def test_a_kept_word_that_is_lost_is_a_rejection(book):
    teach(book, Sphinx="Esfinge", id="id")
    (book.root / "words.json").write_text(
        json.dumps({'<span id="t1" translate="no"></span>': "Esfinge"})
    )
    built = book.build(AMTS_SPEND="1")
    assert "Esfinge" not in book.html("index")
    assert any(state == "rejected" for state, _ in built.findings.values())


def test_other_words_for_terms_are_reported(book):
    built = book.build(AMTS_SPEND="1")
    # not the one in the inline code, and not the word that was left in English
    assert terms_of(built) == [(4, "oven"), (6, "loaf")]
    assert built.totals["term_faults"] == 2
    assert "2 terms not as in the book's list" in built.output
    page = (book.out / "_amts/index.html").read_text("utf-8")
    assert "term: oven should be horno" in page
    book.write("terms.csv", "en,es\noven,caja\n")
    built = book.build(AMTS_SPEND="1")
    assert terms_of(built) == []
    assert built.totals["segments_sent"] == 0


def test_refresh_because_of_terms_sends_only_what_differs(book, amts):
    book.conf(amts_terms="terms.csv", amts_catalog_dir="catalogs")
    ran = amts(book, "translate", book.src, "-l", "es", "--spend", "1")
    assert ran.code == 0, ran.err
    dry = amts(book, "refresh", book.src, "-l", "es", "--because", "terms", "--dry-run")
    assert "would send 2 segments" in dry.out
    teach(book, The_oven_is="El horno está", A_warm_loaf="Una hogaza")
    ran = amts(
        book, "refresh", book.src, "-l", "es", "--because", "terms", "--spend", "1"
    )
    assert sorted(ran.sent) == ["A warm loaf.", "The oven is hot."]
    built = book.build()
    assert terms_of(built) == []
    assert "El horno está hot." in book.body("index")
    again = amts(
        book, "refresh", book.src, "-l", "es", "--because", "terms", "--spend", "1"
    )
    assert again.sent == []


def test_refresh_without_terms(book, amts):
    book.conf(amts_terms="")
    ran = amts(book, "refresh", book.src, "-l", "es", "--because", "terms")
    ran.refused("amts_terms")


def git(book, *arguments):
    name = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(
        ["git", *name, *arguments], cwd=book.src, check=True, capture_output=True
    )


def test_the_difference_to_what_is_committed(book, amts):
    book.human("index", {"A warm loaf.": "Una hogaza caliente."})
    amts(book, "translate", book.src, "-l", "es", "--spend", "1")
    git(book, "init")
    git(book, "add", "terms.csv")
    git(book, "commit", "-m", "terms")
    diff = ("terms", "diff", book.src, "-l", "es")
    assert "no term has changed" in amts(book, *diff).out
    book.write("terms.csv", "en,es\noven,estufa\nloaf,pan\nhot,caliente\n")
    ran = amts(book, *diff)
    assert ran.code == 0, ran.err
    assert "oven = estufa (before: horno)" in ran.out
    assert "hot = caliente (new)" in ran.out
    assert "Sphinx (no longer a term)" in ran.out
    assert "index.po:5: human, to review: loaf = pan: A warm loaf." in ran.out
    assert "index.rst:4: machine: oven = estufa: The oven is hot." in ran.out
    assert "index.rst:4: machine: hot = caliente" in ran.out
    assert "1 segments" in ran.out
    assert "at most $" in ran.out
    assert ran.sent == []


def test_the_difference_to_a_file(book, amts):
    old = book.root / "old.csv"
    old.write_text("en,es\noven,horno\nSphinx,Sphinx\n", encoding="utf-8")
    ran = amts(book, "terms", "diff", book.src, "-l", "es", "--old", old)
    assert "loaf = hogaza (new)" in ran.out
    ran = amts(book, "terms", "diff", book.src, "-l", "es")
    assert ran.code == 2
    assert "give the older terms with --old FILE" in ran.err


def test_a_damaged_file_of_terms_fails_the_build(book):
    book.write("terms.csv", "oven,horno\n")
    built = book.build()
    assert built.code == 2
    assert "terms.csv:1: 'oven' is no language" in built.output


def test_people_are_told_of_other_words_too(book, amts):
    human = {"A warm loaf.": "Un pan caliente.", "The oven is hot.": "No."}
    book.human("index", human)
    check = ("check", book.src, "-l", "es")
    ran = amts(book, *check)
    assert ran.code == 1
    assert "index.po:5: term: loaf should be hogaza" in ran.out
    book.conf(amts_check_ignore=["term"])
    assert amts(book, *check).code == 0
