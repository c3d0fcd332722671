"""Commands that run at the same moment on one book, some of them killed.

Between rounds a person works: in files that are sent back, in machine catalogs and in
catalogs of people. In a round two or three commands start together; any of them may be
killed. After it every text that the person wrote is in a file of the book, unless it is
in a file of the person's own that no command has taken.
"""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import polib
from edit_sequences import LANGUAGE, Sequence
from launching import launch

if TYPE_CHECKING:
    from pathlib import Path

_LATEST_KILL = 3.0
_MEETING = """
import os, pathlib, time
def meet(app, *_):  # commands go on at the same moment, as soon as all have read
    if "MEET" in os.environ:
        place = pathlib.Path(os.environ["MEET"])
        (place / os.environ["ME"]).touch()
        end = time.monotonic() + 2
        while len(list(place.iterdir())) < int(os.environ["ALL"]):
            if time.monotonic() > end: break
            time.sleep(0.002)
def setup(app): app.connect("env-updated", meet)
"""


class AtOnce(Sequence):
    """One book on its way through rounds of commands at once."""

    def __init__(self, seed: int, folder: Path) -> None:
        super().__init__(seed, folder)
        with (self.src / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write(_MEETING)
        self.work: set[str] = set()
        """What the person has put into machine catalogs."""
        self.given: set[str] = set()
        """Messages of which the person has sent a translation back."""

    def run(self, steps: int) -> None:
        """Take as many rounds, and see each time that all holds.

        Raises:
            Broken: something does not.
        """
        self.sync()
        self.amts("translate", may_be_killed=False)
        self.see_that_all_holds(())
        for _ in range(steps):
            for step in self.draw.sample([self.edit, self.move, self.delete], 1):
                self.steps.append(step.__name__)
                step()
            self.work_in_a_catalog()
            self.round()
        code, _, err = self.start(["sync"], None)
        self.hold(code == 0, f"the last sync failed: {err}")
        self.see_that_work_is_there()
        self.see_that_all_holds(self.asked)

    # --- the person

    @property
    def machine(self) -> list[Path]:
        return sorted((self.src / f"amts/catalogs/{LANGUAGE}").glob("*.po"))

    def work_in_a_catalog(self) -> None:
        """Change a machine catalog as a person with an editor does."""
        if not self.machine:
            return
        path = self.draw.choice(self.machine)
        catalog = polib.pofile(path, wrapwidth=0)
        entries = [e for e in catalog if e.msgstr and e.msgctxt is None and not e.fuzzy]
        self.persons += 1
        text = f"Trabajo {self.persons} de Eva."
        kind = self.draw.choice(["edit", "fuzzy", "comment", "obsolete"])
        self.steps.append(f"work({kind})")
        if kind == "obsolete" or not entries:
            catalog.append(polib.POEntry(msgid=text, msgstr=text, obsolete=True))
        else:
            entry = self.draw.choice(entries)
            if entry.msgstr in self.work:
                self.work.discard(entry.msgstr)  # the person writes over it
            if kind == "comment":
                entry.tcomment = f"{entry.tcomment}\n{text}".strip()
            else:
                entry.msgstr = text
            if kind == "fuzzy":
                entry.flags.append("fuzzy")
        catalog.save(path)
        self.work.add(text)

    def file_to_take(self, number: int) -> tuple[Path, dict[str, str]]:
        """Write what the person has translated of messages of the book."""
        known = {
            entry.msgid for x in self.catalogs.glob("*.po") for entry in polib.pofile(x)
        }
        found = {e.msgid for x in self.machine for e in polib.pofile(x) if e.msgid}
        messages = sorted(found - known - self.given)
        chosen = self.draw.sample(messages, min(8, len(messages)))
        self.given |= set(chosen)
        texts = {}
        catalog = polib.POFile()
        catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
        for msgid in chosen:
            self.persons += 1
            texts[msgid] = f"Texto {self.persons} de Eva."
            catalog.append(polib.POEntry(msgid=msgid, msgstr=texts[msgid]))
        path = self.folder / f"taken-{number}.po"
        catalog.save(path)
        return path, texts

    # --- a round

    asked: frozenset[str] = frozenset()

    def round(self) -> None:
        """Start two or three commands together, and see that nothing was lost."""
        plans: list[tuple[list[str], dict[str, str]]] = []
        for number in range(self.draw.choice([2, 2, 3])):
            name = self.draw.choice(
                ["take"] * 5 + ["sync", "translate", "refresh", "accept", "resolve"]
            )
            if name == "take":
                path, texts = self.file_to_take(number)
                plans.append((["review", "--take", str(path), "--by", "Eva"], texts))
            elif name == "refresh":
                plans.append((["refresh", "--because", "engine"], {}))
            elif name == "accept":
                document = self.draw.choice(self.names)
                plans.append((["accept", "--documents", document, "--by", "Eva"], {}))
            else:
                plans.append(([name], {}))
        delays = [
            self.draw.uniform(0.05, _LATEST_KILL) if self.draw.random() < 0.3 else None
            for _ in plans
        ]
        shown = [
            f"{plan[0][0]}{f'(killed {delay:.2f})' if delay else ''}"
            for plan, delay in zip(plans, delays, strict=True)
        ]
        self.steps.append(" & ".join(shown))
        place = self.folder / "meeting"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        count = sum(arguments[0] != "resolve" for arguments, _ in plans)
        meetings = [
            {"MEET": str(place), "ME": str(number), "ALL": str(count)}
            for number in range(len(plans))
        ]
        with ThreadPoolExecutor(len(plans)) as pool:
            commands = [arguments for arguments, _ in plans]
            ends = list(pool.map(self.start, commands, delays, meetings))
        about = set(self.asked)
        for (arguments, texts), delay, (code, out, err) in zip(
            plans, delays, ends, strict=True
        ):
            what = f"{arguments} ended with {code}: {err}{out}"
            self.hold("Traceback" not in err, what)
            self.hold(delay or code == 0 or texts or arguments[0] == "accept", what)
            about |= texts.keys()
            if arguments[0] == "accept":
                about |= {e.msgid for path in self.machine for e in polib.pofile(path)}
            if code == 0:
                self.human |= set(texts.items())
        self.asked = frozenset(about)
        self.see_that_work_is_there()
        self.see_that_all_holds(about)

    def start(
        self,
        arguments: list[str],
        delay: float | None,
        meeting: dict[str, str] | None = None,
    ) -> tuple[int, str, str]:
        return launch(
            "sphinx_amts.cli.main",
            [arguments[0], str(self.src), "-l", LANGUAGE, *arguments[1:]],
            self.environment() | (meeting or {}),
            kill_after=delay,
        )

    def see_that_work_is_there(self) -> None:
        """What the person put into a machine catalog is in a file of the book."""
        files = [path.read_text("utf-8") for path in self.src.rglob("*.po")]
        path = self.src / f"amts/human/{LANGUAGE}.jsonl"
        if path.exists():
            lines = path.read_text("utf-8").splitlines()
            files += [json.loads(line)["target"] for line in lines]
        everything = "\n".join(files)
        lost = sorted(text for text in self.work if text not in everything)
        self.hold(not lost, f"lost of machine catalogs: {lost}")
