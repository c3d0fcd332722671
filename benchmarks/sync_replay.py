"""What becomes of human translations when their source is edited.

    python benchmarks/sync_replay.py [--seed S] [--share 0.2] [--languages zh_CN es]

The catalogs of the Python documentation become books again, one paragraph a message.
`sphinx-amts sync` sees each book once; then a share of its paragraphs is edited, tools
drop every translation whose message has gone, and it is synchronised and built anew.
Edits are drawn by chance: a sentence edited, added, removed or moved to the paragraph
below, paragraphs split, merged, moved to another file or with other targets.

Printed are the share of human sentences with an unchanged source that the new edition
shows, by setting and with the edits that lost most; how many are nowhere in the files;
and the characters sent, in shares of those of the changed sentences. Exit code 1 if
less than 95 % are shown, one is lost, or more than 1.1 times as much is sent.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from markup_corpora import DATA, PYTHON_ROLES, ROOT

from sphinx_amts.languages.sentences import splitter

CATALOGS = DATA / "python-docs"
ENGINE = ROOT / "tests" / "support" / "fake_engine.py"
PROGRAM = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"
CONF = """\
import pathlib, sys
sys.path.insert(0, str(pathlib.Path(__file__).parent))
extensions = ["python_roles", "sphinx_amts"]
locale_dirs = ["locale"]
exclude_patterns = ["locale"]
gettext_compact = False
amts_engine = "command"
amts_command = [{python!r}, {engine!r}, {log!r}, "mark"]
suppress_warnings = ["*"]
"""
SHOWN, SENT = 0.95, 1.1
_ROLE = re.compile(r":[\w:+.-]+:`([^`]*)`|`([^`<]*?)(?:\s*<[^>]*>)?`_{0,2}")
_WORD = re.compile(r"(?<![\w`:*<|\\.-])[a-z]{4,}(?![\w`:*>|_.-])")


@dataclass
class Paragraph:
    """A message of the new edition.

    Attributes:
        parts: its sentences, each with the number of the old message that it is of,
            `None` for a sentence that is new or changed.
        edits: what was done to it.
    """

    parts: list[tuple[str, int | None]]
    edits: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(sentence for sentence, _ in self.parts)


@dataclass
class Message:
    """A message that people have translated."""

    source: str
    target: str
    sources: list[str]
    targets: list[str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--languages", nargs="*", default=["zh_CN", "es"])
    parser.add_argument("--show", type=int, default=0, help="print so many losses")
    options = parser.parse_args()
    failed = False
    for language in options.languages:
        with TemporaryDirectory() as folder:
            replay = Replay(Path(folder), language, random.Random(options.seed))
            failed |= not replay.run(options.share, options.show)
    return int(failed)


class Replay:
    def __init__(self, folder: Path, language: str, chance: random.Random) -> None:
        self.folder, self.language, self.chance = folder, language, chance
        self.source = folder / "book"
        self.log = folder / "engine.log"
        self.messages: list[Message] = []
        self.pages: dict[str, list[Paragraph]] = {}
        self.changed: set[str] = set()
        self.source.mkdir()
        conf = CONF.format(python=sys.executable, engine=str(ENGINE), log=str(self.log))
        (self.source / "conf.py").write_text(conf, "utf-8")
        (self.source / "python_roles.py").write_text(PYTHON_ROLES, "utf-8")
        (self.source / "index.rst").write_text(":orphan:\n\nTitle\n=====\n", "utf-8")

    def run(self, share: float, show: int) -> bool:
        self.read()
        self.write()
        self.call("sync")
        before = self.build("old")
        old = {
            (number, n)
            for number, message in enumerate(self.messages)
            for n, target in enumerate(message.targets)
            if letters(target) in before
        }
        self.log.unlink(missing_ok=True)
        self.edit(share)
        self.write()
        began = time.perf_counter()
        self.call("sync")
        seconds = time.perf_counter() - began
        sent = sum(len(text) for call in self.calls() for text in call)
        due = sum(map(len, {visible(text) for text in self.changed}))
        wanted = self.unchanged() & old
        good = True
        print(
            f"{self.language}: {len(self.messages)} messages, "
            f"{sum(len(m.targets) for m in self.messages)} human sentences, of which "
            f"{len(wanted)} have an unchanged source; synchronised in {seconds:.1f} s"
        )
        for mode in ("old", "mended"):
            after = self.build(mode)
            lost = {
                key
                for key in wanted
                if letters(self.messages[key[0]].targets[key[1]]) not in after
            }
            rate = 1 - len(lost) / len(wanted)
            why = Counter(self.why(number) for number, _ in lost)
            listed = ", ".join(f"{edit} {n}" for edit, n in why.most_common(4))
            print(f"  {mode}: {rate:.2%} are shown; not: {listed or 'none'}")
            good = good and rate >= SHOWN
            for number, n in sorted(lost)[:show]:
                message = self.messages[number]
                print(f"    {message.source}\n    {message.targets[n]}")
        gone = [m for m in self.messages if m.target not in self.in_files()]
        print(f"  {len(gone)} of {len(self.messages)} are nowhere in the files")
        asked = {text for call in self.calls() for text in call}
        for text in sorted(asked - {visible(t) for t in self.changed})[:show]:
            print(f"    sent: {text}")
        print(
            f"  {sent} characters sent for {due} of changed sentences: "
            f"{sent / due:.3f} times as many"
        )
        return good and not gone and sent <= SENT * due

    def read(self) -> None:
        root = CATALOGS / self.language
        known: set[str] = set()
        for path in sorted(root.rglob("*.po")):
            page = path.relative_to(root).with_suffix("").as_posix()
            paragraphs = []
            for entry in polib.pofile(path):
                text = entry.msgid
                if (
                    entry.obsolete
                    or entry.fuzzy
                    or not entry.msgstr
                    or "\n" in text
                    or text.endswith("::")
                    or text in known
                    or not text[:1].isalpha()
                ):
                    continue
                known.add(text)
                sources = sentences(text, "en")
                targets = sentences(entry.msgstr, self.language)
                if len(sources) != len(targets):
                    sources, targets = [text], [entry.msgstr]
                message = Message(" ".join(sources), entry.msgstr, sources, targets)
                self.messages.append(message)
                number = len(self.messages) - 1
                paragraphs.append(Paragraph([(s, number) for s in sources]))
            self.pages[page] = paragraphs

    def write(self) -> None:
        """Write all pages, and catalogs with only what still has its message."""
        for page, paragraphs in self.pages.items():
            path = self.source / f"{page}.rst"
            path.parent.mkdir(exist_ok=True)
            text = "\n\n".join([":orphan:", *(p.text for p in paragraphs)])
            path.write_text(f"{text}\n", "utf-8")
            catalog = polib.POFile()
            catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
            own = self.owners(page)
            present = {p.text for p in paragraphs}
            for number in own:
                message = self.messages[number]
                if message.source in present:
                    entry = polib.POEntry(msgid=message.source, msgstr=message.target)
                    catalog.append(entry)
            place = self.source / "locale" / self.language / "LC_MESSAGES"
            target = place / f"{page}.po"
            target.parent.mkdir(parents=True, exist_ok=True)
            catalog.save(str(target))

    def owners(self, page: str) -> list[int]:
        """Return the messages that the catalog of *page* has had from the start."""
        if not hasattr(self, "_owners"):
            self._owners = {
                name: [p.parts[0][1] for p in paragraphs]
                for name, paragraphs in self.pages.items()
            }
        return self._owners[page]

    def edit(self, share: float) -> None:
        ways = (
            "edit", "edit", "edit", "add", "remove", "move", "split", "merge",
            "file", "target", "wrap",
        )  # fmt: skip
        names = sorted(self.pages)
        for name in names:
            number = 0
            while number < len(self.pages[name]):
                if self.chance.random() < share:
                    self.apply(self.chance.choice(ways), name, number, names)
                number += 1

    def apply(self, way: str, name: str, number: int, names: list[str]) -> None:
        page, chance = self.pages[name], self.chance
        paragraph = page[number]
        parts = paragraph.parts
        below = page[number + 1] if number + 1 < len(page) else None
        joins = {"add", "move", "merge"}
        if way in joins and not all(
            p is None or p.text.endswith((".", "!", "?")) for p in (paragraph, below)
        ):
            return  # what ends without a mark cannot be put before another sentence
        if way == "edit":
            at = chance.randrange(len(parts))
            words = list(_WORD.finditer(parts[at][0]))
            if not words:
                return
            word = chance.choice(words)
            text = parts[at][0]
            parts[at] = (f"{text[: word.start()]}altered{text[word.end() :]}", None)
            self.changed.add(parts[at][0])
        elif way == "add":
            new = f"Nobody has seen sentence {len(self.changed)} before."
            parts.insert(chance.randrange(1, len(parts) + 1), (new, None))
            self.changed.add(new)
        elif way == "remove" and len(parts) > 1:
            del parts[chance.randrange(len(parts))]
        elif way == "move" and len(parts) > 1 and below is not None:
            below.parts.append(parts.pop())
            below.edits.append(way)
        elif way == "split" and len(parts) > 1:
            at = chance.randrange(1, len(parts))
            page.insert(number + 1, Paragraph(parts[at:], [way]))
            paragraph.parts = parts[:at]
        elif way == "merge" and below is not None:
            parts += below.parts
            del page[number + 1]
        elif way == "file":
            del page[number]
            self.pages[chance.choice(names)].append(paragraph)
        elif way == "target":
            at = chance.randrange(len(parts))
            text, of = parts[at]
            parts[at] = (re.sub(r"(:ref:`[^<`]*<)", r"\1new-", text), of)
        elif way == "wrap":
            at = chance.randrange(len(parts))
            parts[at] = (parts[at][0].replace(" ", "  ", 1), parts[at][1])
        else:
            return
        paragraph.edits.append(way)

    def unchanged(self) -> set[tuple[int, int]]:
        """Return the human sentences whose source still stands in the book."""
        kept = Counter(
            (of, squeezed(text))
            for paragraphs in self.pages.values()
            for paragraph in paragraphs
            for text, of in paragraph.parts
            if of is not None
        )
        return {
            (number, n)
            for number, message in enumerate(self.messages)
            for n, source in enumerate(message.sources)
            if kept[number, squeezed(source)]
        }

    def why(self, number: int) -> str:
        edits = {
            edit
            for paragraphs in self.pages.values()
            for paragraph in paragraphs
            if any(of == number for _, of in paragraph.parts)
            for edit in paragraph.edits
        }
        return "+".join(sorted(edits)) or "none"

    def in_files(self) -> str:
        if not hasattr(self, "_files"):
            memory = self.source / "amts" / "human" / f"{self.language}.jsonl"
            lines = memory.read_text("utf-8").split("\n")
            self._files = {json.loads(line)["target"] for line in lines if line}
        return self._files

    def call(self, command: str) -> None:
        ran = subprocess.run(
            [
                *(sys.executable, "-c", PROGRAM, command, self.source),
                *("-j", "2", "-l", self.language),
            ],
            capture_output=True,
            text=True,
            env=self.environment(),
            check=False,
        )
        if ran.returncode:
            raise SystemExit(ran.stderr)

    def build(self, mode: str) -> str:
        """Return all letters that the new edition shows."""
        out = self.folder / "out"
        subprocess.run(
            [
                *(sys.executable, "-m", "sphinx", "-Q", "-j", "2", "-b", "text"),
                *("-D", f"language={self.language}", "-D", f"amts_outdated={mode}"),
                *("-D", "amts_engine=memory", "-d", self.folder / "trees"),
                *(self.source, out),
            ],
            env=self.environment(),
            check=True,
        )
        pages = [letters(path.read_text("utf-8")) for path in out.rglob("*.txt")]
        return "|".join(pages)

    def calls(self) -> list[list[str]]:
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [json.loads(line) for line in lines]

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
        }


def sentences(text: str, language: str) -> list[str]:
    """Cut a message between sentences, where no markup is open."""
    starts = [
        start
        for start in splitter(language).split(text)
        if text[:start].count("`") % 2 == 0 and text[:start].count("*") % 2 == 0
    ]
    cuts = [0, *starts, len(text)]
    return [text[a:b].strip() for a, b in pairwise(cuts)]


def visible(text: str) -> str:
    """Return about what a reader sees of a text."""

    def shown(found: re.Match[str]) -> str:
        content = found[1] if found[1] is not None else found[2]
        content = re.sub(r"\s*<[^<>]*>$", "", content)
        name = content.removeprefix("!")
        return name[1:].rpartition(".")[2] if name.startswith("~") else name

    text = text.replace("``", "")
    return _ROLE.sub(shown, text).replace("\\ ", "").replace("\\", "")


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, visible(text)))


def squeezed(text: str) -> str:
    return re.sub(r"(:ref:`[^<`]*<)new-", r"\1", " ".join(text.split()))


if __name__ == "__main__":
    sys.exit(main())
