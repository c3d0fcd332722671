"""What stands in for edited paragraphs: one release of the Python documentation.

    python benchmarks/earlier_wordings.py [--judge N] [--keep FOLDER]

The documents of version 3.11 are built with the Chinese catalogs of 3.10 as they are;
no tool has updated these. An edited paragraph is by definition a message of 3.11 that
3.10 lacks, and that is like a message of the same file that 3.11 lacks (`difflib` ratio
of 0.6 at least, the likest one counts). Few paragraphs were edited in one release, so
the messages of 3.14 are made a second book, one paragraph a message, in their order.

Printed is how many of the edited paragraphs whose old wording was translated show text
of people. Then the pairs of paragraph and earlier wording that are shown, the least
alike first, are held against `earlier_wordings_judgement.csv`, where somebody who
read both said of each whether it is an earlier wording of this paragraph.

Exit code 1 if fewer than 85 in 100 of 3.11 show text of people, or if one of the 200
pairs that are least alike is judged false, or is not judged. `--judge N` writes the
file anew with the N pairs least alike and the judgements that are known.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from markup_corpora import DATA, PYTHON_ROLES, ROOT

from sphinx_amts.catalogs.entries import read_machine
from sphinx_amts.memory.human_memory import HumanMemory

BOOK = DATA / "python-docs" / "source-3.11"
CATALOGS = DATA / "python-docs" / "zh_CN-3.10"
LATER = DATA / "python-docs" / "zh_CN"
JUDGEMENT = Path(__file__).with_name("earlier_wordings_judgement.csv")
COLUMNS = ("id", "document", "ratio", "state", "verdict", "reason", "old", "new")
LANGUAGE = "zh_CN"
EDITED, SHOWN, JUDGED = 0.6, 0.85, 200
PROGRAM = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"
CONF = """\
import pathlib, sys
sys.path.insert(0, str(pathlib.Path(__file__).parent))
extensions = ["python_roles", "sphinx_amts"]
html_theme = "basic"
locale_dirs = ["locale"]
exclude_patterns = ["locale"]
gettext_compact = False
amts_engine = "memory"
suppress_warnings = ["*"]
"""
INDEX = """\
Python
======

