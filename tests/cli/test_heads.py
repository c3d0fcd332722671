"""The heads of catalogs after each command that writes into them."""

from __future__ import annotations

import shutil
import subprocess

import polib
import pytest

ANA = "Ana Pérez <ana@example.org>"
WHEN = {
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "user.name",
    "GIT_CONFIG_VALUE_0": "Ana Pérez",
    "GIT_CONFIG_KEY_1": "user.email",
    "GIT_CONFIG_VALUE_1": "ana@example.org",
    "SOURCE_DATE_EPOCH": "1700000000",
}
DAY = "2023-11-14 22:13+0000"
CATALOG = "locale/es/LC_MESSAGES/index.po"
HEADS = {
    "of another day": (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: Tea\\n"\n'
        '"PO-Revision-Date: 2011-01-01 10:00+0000\\n"\n'
        '"Last-Translator: Luis <l@example.org>\\n"\n'
    ),
    "of a template": (
        '#, fuzzy\nmsgid ""\nmsgstr ""\n"Project-Id-Version: Tea\\n"\n'
        '"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"\n'
        '"Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"\n'
    ),
    "without": 'msgid ""\nmsgstr ""\n"Project-Id-Version: Tea\\n"\n',
    "on one line": 'msgid ""\nmsgstr "Project-Id-Version: Tea\\n"\n',
}
TYPE = '"Content-Type: text/plain; charset=UTF-8\\n"\n'
BROKEN = '\nmsgid "Boil ``it`` well."\nmsgstr "Hierva `` it `` bien."\n'


@pytest.fixture
def book(empty_project):
    book = empty_project
    book.write("index.rst", "Tea\n===\n\nBoil ``it`` well.\n\nPour it.\n")
    book.committed("index", {"Pour it.": "Viértalo."})
    return book


def head(book):
    return polib.pofile(book.src / CATALOG).metadata


@pytest.mark.parametrize("text", HEADS.values(), ids=HEADS)
def test_an_edit_names_its_day_and_its_translator(book, amts, text):
    book.write(CATALOG, text + TYPE + BROKEN)
    ran = amts(book, "accept", book.src, "-l", "es", "--all", **WHEN)
    assert ran.code == 0, ran.err
    assert head(book)["PO-Revision-Date"] == DAY
    assert head(book)["Last-Translator"] == ANA
    assert head(book)["Project-Id-Version"] == "Tea"
    assert head(book)["Content-Type"] == "text/plain; charset=UTF-8"
    assert polib.pofile(book.src / CATALOG).find("Pour it.").msgstr == "Viértalo."
    lines = (book.src / CATALOG).read_text("utf-8").splitlines()
    assert f'"PO-Revision-Date: {DAY}\\n"' in lines
    done = (book.src / CATALOG).read_bytes()
    assert amts(book, "accept", book.src, "-l", "es", "--all").code == 0
    assert (book.src / CATALOG).read_bytes() == done


def test_a_repair_is_an_edit_but_makes_nobody_an_author(book, amts):
    book.write(CATALOG, HEADS["of another day"] + TYPE + BROKEN)
    amts(book, "check", book.src, "-l", "es", "--fix", **WHEN)
    text = (book.src / CATALOG).read_text("utf-8")
    assert "``it``" in polib.pofile(book.src / CATALOG)[0].msgstr, text
    assert (head(book)["PO-Revision-Date"], head(book)["Last-Translator"]) == (DAY, ANA)
    assert "# Ana" not in text
    amts(book, "check", book.src, "-l", "es", "--fix")
    assert (book.src / CATALOG).read_text("utf-8") == text


def test_a_new_catalog_is_whole_for_gettext(book, amts):
    assert amts(book, "accept", book.src, "-l", "es", "--all", **WHEN).code == 0
    assert (head(book)["PO-Revision-Date"], head(book)["Last-Translator"]) == (DAY, ANA)
    if shutil.which("msgfmt"):
        done = subprocess.run(
            ["msgfmt", "-c", "-o", "/dev/null", str(book.src / CATALOG)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
