"""The tutorial, done: its commands run in its book, and print what the page shows."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from launching import launch

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "tutorial" / "first-language.md"
BLOCK = re.compile(r"^```(?:\{code-block\} )?(\w+)\n(.*?)^```", re.M | re.S)
OTHERS = {"pip", "sudo", "git", "sphinx-intl"}
"""Programs that need the network, or write what the page tells to write by hand."""

APERTIUM = """#!/bin/sh
# translates as the page says; of all else it only shows that it has been there
exec sed -e 's/>\\([^<>]*[a-z]\\)/>es: \\1/g' \\
  -e 's/es: Pour the water\\./Verter el agua./'
"""


def blocks() -> list[tuple[str, str]]:
    """Return kind and text of what the page has to be typed, in order."""
    text = re.sub(r"^:\w[^\n]*\n", "", PAGE.read_text("utf-8"), flags=re.M)
    return [(kind, body.lstrip("\n")) for kind, body in BLOCK.findall(text)]


def commands(text: str) -> list[tuple[list[str], str]]:
    """Return the commands of a block of the console, each with what it prints."""
    found: list[tuple[list[str], str]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((shlex.split(line[2:]), ""))
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]}{line}\n")
    return found


def shows(printed: str, shown: str) -> bool:
    """Return whether *printed* is what the page shows; "…" stands for anything."""
    parts = [re.escape(" ".join(part.split())) for part in shown.split("…")]
    return bool(re.search(".*".join(parts), " ".join(printed.split())))


@pytest.fixture
def book(new_project, tmp_path):
    """The book of the page, with the memory and the programs of a beginner."""
    book = new_project(tmp_path)
    shutil.rmtree(book.src)
    shutil.copytree(ROOT / "docs" / "tutorial" / "book", book.src)
    book.edit("conf.py", "furo", "basic")  # what pages look like is none of the text
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "apertium").write_text(APERTIUM)
    (programs / "apertium").chmod(0o755)
    return book


def run(book, words: list[str], monkeypatch) -> str:
    env = book.environment()
    env["PATH"] = f"{book.root / 'bin'}:{env['PATH']}"
    monkeypatch.chdir(book.src)
    main = {"sphinx-build": "sphinx.cmd.build", "sphinx-amts": "sphinx_amts.cli.main"}
    _, out, err = launch(main[words[0]], words[1:], env)
    assert "Traceback" not in out + err
    return out + err


@pytest.mark.slow
def test_its_commands_print_what_the_page_shows(book, monkeypatch):
    pytest.importorskip("myst_parser")
    done = 0
    for kind, text in blocks():
        if kind == "python" and "amts_languages" in text:
            path = book.src / "conf.py"
            path.write_text(path.read_text("utf-8") + text, encoding="utf-8")
        elif kind == "python":
            # the other one is the `conf.py` that the book has
            assert text.replace("furo", "basic") == (book.src / "conf.py").read_text()
        elif kind == "po" and "#. amts:" in text:
            catalog = (book.src / "amts/catalogs/es/brewing.po").read_text("utf-8")
            assert shows(catalog, re.sub(r"check=\w+", "check=…", text))
        elif kind == "po":
            header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
            book.write("locales/zh/LC_MESSAGES/brewing.po", header + text)
        elif kind == "console":
            for words, shown in commands(text):
                if words[0] in OTHERS:
                    continue
                if "sent 2 segments" in shown:
                    # as the sentence before it says
                    book.edit("brewing.rst", "Enjoy your tea", "Enjoy the tea")
                    book.edit("brewing.rst", "for three minutes", "for four minutes")
                printed = run(book, words, monkeypatch)
                assert shows(printed, shown), f"{words}\n{printed}\nis not\n{shown}"
                done += 1
    assert done >= 9
