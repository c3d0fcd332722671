"""The commands of the README, the docs and CI examples, and a book that they run in."""

from __future__ import annotations

import argparse
import ast
import json
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
# those for contributors need the repository; tests/test_contributing.py looks at them
PAGES = [ROOT / "README.md", *(page for page in DOCS if page.parent.name != "develop")]
NAMES = "|".join(command.name for command in COMMANDS)
_BLOCK = re.compile(
    r"^( *)```(?:\{code-block\} )?(\w+)[^\n]*\n(.*?)^\1```", re.M | re.S
)
_INLINE = re.compile(rf"`sphinx-amts ((?:{NAMES})\b[^`]*)`")
_STEP = re.compile(r"\s*- (?:run: )?(sphinx-(?:amts|build) .*)")

OTHER_PROGRAMS = {
    "python3": "makes an environment and installs packages from the network",
    "pip": "installs packages from the network",
    "aws": "needs an account of Amazon",
    "sudo": "installs packages of the machine",
    "apertium": "is another program, which may be missing",
    "git": "is another program; what it is given is of the reader's own project",
    "export": "is of the shell, and names a secret of the reader's",
    "python": "asks the emulator's S3 server, as tests/aws do",
    "for": "is of the shell; its sphinx-build runs alone on the same page",
    "jupyter-book": "is another program, which needs an older Sphinx",
    "sphinx-intl": "is another program, which may be missing",
    "latexmk": "is another program, which may be missing",
    "cd": "is of the shell",
    "dask": "is another program, which runs until it is stopped",
    "sphinx-autobuild": "runs until it is stopped; tests/extension start it",
}
"""Programs whose commands are not run, and why."""

NOT_RUN = {
    "changes --from FILE": "reads what the reader has made; tests/cli do it",
    "corpus collect https://docs.example.org/sitemap.xml": "asks a site on the web; "
    "tests/crawling have sites of their own",
    "corpus select": "needs collections of the reader's; tests/ranking make some",
    "corpus terms . -l zh --known": "needs a table of the reader's; tests/term_mining "
    "write some",
    "emulator": "runs until it is stopped; tests/aws start it",
    "emulator --port 4599": "likewise",
    "forget . -l es 17c14bfa215f": "names a record of the reader's; tests/cli do it",
    "evaluate . -l zh -o scores --ratings": "needs sheets that people have filled in",
    "memory …": "stands for three commands, which run",
    "evaluate d2l-zh": "needs the book d2l-zh; tests/aws run all of its presets",
}
"""Beginnings of commands that are not run, and why."""

OPTIONS = {
    "evaluate .": ("--dry-run", "systems of the service take long; tests/aws run them"),
    "language remove": ("--yes", "asks on a terminal"),
}
"""Beginning of a command -> option that it gets in addition, and why."""

NAMED = (
    "align", "corpus", "corpus collect", "corpus select", "corpus terms", "evaluate",
    "forget", "memory export", "refresh",
    "review", "review --take", "status --fail-under",
)  # fmt: skip
"""Commands that are named without what they need; of these the help is printed."""


@dataclass(frozen=True)
class Written:
    """A command as it stands on a page.

    Attributes:
        page: name of the page.
        line: where, from 1.
        words: of the command, the program first.
        environment: variables before it.
    """

    page: str
    line: int
    words: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.words[1:])


def written_commands() -> Iterator[Written]:
    """Yield all commands of all pages, in their order."""
    for page in PAGES:
        text = re.sub(r"\\\n\s*", " ", page.read_text("utf-8"))
        found: list[tuple[int, str]] = []
        for block in _BLOCK.finditer(text):
            kind, content = block[2], block[3]
            first = text[: block.start(3)].count("\n") + 1
            for number, line in enumerate(content.splitlines(), first):
                stripped = line.strip()
                if kind in {"sh", "bash"}:
                    found += [(number, each) for each in stripped.split(" && ")]
                elif kind == "console" and stripped.startswith("$ "):
                    found.append((number, stripped[2:]))
                elif step := _STEP.fullmatch(line):
                    found.append((number, step[1]))
        outside = _BLOCK.sub(lambda b: "\n" * b[0].count("\n"), text)
        for inline in _INLINE.finditer(outside):
            number = outside[: inline.start()].count("\n") + 1
            named = " ".join(inline[1].split()).partition(" <")[0]
            found.append((number, f"sphinx-amts {named}"))
        for number, line in sorted(found):
            if line and not line.startswith("#"):
                yield _command(page.name, number, line)


