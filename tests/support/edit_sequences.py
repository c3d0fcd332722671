"""A book that is edited, translated and synchronised in any order, and what must hold.

A sequence takes three documents of the example book with what people have translated of
them. Steps are drawn by chance from a seed; any command may be killed on its way. After
each step no text of a person may be missing from the files, entries of their catalogs
that no step was about must stand byte for byte, and states must say what the files do.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
from launching import launch

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "example_book"
ENGINE = Path(__file__).with_name("fake_engine.py")
LANGUAGE = "es"
CONF = """\
extensions = ["myst_parser", "sphinx_amts"]
language = "en"
html_theme = "basic"
locale_dirs = ["locale"]
exclude_patterns = ["locale"]
gettext_compact = False
myst_enable_extensions = ["dollarmath", "colon_fence", "substitution", "deflist"]
myst_substitutions = {{"house": "House Loaf"}}
suppress_warnings = ["*"]
amts_engine = "command"
amts_command = [{python!r}, {engine!r}, {log!r}, "mark"]
"""
DOCUMENTS = (
    "percentages.md", "water.md", "schedule.rst", "shaping.rst",
    "temperature.rst", "troubleshooting.rst", "appendix.rst",
)  # fmt: skip
_PLAIN = re.compile(r"[A-Z\"`*_:][^\n]*(?:\n[^\s.:|=~`#>\-+*^][^\n]*)*")
_SENTENCE = re.compile(r"(?<=[a-z]\.)\s+(?=[A-Z])")
_WORD = re.compile(r"(?<![\w`:*<|\\./-])[a-z]{5,}(?![\w`:*>|_./-])")
_WORDS = "apron basket candle drawer engine forest garden hammer island jacket".split()


class Broken(AssertionError):
    """What must hold does not."""


class Sequence:
    """One book on its way.

    Args:
        seed: from which everything follows.
        folder: empty, for the book and all that it needs.
    """

    def __init__(self, seed: int, folder: Path) -> None:
        self.draw = random.Random(seed)
        self.folder = folder
        self.src = folder / "src"
        self.steps: list[str] = []
        self.deleted: list[tuple[str, str]] = []
        self.persons = 0
        self.src.mkdir()
        log = str(folder / "engine.log")
        conf = CONF.format(python=sys.executable, engine=str(ENGINE), log=log)
        (self.src / "conf.py").write_text(conf, "utf-8")
        self.names = sorted(self.draw.sample(DOCUMENTS, 3))
        stems = [name.partition(".")[0] for name in self.names]
        lines = ["Index\n=====\n\n.. toctree::\n", *(f"   {stem}" for stem in stems)]
        (self.src / "index.rst").write_text("\n".join(lines) + "\n", "utf-8")
        self.catalogs.mkdir(parents=True)
        for name, stem in zip(self.names, stems, strict=True):
            shutil.copy(EXAMPLE / name, self.src / name)
            catalog = EXAMPLE / f"locale/{LANGUAGE}/LC_MESSAGES/{stem}.po"
            if catalog.exists():
                shutil.copy(catalog, self.catalogs)
        self.human = self.pairs_of_catalogs()
        self.entries = self.blocks_of_catalogs()

    @property
    def catalogs(self) -> Path:
        return self.src / f"locale/{LANGUAGE}/LC_MESSAGES"

    def run(self, steps: int) -> None:
        """Take as many steps, and see each time that all holds.

        Raises:
            Broken: something does not.
        """
        edits = (
            self.edit,
            self.move,
            self.split,
            self.merge,
            self.delete,
            self.restore,
        )
        commands = (
            self.sync, self.translate, self.review, self.accept, self.update_catalogs,
        )  # fmt: skip
        self.sync()
        self.see_that_all_holds(())
        for _ in range(steps):
            if self.draw.random() < 0.5:
                for edit in self.draw.choices(edits, k=self.draw.randint(1, 4)):
                    self.steps.append(edit.__name__)
                    edit()
                continue
            command = self.draw.choice(commands)
            about = command()
            self.see_that_all_holds(about or ())
        self.amts("sync", may_be_killed=False)
        before = self.files()
        self.amts("sync", may_be_killed=False)
        changed = sorted(
            name for name in before.keys() | self.files().keys()
            if before.get(name) != self.files().get(name)
        )  # fmt: skip
        self.hold(not changed, f"a second sync changed {changed}")
        self.see_that_states_are_true()

    def hold(self, condition: object, what: str) -> None:
        if not condition:
            raise Broken(f"{what}\nafter: {' '.join(self.steps)}")

    # --- edits of the source

    def paragraphs(self, name: str) -> tuple[list[str], list[int]]:
        """Return the blocks of a document, and which of them are plain paragraphs."""
        blocks = re.split(r"\n{2,}", (self.src / name).read_text("utf-8").rstrip("\n"))
        plain, fenced = [], False
        for number, block in enumerate(blocks):
            marks = len(re.findall(r"^(?:```|:::)", block, re.M))
            if not fenced and not marks and _PLAIN.fullmatch(block):
                previous = blocks[number - 1] if number else ""
                if not previous.endswith("::") and "\n" in block:
                    plain.append(number)
            fenced ^= bool(marks % 2)
        return blocks, plain

    def write(self, name: str, blocks: list[str]) -> None:
        (self.src / name).write_text("\n\n".join(blocks) + "\n", "utf-8")

    def somewhere(self) -> tuple[str, list[str], int] | None:
        name = self.draw.choice(self.names)
        blocks, plain = self.paragraphs(name)
        return (name, blocks, self.draw.choice(plain)) if plain else None

    def edit(self) -> None:
        if place := self.somewhere():
            name, blocks, at = place
            words = list(_WORD.finditer(blocks[at]))
            for match in self.draw.sample(words, min(len(words), 1)):
                start, end = match.span()
                new = self.draw.choice(_WORDS)
                blocks[at] = blocks[at][:start] + new + blocks[at][end:]
            self.write(name, blocks)

    def move(self) -> None:
        if place := self.somewhere():
            name, blocks, at = place
            moved = blocks.pop(at)
            self.write(name, blocks)
            alike = [n for n in self.names if n.endswith(name.rpartition(".")[2])]
            self.put(self.draw.choice(alike), moved)

    def put(self, name: str, paragraph: str) -> None:
        blocks, plain = self.paragraphs(name)
        blocks.insert(self.draw.choice(plain) if plain else len(blocks), paragraph)
        self.write(name, blocks)

    def split(self) -> None:
        if place := self.somewhere():
            name, blocks, at = place
            sentences = _SENTENCE.split(blocks[at])
            if len(sentences) > 1:
                cut = self.draw.randrange(1, len(sentences))
                blocks[at : at + 1] = (
                    " ".join(sentences[:cut]),
                    " ".join(sentences[cut:]),
                )
                self.write(name, blocks)

    def merge(self) -> None:
        name = self.draw.choice(self.names)
        blocks, plain = self.paragraphs(name)
        pairs = [at for at in plain if at + 1 in plain]
        if pairs:
            at = self.draw.choice(pairs)
            blocks[at : at + 2] = [f"{blocks[at]}\n{blocks[at + 1]}"]
            self.write(name, blocks)

    def delete(self) -> None:
        if place := self.somewhere():
            name, blocks, at = place
            self.deleted.append((name, blocks.pop(at)))
            self.write(name, blocks)

    def restore(self) -> None:
        if self.deleted:
            name, paragraph = self.deleted.pop()
            self.put(name, paragraph)

    # --- commands

    def amts(self, *arguments: str, may_be_killed: bool = True) -> tuple[int, str]:
        kill = may_be_killed and self.draw.random() < 0.2
        delay = self.draw.uniform(0.05, 1.2) if kill else None
        self.steps.append(f"{arguments[0]}{f'(killed {delay:.2f})' if delay else ''}")
        code, out, err = launch(
            "sphinx_amts.cli.main",
            [arguments[0], str(self.src), "-l", LANGUAGE, *arguments[1:]],
            self.environment(),
            kill_after=delay,
        )
        self.hold(code == 0 or delay, f"{arguments} failed: {err}")
        self.hold("Traceback" not in err, err)
        return code, out

    def environment(self) -> dict[str, str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith("AMTS_")}
        return env | {"XDG_CACHE_HOME": str(self.folder / "cache"), "NO_COLOR": "1"}

    def sync(self) -> None:
        self.amts("sync")

    def translate(self) -> None:
        self.amts("translate")

    def review(self) -> set[str]:
        """A person edits some drafts in a file, which is taken back."""
        path = self.folder / "review.po"
        path.unlink(missing_ok=True)
        if self.amts("review", "--for", "poedit", "-o", str(path))[0]:
            return set()
        catalog = polib.pofile(path)
        found = self.draw.sample(list(catalog), min(3, len(catalog)))
        for entry in found:
            self.persons += 1
            entry.msgstr = f"{entry.msgstr} Persona {self.persons}.".strip()
        catalog.save()
        code, out = self.amts("review", "--take", str(path), "--by", "Ana")
        if code == 0:
            self.human |= {(entry.msgid, entry.msgstr) for entry in found}
            self.hold(f"added {len(found)} " in out, f"not all was taken: {out}")
        return {entry.msgid for entry in found}

    def accept(self) -> set[str]:
        path = self.folder / "open.po"
        path.unlink(missing_ok=True)
        if self.amts("review", "--for", "poedit", "-o", str(path))[0]:
            return set()
        drafts = [entry for entry in polib.pofile(path) if entry.msgstr]
        if not drafts:
            return set()
        chosen = self.draw.sample(drafts, min(4, len(drafts)))
        code, _ = self.amts(
            "accept", "--messages", *(entry.msgid for entry in chosen), "--by", "Ana"
        )
        if code == 0:
            self.human |= {(entry.msgid, entry.msgstr) for entry in chosen}
        return {entry.msgid for entry in chosen}

    def update_catalogs(self) -> set[str]:
        """Do what gettext's tools do, which drop what the book no longer has."""
        self.amts("sync", may_be_killed=False)
        self.steps.append("msgmerge")
        pot = self.folder / "pot"
        code, _, err = launch(
            "sphinx.cmd.build",
            ["-q", "-E", "-b", "gettext", str(self.src), str(pot)],
            self.environment(),
        )
        self.hold(code == 0, err)
        options = self.draw.choice([[], ["--no-fuzzy-matching"]])
        for template in sorted(pot.glob("*.pot")):
            path = self.catalogs / f"{template.stem}.po"
            if not path.exists():
                continue
            for command in (
                [
                    "msgmerge",
                    "-q",
                    *options,
                    "--update",
                    "--backup=none",
                    path,
                    template,
                ],
                ["msgattrib", "--no-obsolete", "-o", path, path],
            ):
                done = subprocess.run(
                    command, capture_output=True, text=True, check=False
                )
                self.hold(done.returncode == 0, done.stderr)
        self.entries = self.blocks_of_catalogs()
        return set()

    # --- what must hold

    def pairs_of_catalogs(self) -> set[tuple[str, str]]:
        """Return messages and translations; of a fuzzy one nobody knows the message."""
        return {
            (entry.previous_msgid or "" if entry.fuzzy else entry.msgid, entry.msgstr)
            for path in self.catalogs.glob("*.po")
            for entry in polib.pofile(path)
            if entry.msgstr
        }

    def blocks_of_catalogs(self) -> dict[tuple[str, str], str]:
        """Return the bytes of each entry that has a translation."""
        return {
            (path.name, entry.msgid): block.strip("\n")
            for path in sorted(self.catalogs.glob("*.po"))
            for block in path.read_text("utf-8").split("\n\n")
            for entry in polib.pofile(f'msgid ""\nmsgstr ""\n\n{block}\n')
            if entry.msgid and entry.msgstr
        }

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.src).as_posix(): path.read_bytes()
            for path in sorted(self.src.rglob("*"))
            if path.is_file()
        }

    def see_that_all_holds(self, about: set[str] | tuple[()]) -> None:
        path = self.src / f"amts/human/{LANGUAGE}.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        records = {(row["source"], row["target"]) for row in map(json.loads, lines)}
        there = records | self.pairs_of_catalogs()
        lost = self.human - there
        self.hold(not lost, f"lost: {sorted(lost)[:2]}")
        entries = self.blocks_of_catalogs()
        for (name, msgid), block in self.entries.items():
            if msgid not in about:
                same = entries.get((name, msgid)) == block
                self.hold(same, f"{name}: the entry of {msgid!r} is not as it was")
        self.entries = entries
        self.human |= {pair for pair in self.pairs_of_catalogs() if pair in records}

    def see_that_states_are_true(self) -> None:
        code, output, _ = launch(
            "sphinx.cmd.build",
            ["-q", "-b", "dummy", "-D", f"language={LANGUAGE}", str(self.src),
             str(self.folder / "out")],
            self.environment(),
            merged=True,
        )  # fmt: skip
        self.hold(code == 0, output)
        human = {
            (path.stem, entry.msgid)
            for path in self.catalogs.glob("*.po")
            for entry in polib.pofile(path)
            if entry.msgstr and not entry.fuzzy and not entry.obsolete
        }
        machine = {
            (path.stem, entry.msgid)
            for path in (self.src / f"amts/catalogs/{LANGUAGE}").glob("*.po")
            for entry in polib.pofile(path)
        }
        for path in (self.folder / "out/_amts/documents").glob("*.json"):
            for message in json.loads(path.read_text("utf-8"))["messages"]:
                key, state = (path.stem, message["text"]), message["state"]
                where = f"{path.stem}: {message['text'][:60]!r} is {state}"
                by_people = state in {"human", "edited"}
                self.hold(by_people == (key in human), f"{where}, catalogs say other")
                if state in {"machine", "outdated", "memory"}:
                    self.hold(key in machine, f"{where}, and in no machine catalog")
                self.hold(state != "rejected", where)
