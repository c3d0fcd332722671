"""How much editing of translators is saved, on two replays of releases.

    python benchmarks/editing_saved.py [--seed S] [--share 0.2] [--releases 3]
        [--languages zh_CN es] [--commits 22] [--apertium] [--only edits|history]

*edits*: the catalogs of the Python documentation become books again, one paragraph a
message, with the translations that people wrote. From release to release a share of the
paragraphs is edited by chance, as in `sync_replay.py`. What people would then have is
their own sentence wherever its source is the same; for a changed sentence it is a
stand-in: their sentence with one word replaced, and for a new one a sentence of a kind.
So the old text is real, and how far it must be changed is not.

*history*: the documentation of this project at each commit that changed it. Nobody has
translated it, so the engine `pseudo` stands in for people: the same sentence always has
the same text, and markup stays. It shows how much text is kept and edited again when
real edits happen; it shows nothing about translations of people, who change more.

Most of it is text that is new, for which only an engine could offer anything.

Printed is what `sphinx-amts evaluate --releases` prints. The exit code is 1 if less is
saved than the goal of the project with the first, if there is more to edit than without
us with the second, or if a control is not about 0.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from markup_corpora import PYTHON_ROLES, ROOT
from sphinx.util.i18n import docname_to_domain
from sync_replay import CONF, PROGRAM, Paragraph, Replay

from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.files.revisions import Repository
from sphinx_amts.project.book import Book
from sphinx_amts.project.read_book import RunOptions, read_book
from sphinx_amts.scores.post_editing import GOAL

ABOUT = 5.0
"""Per cent that the control may be from 0."""

WORDS = {"es": "alterado", "zh_CN": "改动"}
SENTENCES = {
    "es": "Nadie ha visto antes la frase {}.",
    "zh_CN": "以前没有人见过第{}句话。",
}
APERTIUM = """\
[systems.apertium]
engine = "command"
command = ["apertium", "-u", "-f", "html", "{source}-{target}"]
command_languages = { en = "eng", es = "spa" }
"""
DOCS_CONF = """\
import pathlib, sys
sys.path.insert(0, str(pathlib.Path(__file__).parent))
project = "docs"
extensions = ["myst_parser", "sphinx_design", "generated", "sphinx_amts"]
locale_dirs = ["locale"]
exclude_patterns = ["locale", "_build"]
gettext_compact = False
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
suppress_warnings = ["*"]
"""
GENERATED = '''\
"""Nothing where the documentation has text that is made of the program."""

from docutils.parsers.rst import Directive


class Nothing(Directive):
    has_content = True
    optional_arguments = 9

    def run(self):
        return []


def setup(app):
    for name in ("settings", "command", "faults", "typography", "fields"):
        app.add_directive(f"amts-{name}", Nothing)
    return {"parallel_read_safe": True}
'''


class EditedMessage(Replay):
    """A book of the Python documentation that is edited, with text for all of it."""

    def __init__(self, folder: Path, language: str, chance: random.Random) -> None:
        super().__init__(folder, language, chance)
        self.read()
        self.texts = {
            source: target
            for message in self.messages
            for source, target in zip(message.sources, message.targets, strict=True)
        }
        self.whole = {message.source: message.target for message in self.messages}

    def apply(self, way: str, name: str, number: int, names: list[str]) -> None:
        paragraph: Paragraph = self.pages[name][number]
        before = [text for text, _ in paragraph.parts]
        super().apply(way, name, number, names)
        after = [text for text, _ in paragraph.parts]
        if len(before) == len(after):
            for old, new in zip(before, after, strict=True):
                if new not in self.texts:
                    self.texts[new] = self.changed_text(way, self.texts[old])
        for new in after:
            if new not in self.texts:
                made = SENTENCES[self.language].format(len(self.texts))
                self.texts[new] = made

    def changed_text(self, way: str, target: str) -> str:
        """Return what people have once the source of *target* is edited."""
        if way == "target":
            return target.replace("<", "<new-") if ":ref:`" in target else target
        if way != "edit":
            return target
        word = WORDS[self.language]
        if self.language == "zh_CN":
            places = [
                n for n, c in enumerate(target[:-1]) if c.isalpha() and not c.isascii()
            ]
            if not places:
                return target + word
            at = self.chance.choice(places)
            return target[:at] + word + target[at + 1 :]
        words = target.split(" ")
        places = [n for n, w in enumerate(words) if w.isalpha() and len(w) > 3]
        if not places:
            return f"{target} {word}"
        words[self.chance.choice(places)] = word
        return " ".join(words)

    def release(self, folder: Path) -> None:
        """Write the book as it is now, with the text that people have for it."""
        folder.mkdir(parents=True)
        shutil.copy(self.source / "index.rst", folder)
        (folder / "python_roles.py").write_text(PYTHON_ROLES, "utf-8")
        conf = CONF.format(python=sys.executable, engine="", log="")
        (folder / "conf.py").write_text(conf, "utf-8")
        joint = "" if self.language == "zh_CN" else " "
        for page, paragraphs in self.pages.items():
            path = folder / f"{page}.rst"
            path.parent.mkdir(exist_ok=True)
            text = "\n\n".join([":orphan:", *(p.text for p in paragraphs)])
            path.write_text(f"{text}\n", "utf-8")
            entries = {
                p.text: self.whole.get(
                    p.text, joint.join(self.texts[s] for s, _ in p.parts)
                )
                for p in paragraphs
            }
            write_catalog(folder, self.language, page, entries)


def write_catalog(
    folder: Path, language: str, domain: str, entries: dict[str, str]
) -> None:
    catalog = polib.POFile()
    catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for msgid, msgstr in entries.items():
        catalog.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    target = folder / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    catalog.save(str(target))


def edits(folder: Path, language: str, options: argparse.Namespace) -> list[Path]:
    """Return releases of the Python documentation, edited by chance."""
    (folder / "first").mkdir(parents=True)
    book = EditedMessage(folder / "first", language, random.Random(options.seed))
    releases = []
    for number in range(options.releases):
        if number:
            book.edit(options.share)
        releases.append(folder / f"release-{number}")
        book.release(releases[-1])
    return releases


def history(folder: Path, options: argparse.Namespace) -> list[Path]:
    """Return the documentation of this project as it was, with text of `pseudo`."""
    repository = Repository.of(ROOT)
    log = subprocess.run(
        ["git", "-C", ROOT, "log", "--format=%H", "--reverse", "--", "docs"],
        capture_output=True,
        text=True,
        check=True,
    )
    releases = []
    for number, commit in enumerate(log.stdout.split()[-options.commits :]):
        top = folder / f"tree-{number}"
        repository.unpack(repository.revision(commit), top)
        if not (top / "docs").is_dir():
            continue
        releases.append(folder / f"commit-{number:02}")
        shutil.copytree(
            top / "docs", releases[-1], ignore=shutil.ignore_patterns("_ext")
        )
        (releases[-1] / "conf.py").write_text(DOCS_CONF, "utf-8")
        (releases[-1] / "generated.py").write_text(GENERATED, "utf-8")
        (releases[-1] / "changelog.md").write_text("# Changelog\n", "utf-8")
        translate(releases[-1], folder / "work" / str(number))
    return releases


def translate(srcdir: Path, work: Path) -> None:
    """Write catalogs of a book with the text of `pseudo`, as if people had."""
    book = Book(srcdir=srcdir, confdir=srcdir, work=work)
    overrides = {"amts_memory_dir": str(work / "memory")}
    reading = read_book(
        replace(book, overrides=overrides),
        "es",
        RunOptions(dry_run=False, engine="pseudo"),
    )
    domains: dict[str, dict[str, str]] = {}
    for docname, record in sorted(records_of(reading.app.env).items()):
        entries = domains.setdefault(docname_to_domain(docname, compaction=False), {})
        entries |= {m.text: m.shown for m in record.messages if m.shown}
    for domain, entries in domains.items():
        write_catalog(srcdir, "es", domain, entries)


def measure(
    folder: Path, language: str, releases: list[Path], *systems: str, goal: float
) -> bool:
    """Run the command on *releases*; return whether figures are as they should be."""
    output = folder / "editing"
    (folder / "systems.toml").write_text(APERTIUM, "utf-8")
    began = time.perf_counter()
    ran = subprocess.run(
        [
            *(sys.executable, "-c", PROGRAM, "evaluate", releases[-1], "-l", language),
            *("--systems", ",".join(systems), "--config", folder / "systems.toml"),
            *("--releases", *releases, "-o", output),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"XDG_CACHE_HOME": str(folder / "cache")},
        cwd=ROOT,
        check=False,
    )
    print(ran.stdout.replace(f"{folder}/", ""), end="")
    print(f"  in {time.perf_counter() - began:.1f} s")
    if ran.returncode:
        return False
    found = json.loads((output / "editing.json").read_text("utf-8"))
    first = found["systems"][0]
    return first["saved"] >= goal and abs(first["control"]) <= ABOUT


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--releases", type=int, default=3)
    parser.add_argument("--languages", nargs="*", default=["zh_CN", "es"])
    parser.add_argument("--commits", type=int, default=1000)
    parser.add_argument("--apertium", action="store_true", help="for es, as well")
    parser.add_argument("--only", choices=("edits", "history"))
    options = parser.parse_args()
    good = True
    for language in options.languages if options.only != "history" else ():
        with TemporaryDirectory() as name:
            folder = Path(name)
            releases = edits(folder, language, options)
            print(f"seeded edits of the Python documentation, {language}:")
            more = ["apertium"] if options.apertium and language == "es" else []
            good &= measure(folder, language, releases, "memory", *more, goal=GOAL)
    if options.only != "edits":
        with TemporaryDirectory() as name:
            folder = Path(name)
            releases = history(folder, options)
            print(
                f"documentation of this project at {len(releases)} commits, with text "
                "of the engine pseudo:"
            )
            good &= measure(folder, "es", releases, "memory", goal=-ABOUT)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
