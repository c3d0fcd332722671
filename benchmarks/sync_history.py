"""What becomes of translations when the documentation of this project really changed.

    python benchmarks/sync_history.py [--commits 9]

From each commit that changed `docs/` to the next one: the catalogs are those of the
earlier commit without the messages that have gone, as gettext's tools leave them, and
`sphinx-amts sync` has seen them once. The engine `pseudo` stands in for people, see
`editing_saved.py`.

Printed are, for each step and in all, the share of sentences with an unchanged source
whose translation the new edition shows, how many translations are nowhere in the files,
and the characters sent, in shares of those of the changed sentences. The bars are those
of `sync_replay.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polib
from editing_saved import history, write_catalog
from sync_replay import ENGINE, PROGRAM, ROOT, SENT, SHOWN, letters, sentences, visible

from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.project.book import Book
from sphinx_amts.project.read_book import RunOptions, read_book

if TYPE_CHECKING:
    from sphinx_amts.document_records.documents import MessageState

_ROLE = re.compile(r"\{[\w:+.-]+\}(?=`)")


@dataclass
class Step:
    """From one commit to the next."""

    unchanged: int = 0
    lost: list[str] = field(default_factory=list)
    nowhere: int = 0
    sent: int = 0
    due: int = 0

    def __str__(self) -> str:
        shown = 1 - len(self.lost) / self.unchanged if self.unchanged else 1.0
        times = f"{self.sent / self.due:.3f} times" if self.due else f"{self.sent} for"
        return (
            f"{shown:.2%} of {self.unchanged} sentences shown, {self.nowhere} nowhere, "
            f"{times} the {self.due} characters of changed sentences sent"
        )


def step(old: Path, new: Path, folder: Path) -> Step:
    book, log = folder / "book", folder / "engine.log"
    before = catalogs(old)
    shutil.copytree(old, book)
    call(book, folder)
    earlier = all_sentences(messages_of(book))
    kept = folder / "kept"
    shutil.copytree(new, kept, ignore=shutil.ignore_patterns("locale"))
    shutil.copytree(book / "amts", kept / "amts")
    with (kept / "conf.py").open("a") as conf:
        command = [sys.executable, str(ENGINE), str(log), "mark"]
        conf.write(f'amts_engine = "command"\namts_command = {command!r}\n')
    present = {
        (page, msgid) for page, entries in catalogs(new).items() for msgid in entries
    }
    for page, entries in before.items():
        still = {m: t for m, t in entries.items() if (page, m) in present}
        write_catalog(kept, "es", page, still)
    call(kept, folder)
    return judge(before, earlier, kept, log)


def judge(
    before: dict[str, dict[str, str]], earlier: set[str], book: Path, log: Path
) -> Step:
    result = Step()
    messages = messages_of(book)
    shown = "|".join(letters(message.shown) for message in messages)
    now = all_sentences(messages)
    pairs = {
        pair
        for entries in before.values()
        for msgid, msgstr in entries.items()
        for pair in sentence_pairs(msgid, msgstr)
    }
    for source, target in sorted(pairs):
        if source in now and letters(target):
            result.unchanged += 1
            if letters(target) not in shown:
                result.lost.append(source)
    memory = (book / "amts/human/es.jsonl").read_text("utf-8").splitlines()
    kept = {json.loads(line)["target"] for line in memory}
    texts = {text for entries in before.values() for text in entries.values()}
    result.nowhere = len(texts - kept)
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    result.sent = sum(len(text) for line in lines for text in json.loads(line))
    result.due = sum(len(visible(_ROLE.sub("", text))) for text in now - earlier)
    return result


def messages_of(book: Path) -> list[MessageState]:
    reading = read_book(
        Book(srcdir=book, confdir=book, work=book.parent / "judge"),
        "es",
        RunOptions(dry_run=True),
    )
    return [m for r in records_of(reading.app.env).values() for m in r.messages]


def all_sentences(messages: list[MessageState]) -> set[str]:
    return {s for message in messages for s in sentences(message.text, "en")}


def sentence_pairs(msgid: str, msgstr: str) -> list[tuple[str, str]]:
    sources, targets = sentences(msgid, "en"), sentences(msgstr, "en")
    if len(sources) != len(targets):
        return [(msgid, msgstr)]
    return list(zip(sources, targets, strict=True))


def catalogs(book: Path) -> dict[str, dict[str, str]]:
    root = book / "locale/es/LC_MESSAGES"
    return {
        path.relative_to(root).with_suffix("").as_posix(): {
            entry.msgid: entry.msgstr for entry in polib.pofile(path)
        }
        for path in sorted(root.rglob("*.po"))
    }


def call(book: Path, folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, "sync", book, "-l", "es", "-j", "2"],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "c")},
        check=False,
    )
    if ran.returncode:
        raise SystemExit(ran.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--commits", type=int, default=9)
    options = parser.parse_args()
    total = Step()
    with TemporaryDirectory() as name:
        releases = history(Path(name), options)
        for number, (old, new) in enumerate(pairwise(releases)):
            folder = Path(name, f"step-{number}")
            folder.mkdir()
            one = step(old, new, folder)
            print(f"{old.name} to {new.name}: {one}", flush=True)
            total.unchanged += one.unchanged
            total.lost += one.lost
            total.nowhere += one.nowhere
            total.sent += one.sent
            total.due += one.due
    print(f"in all: {total}")
    for source in total.lost[:10]:
        print(f"  not shown: {source}")
    shown = 1 - len(total.lost) / max(total.unchanged, 1)
    return int(shown < SHOWN or total.nowhere > 0 or total.sent > SENT * total.due)


if __name__ == "__main__":
    sys.exit(main())