.. toctree::
   :glob:

   */index
   */*
"""
# entries of kinds that Sphinx no longer knows, and how it wants them
_INDEX = re.compile(
    r"^(\s+|\.\. index:: +)"
    r"(module|keyword|operator|object|exception|statement|builtin): *(.+)$",
    re.MULTILINE,
)
BY_PEOPLE = {"human", "memory", "outdated"}


@dataclass(frozen=True)
class Pair:
    """A message, and the earlier wording whose translation it shows."""

    document: str
    new: str
    old: str
    state: str

    @cached_property
    def ratio(self) -> float:
        return SequenceMatcher(None, self.old, self.new, autojunk=False).ratio()

    @property
    def identity(self) -> str:
        text = "\0".join((self.document, self.old, self.new))
        return blake2b(text.encode(), digest_size=6).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--judge", type=int, default=0, metavar="N")
    parser.add_argument("--keep", type=Path, help="build here, and leave it")
    options = parser.parse_args()
    if missing := [p for p in (BOOK, CATALOGS, LATER) if not p.is_dir()]:
        print(f"skipped: {missing[0]} is not there")
        return 0
    with TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        good = True
        pairs: list[Pair] = []
        for version, write in (("3.11", documents), ("3.14", messages)):
            place = folder / version
            write(place / "book")
            configure(place / "book")
            states = build(place)
            shown = share(version, states)
            good = good and (version != "3.11" or shown >= SHOWN)
            pairs += shown_pairs(version, place, states)
    pairs = sorted(dict.fromkeys(pairs), key=lambda pair: (pair.ratio, pair.new))
    if options.judge:
        write_judgement(pairs, options.judge)
    return 0 if judged(pairs) and good else 1


def documents(book: Path) -> None:
    """Make a book of the documents of 3.11."""
    shutil.copytree(BOOK, book)
    for path in book.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for path in book.rglob("*.rst"):
        text = _INDEX.sub(r"\1pair: \2; \3", path.read_text("utf-8"))
        path.write_text(text, "utf-8")


def messages(book: Path) -> None:
    """Make a book of the messages of 3.14."""
    for path in sorted(LATER.rglob("*.po")):
        texts = [
            entry.msgid
            for entry in polib.pofile(str(path))
            if not entry.obsolete
            and "\n" not in entry.msgid
            and not entry.msgid.endswith("::")
            and entry.msgid[:1].isalpha()
        ]
        page = book / path.relative_to(LATER).with_suffix(".rst")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("\n\n".join([":orphan:", *texts, ""]), "utf-8")


def configure(book: Path) -> None:
    target = book / "locale" / LANGUAGE / "LC_MESSAGES"
    shutil.copytree(CATALOGS, target)
    (book / "conf.py").write_text(CONF, "utf-8")
    (book / "python_roles.py").write_text(PYTHON_ROLES, "utf-8")
    (book / "index.rst").write_text(INDEX, "utf-8")


def build(folder: Path) -> dict[str, dict[str, dict]]:
    """Build the book; return what the report says of each message, by document."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    began = time.perf_counter()
    subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-Q", "-j", "2", "-b", "html"),
            *("-D", f"language={LANGUAGE}", "-d", folder / "trees"),
            *(folder / "book", folder / "html"),
        ],
        env=environment,
        check=True,
    )
    print(f"{folder.name}: built in {time.perf_counter() - began:.0f} s")
    report = json.loads((folder / "html/_amts/report.json").read_text("utf-8"))
    return {
        document["docname"]: {state["text"]: state for state in document["states"]}
        for document in report["documents"]
    }


def share(version: str, states: dict[str, dict[str, dict]]) -> float:
    """Print and return the share of edited paragraphs that show text of people."""
    edited = shown = 0
    lost = []
    for document, messages in sorted(states.items()):
        path = CATALOGS / f"{document}.po"
        if not path.is_file():
            continue
        entries = {e.msgid: e for e in polib.pofile(str(path)) if not e.obsolete}
        gone = [text for text in entries if text not in messages]
        for text, state in messages.items():
            if text in entries:
                continue
            old = likest(text, gone)
            if not old or not entries[old].msgstr or entries[old].fuzzy:
                continue
            edited += 1
            if state["state"] in BY_PEOPLE:
                shown += 1
            else:
                lost.append((document, old, text))
    for document, old, text in lost:
        print(f"  not shown: {version} {document}\n    - {old}\n    + {text}")
    print(
        f"{version}: {edited} edited paragraphs whose old wording was translated, "
        f"{shown} show text of people: {shown / edited:.1%}"
    )
    return shown / edited


def likest(text: str, among: list[str]) -> str:
    best, found = EDITED, ""
    for other in among:
        matcher = SequenceMatcher(None, other, text, autojunk=False)
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        if (ratio := matcher.ratio()) >= best:
            best, found = ratio, other
    return found


def shown_pairs(
    version: str, folder: Path, states: dict[str, dict[str, dict]]
) -> list[Pair]:
    """Return what is shown of earlier wordings."""
    sources = records(folder)
    pairs = []
    for root in (folder / "trees").rglob("amts*"):
        for path in root.rglob("*.po"):
            for document, messages in states.items():
                if not path.as_posix().endswith(f"/{document}.po"):
                    continue
                for entry in read_machine(path).values():
                    state = messages.get(entry.msgid, {}).get("state", "")
                    old = entry.previous or sources.get(entry.human, "")
                    if state in BY_PEOPLE and old and old != entry.msgid:
                        pairs.append(
                            Pair(f"{version} {document}", entry.msgid, old, state)
                        )
    return pairs


def records(folder: Path) -> dict[str, str]:
    """Return the sources of all records, by their identity."""
    subprocess.run(
        [sys.executable, "-c", PROGRAM, "sync", folder / "book", "-l", LANGUAGE],
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    memory = HumanMemory.load(folder / "book/amts/human" / f"{LANGUAGE}.jsonl")
    return {identity: record.source for identity, record in memory.records.items()}


def judged(pairs: list[Pair]) -> bool:
    """Print what the judgement says of *pairs*; return if none of them is false."""
    known = read_judgement()
    asked = pairs[:JUDGED]
    false = [p for p in asked if known.get(p.identity, ("", ""))[0] == "no"]
    missing = [p for p in asked if not known.get(p.identity, ("", ""))[0]]
    for pair in [*false, *missing]:
        print(f"  {pair.identity} {pair.ratio:.2f}\n    - {pair.old}\n    + {pair.new}")
    print(
        f"{len(pairs)} show what people wrote for an earlier wording; of the "
        f"{len(asked)} least alike {len(false)} are judged false, "
        f"{len(missing)} are not judged"
    )
    return not false and not missing


def read_judgement() -> dict[str, tuple[str, str]]:
    if not JUDGEMENT.is_file():
        return {}
    with JUDGEMENT.open(encoding="utf-8", newline="") as file:
        return {r["id"]: (r["verdict"], r["reason"]) for r in csv.DictReader(file)}


def write_judgement(pairs: list[Pair], most: int) -> None:
    known = read_judgement()
    with JUDGEMENT.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for pair in pairs[:most]:
            verdict = known.get(pair.identity, ("", ""))
            rows.writerow(
                [
                    *(pair.identity, pair.document, f"{pair.ratio:.3f}", pair.state),
                    *(*verdict, pair.old, pair.new),
                ]
            )


if __name__ == "__main__":
    sys.exit(main())