def commands_of_messages() -> set[str]:
    """Return the commands that messages name, without what depends on the moment."""
    found = set()
    for path in sorted((ROOT / "sphinx_amts").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if ast.unparse(node.func) == "command_line" and node.args:
                words = [getattr(argument, "value", None) for argument in node.args]
                if all(isinstance(word, str) for word in words):
                    found.add(" ".join(words))
    return found


def names_of(
    parser: argparse.ArgumentParser, prefix: tuple[str, ...] = ()
) -> Iterator[str]:
    """Yield each command that can be called, families by their members."""
    (family,) = [a for a in parser._actions if a.nargs == argparse.PARSER] or [None]
    if family is None:
        yield " ".join(prefix)
        return
    for name, own in dict(family.choices or {}).items():
        yield from names_of(own, (*prefix, name))


def _command(page: str, number: int, line: str) -> Written:
    words = shlex.split(line, comments=True)
    environment = []
    while words and re.match(r"[A-Z_]+=", words[0]):
        name, _, value = words.pop(0).partition("=")
        environment.append((name, value))
    return Written(page, number, tuple(words), tuple(environment))


CONF = """
project = "Bakery"
extensions = ["sphinx_amts"]
html_theme = "basic"
locale_dirs = ["locale"]
exclude_patterns = ["locale", "_build", "book", "docs", "d2l-zh"]
gettext_compact = False
amts_languages = {"es": {}, "fr": {}, "zh": {}}
amts_terms = "terms.csv"
amts_engine = "amazon"
amts_scores = True
"""

BOOK = {
    "index": "Bakery\n======\n\nThe oven is hot. {change}\n\n.. toctree::\n\n"
    "   guide\n   general\n   faq\n   guide/install\n   guide/usage\n",
    "guide": "Guide\n=====\n\nKnead the *dough* well.\n",
    "general": "General\n=======\n\nBread is old.\n",
    "faq": "Questions\n=========\n\nWhy is bread brown?\n",
    "guide/install": "Install\n=======\n\nBuy flour first.\n",
    "guide/usage": "Usage\n=====\n\nBake it for an hour.\n\nLet it cool.\n\n"
    "Turn it once.\n\nThen wait.\n\nCut it thin.\n\nWhoever bakes for many people "
    "has to begin before the sun is up, and to sleep while others are at work.\n",
}
HUMAN = {
    "index": {"Bakery": "Panadería", "The oven is hot.": "El horno está caliente."},
    "guide/usage": {"Usage": "Uso", "Let it cool.": "Deje que se enfríe."},
    "faq": {
        "Questions": "Preguntas",
        "Why is bread brown?": "¿Por qué es marrón el pan?",
    },
    "guide/install": {
        "Install": "Instalar",
        "Buy flour first.": "Compre primero harina.",
    },
    "general": {"General": "General", "Bread is old.": "El pan es viejo."},
    "guide": {"Knead the *dough* well.": "Amase bien la *masa*."},
}
CHINESE = {
    "Bakery": "面包店",
    "The oven is hot.": "烤箱很热。",
    "Usage": "用法",
    "Let it cool.": "让它冷却。",
    "Questions": "问题",
    "Install": "安装",
    "Buy flour first.": "先买面粉。",
    "Why is bread brown?": "面包为什么是棕色的？",
    "General": "概述",
    "Bread is old.": "面包很古老。",
    "Knead the *dough* well.": "把\\ *面团*\\ 揉好。",
}
PAGES_OF_SITE = {
    "bread": [
        {"source": "The 3 ovens of the bakery are hot at 5 o'clock.",
         "target": "Los 3 hornos de la panadería están calientes a las 5."},
        {"source": "A loaf of 500 grams is baked for 40 minutes.",
         "target": "Un pan de 500 gramos se hornea durante 40 minutos."},
        {"source": "Whoever comes at 7 gets the first rolls.",
         "target": "Quien viene a las 7 recibe los primeros panecillos."},
    ]
}  # fmt: skip
TMX = """<?xml version="1.0"?><tmx version="1.4"><header creationtool="t"
creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="en"
datatype="plaintext"/><body>{}</body></tmx>"""
UNIT = (
    '<tu><tuv xml:lang="en"><seg>Bread.</seg></tuv><tuv xml:lang="es"><seg>Pan.</seg>'
    '</tuv><tuv xml:lang="zh"><seg>面包。</seg></tuv></tu>'
)


def write_world(folder: Path, amazon: dict[str, str]) -> None:
    """Write the book of all pages, with what their commands are given, under git."""

    def write(name: str, text: str) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    languages = ("es", "fr", "zh")
    for place in ("", "docs/"):
        write(f"{place}conf.py", f"{CONF}amts_amazon = {amazon!r}\n")
        write(f"{place}terms.csv", "en,es,fr,zh\noven,horno,four,烤箱\n")
        for name, text in BOOK.items():
            write(f"{place}{name}.rst", text.format(change=""))
        for language in languages:
            for name, entries in HUMAN.items():
                catalog = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; '
                catalog += 'charset=utf-8\\n"\n'
                for source, said in entries.items():
                    if language == "zh":
                        said = CHINESE[source]  # noqa: PLW2901
                    catalog += f"\nmsgid {json.dumps(source)}\n"
                    catalog += f"msgstr {json.dumps(said, ensure_ascii=False)}\n"
                write(f"{place}locale/{language}/LC_MESSAGES/{name}.po", catalog)
    for name in ("pairs", "subject", "memory", "from-my-cat-tool"):
        write(f"{name}.tmx", TMX.format(UNIT))
    write("book.en.txt", "One.\nTwo.\n")
    write("book.zh.txt", "一。\n二。\n")
    write("chapters.tsv", "book.en.txt\tbook.zh.txt\n")
    write("d2l-zh/index_origin.md", "# Tea\n\n**Boil it**.\n")
    write("d2l-zh/index.md", "# 茶\n\n**煮沸（好）**吧。\n")
    for language, side in (("en", "source"), ("es", "target")):
        for name, texts in PAGES_OF_SITE.items():
            shown = "".join(f"<p>{text[side]}</p>" for text in texts)
            page = f"<html lang={language}><main>{shown}</main></html>"
            write(f"site/{language}/{name}.html", page)
    write("evaluate.toml", '[systems.apertium]\nengine = "pseudo"\n')

    def git(*arguments: str) -> None:
        named = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", *named, *arguments], cwd=folder, check=True)

    git("init", "-q", "-b", "main")
    for release in ("v1.0", "v1.1", "v2.0"):
        write("index.rst", BOOK["index"].format(change=f"It was {release[-1]} once."))
        git("add", ".")
        git("commit", "-q", "-m", release)
        git("tag", release)
    git("update-ref", "refs/remotes/origin/main", "v1.1")
