"""What commands print of foreign text, seen from outside."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import polib
import pytest

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
EVIL = "\x1b[2J\x1b]8;;https:x.example\x07link\u202egnp.\x9b1m"
PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def book(empty_project):
    empty_project.write(
        "index.rst",
        "Index\n=====\n\nPour the water.\n\n.. toctree::\n   :glob:\n\n   *\n",
    )
    empty_project.write(f"name{EVIL}.rst", "Sub\n===\n\nText of sub.\n")
    return empty_project


def judged(text: str) -> str:
    assert not RAW.search(text), ascii(text)
    return text


def test_names_of_documents_in_every_table(book, amts):
    for command in ("status", "sync", "check"):
        done = amts(book, command, book.src, "-l", "es")
        judged(done.out + done.err)
    assert "\\x1b[2J" in amts(book, "status", book.src, "-l", "es").out


def test_json_means_what_it_meant(book, amts):
    done = amts(book, "status", book.src, "-l", "es", "--json")
    (report,) = json.loads(judged(done.out))["reports"]
    assert f"name{EVIL}" in {entry["docname"] for entry in report["documents"]}


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", f"nowhere{EVIL}"),
        ("sync", "{src}", "-l", "es", "--from-branch", f"branch{EVIL}"),
        ("status", "{src}", "-l", f"es{EVIL}"),
        ("status", "{src}", "-D", f"amts_engine{EVIL}=1"),
        (f"no-command{EVIL}",),
        ("status", "{src}", f"--no-option{EVIL}"),
        ("review", "{src}", "-l", "es", "--take", f"sheet{EVIL}.csv"),
        ("memory", "import", f"memory{EVIL}.tmx"),
    ],
)
def test_arguments_come_back_in_errors(book, amts, arguments):
    subprocess.run(["git", "init", "-q", book.src], check=True)
    done = amts(book, *(a.format(src=book.src) for a in arguments))
    assert done.code
    judged(done.out + done.err)
    assert "\\x1b[2J" in done.err


def test_a_damaged_catalog_in_a_command_and_in_a_build(book, amts):
    book.write("locale/es/LC_MESSAGES/index.po", f"no catalog {EVIL}\n::error::fake\n")
    done = amts(book, "sync", book.src, "-l", "es")
    judged(done.out + done.err)
    lines = [
        line for line in book.build("-q").output.splitlines() if "sphinx-amts" in line
    ]
    judged("\n".join(lines))


def test_what_check_finds_in_every_form(book, amts):
    evil = f"Usa {EVIL} ##[add-path]x %0A::error::"
    book.write("index.rst", "Index\n=====\n\nUse :doc:`index` with care.\n")
    entry = f'msgid "Use :doc:`index` with care."\nmsgstr "{evil}\\n::add-mask::a"\n'
    book.write("locale/es/LC_MESSAGES/index.po", PO + entry)
    for form in ("text", "json", "github"):
        done = amts(book, "check", book.src, "-l", "es", "--format", form)
        assert done.code == 1
        for line in judged(done.out + done.err).splitlines():
            assert "##[" not in line or form == "github"
            ours = form == "github" and line.startswith("::warning file=")
            assert ours or not line.lstrip().startswith("::")
        assert "\\x1b[2J" in done.out or "\\u001b[2J" in done.out


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_stream_that_lacks_letters(book, encoding):
    book.conf(project="東京 \u202e")
    book.write("文.rst", "文\n==\n\nText.\n")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from sphinx_amts.cli.main import main; sys.exit(main())",
            *("status", str(book.src), "-l", "es"),
        ],
        capture_output=True,
        check=False,
        env=book.environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0"),
    )
    assert (done.returncode, done.stderr) == (0, b"")
    shown = done.stdout.decode(encoding)
    assert ("文" if encoding == "utf-8" else "\\u6587") in shown


def test_half_a_letter_in_the_name_of_a_file(book, amts, tmp_path):
    path = os.fsencode(tmp_path) + b"/nothing-\xff\x1b[2J"
    done = amts(book, "memory", "import", os.fsdecode(path))
    assert done.code == 2
    assert "\\udcff\\x1b[2J" in judged(done.err)


def test_names_of_files_are_one_line_of_a_catalog(empty_project, amts):
    """A catalog that is written holds what the book has, not what a name says."""
    book = empty_project
    evil = 'page\rmsgid "Injected."\rmsgstr "Inyectado."\r#'
    book.write("index.rst", "Index\n=====\n\n.. toctree::\n   :glob:\n\n   *\n")
    book.write(f"{evil}.rst", "Sub\n===\n\nText of sub.\n")
    book.engine()
    assert amts(book, "translate", book.src, "-l", "es").code == 0
    out = book.root / "review.po"
    arguments = ("review", book.src, "-l", "es")
    assert amts(book, *arguments, "--for", "poedit", "-o", out).code == 0
    assert "Injected." not in {entry.msgid for entry in polib.pofile(str(out))}
    taken = amts(book, *arguments, "--take", out, "--approved", "--by", "A")
    assert taken.code == 0, taken.err
    judged(taken.out)
    (path,) = book.src.glob("locale/es/LC_MESSAGES/page*")
    assert "Injected." not in {entry.msgid for entry in polib.pofile(str(path))}
    assert "Text of sub." in {entry.msgid for entry in polib.pofile(str(path))}
