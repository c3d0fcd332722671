"""Compare the cost of builds with sphinx-amts and without, in interleaved pairs.

    python benchmarks/build_cost.py [--pairs 3] [--jobs 1] [--figures new,edit] [BOOK]

Both sides show the same text; a side's figure is the CPU time of its whole processes,
the ratio is the median over the pairs. The figures, with the bar of each:

human      cold, with complete human catalogs: at most 1.04 of plain Sphinx
committed  cold, with complete committed machine catalogs and no cache, against the same
           text in ordinary catalogs: at most 1.10
new        everything new: one build with `pseudo` against `gettext` and a build with
           catalogs: at most 1.15
nothing    nothing to do: at most 0.1 s more
edit       one sentence of a document edited: at most 1.1
sync       `sphinx-amts sync` with nothing to do, against the first one: at most 3 % of
           that, or a build of plain Sphinx with nothing to do and 1 s. People have
           translated three quarters of the documents, of one in ten messages an
           earlier wording

Peak memory is that of the largest process of a side: at most 1.15. With `new` it is
said how many documents were read a second time.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
LANGUAGE = "es"
FIGURES = ("human", "committed", "new", "nothing", "edit", "sync")
BARS = {"human": 1.04, "committed": 1.10, "new": 1.15, "nothing": 0.1, "edit": 1.1}
MOST_MEMORY = 1.15
SYNC_SHARE, SYNC_SECONDS = 0.03, 1.0

PROGRAM = """
import re, sys
html = sys.stdin.read()
print(re.sub(r">([^<]*[a-z][^<]*)<", r">Traducido \\1<", html))
"""


@dataclass
class Cost:
    """Hold CPU seconds and peak memory (MB) of processes."""

    seconds: float = 0.0
    megabytes: float = 0.0


@dataclass
class Figure:
    """Gather the pairs of one figure: cost with the extension, cost without."""

    pairs: list[tuple[Cost, Cost]] = field(default_factory=list)

    def ratio(self) -> float:
        return statistics.median(o.seconds / p.seconds for o, p in self.pairs)

    def difference(self) -> float:
        return statistics.median(o.seconds - p.seconds for o, p in self.pairs)

    def memory(self) -> float:
        return statistics.median(o.megabytes / p.megabytes for o, p in self.pairs)

    def median(self, side: int) -> float:
        return statistics.median(pair[side].seconds for pair in self.pairs)

    def peak(self, side: int) -> float:
        return statistics.median(pair[side].megabytes for pair in self.pairs)


class Bench:
    """Keep the books of a measurement, and build them."""

    def __init__(self, work: Path, jobs: int) -> None:
        self.work = work
        self.jobs = jobs
        self.env = os.environ | {
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(work / "cache"),
            "PYTHONDONTWRITEBYTECODE": "",
        }

    def run(self, *command: str) -> Cost:
        log = (self.work / "log").open("w+b")
        process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit((self.work / "log").read_text()[-3000:])
        return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)

    def build(self, book: str, *options: str, builder: str = "html") -> Cost:
        return self.run(
            sys.executable, "-m", "sphinx", "-q", "-b", builder, f"-j{self.jobs}",
            "-D", f"language={LANGUAGE}", *options,
            str(self.work / book), str(self.work / f"out-{book}"),
        )  # fmt: skip

    def amts(self, *arguments: str) -> Cost:
        code = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"
        return self.run(sys.executable, "-c", code, *arguments)

    def read_again(self, book: str) -> str:
        """Say how many documents of *book* the last build has read a second time."""
        report = self.work / f"out-{book}/_amts/report.json"
        totals = json.loads(report.read_text("utf-8"))["totals"]
        read, again = totals["documents_read"], totals["documents_reread"]
        return f", read again {again} of {read}"

    def clean(self, book: str) -> None:
        """Forget the build of *book*, and the user's cache."""
        shutil.rmtree(self.work / f"out-{book}", ignore_errors=True)
        shutil.rmtree(self.work / "cache", ignore_errors=True)

    def prepare(self, source: Path) -> None:
        """Make the books: `new`, `committed`, `human`, each with a plain twin."""
        ignore = shutil.ignore_patterns("*.mo", "_build", ".git")
        new = self.work / "new"
        shutil.copytree(source, new, ignore=ignore)
        conf = new / "conf.py"
        text = conf.read_text("utf-8")
        text = re.sub(r"""["']sphinx_amts["'],?""", "", text)
        text += '\nlocale_dirs = ["locale"]\ngettext_compact = False\n'
        plain = text
        text += '\nextensions = [*globals().get("extensions", []), "sphinx_amts"]\n'
        shutil.copytree(new, self.work / "plain-new")
        conf.write_text(text, "utf-8")
        (self.work / "plain-new/conf.py").write_text(plain, "utf-8")
        program = self.work / "program.py"
        program.write_text(PROGRAM)
        committed = self.work / "committed"
        shutil.copytree(new, committed)
        self.amts(
            "translate", str(committed), "-l", LANGUAGE, "-D", "amts_engine=command",
            "-D", f"amts_command={sys.executable},{program}",
        )  # fmt: skip
        shutil.rmtree(committed / "_build", ignore_errors=True)
        human = self.work / "human"
        shutil.copytree(committed, human)
        merge(human)
        for book in ("committed", "human"):
            twin = self.work / f"plain-{book}"
            shutil.copytree(human, twin)
            (twin / "conf.py").write_text(plain, "utf-8")
            self.build(f"plain-{book}")  # writes the .mo files, which are not timed
        self.build("human")


def merge(book: Path) -> None:
    """Turn committed machine catalogs into ordinary human ones."""
    from babel.messages.pofile import read_po, write_po

    machine = book / "amts/catalogs" / LANGUAGE
    for path in sorted(machine.rglob("*.po")):
        target = book / "locale" / LANGUAGE / "LC_MESSAGES" / path.relative_to(machine)
        with path.open("rb") as stream:
            found = read_po(stream, LANGUAGE)
        if target.exists():
            with target.open("rb") as stream:
                catalog = read_po(stream, LANGUAGE)
        else:
            catalog = type(found)(LANGUAGE)
        for message in found:
            if message.id and not (catalog.get(message.id) or message).string:
                catalog.delete(message.id)
            if message.id and message.id not in catalog:
                catalog.add(message.id, message.string)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            write_po(stream, catalog)
    shutil.rmtree(book / "amts")


def make_unfinished(bench: Bench) -> Path:
    """Make a book of which people have translated a part, and return its folder."""
    from babel.messages.pofile import read_po, write_po

    book = bench.work / "sync"
    shutil.rmtree(book, ignore_errors=True)
    shutil.copytree(bench.work / "human", book)
    catalogs = sorted((book / "locale" / LANGUAGE).rglob("*.po"))
    for number, path in enumerate(catalogs):
        if number % 4 == 3:
            path.unlink()
            continue
        with path.open("rb") as stream:
            catalog = read_po(stream, LANGUAGE)
        for message in list(catalog)[1::10]:
            if isinstance(message.id, str) and " the " in message.id:
                catalog.delete(message.id)
                text = message.id.replace(" the ", " every single ", 1)
                catalog.add(text, message.string)
        with path.open("wb") as stream:
            write_po(stream, catalog)
    return book


def measure_sync(bench: Bench, pairs: int) -> bool:
    """Print the cost of a second synchronisation; return whether it misses its bar."""
    command = (
        "sync", str(make_unfinished(bench)), "-l", LANGUAGE, "-j", str(bench.jobs),
        "-D", "amts_engine=command",
        "-D", f"amts_command={sys.executable},{bench.work / 'program.py'}",
    )  # fmt: skip
    bench.build("plain-human")
    plain, firsts, seconds = [], [], []
    for _ in range(pairs):
        shutil.rmtree(bench.work / "sync" / "amts", ignore_errors=True)
        shutil.rmtree(bench.work / "cache", ignore_errors=True)
        firsts.append(bench.amts(*command).seconds)
        seconds.append(bench.amts(*command).seconds)
        plain.append(bench.build("plain-human").seconds)
    first, second = statistics.median(firsts), statistics.median(seconds)
    most = max(SYNC_SHARE * first, statistics.median(plain) + SYNC_SECONDS)
    print(
        f"sync       first {first:6.2f} s, second {second:6.2f} s: "
        f"{second / first:.3f} (at most {most:.2f} s)",
        flush=True,
    )
    return second > most


def cold(bench: Bench, name: str, *options: str) -> Cost:
    bench.clean(name)
    return bench.build(name, *options)


def new_in_plain(bench: Bench) -> Cost:
    """Extract the messages, and build with catalogs, as plain Sphinx does it."""
    bench.clean("plain-new")
    one = bench.build("plain-new", builder="gettext")
    two = cold(bench, "plain-committed")
    return Cost(one.seconds + two.seconds, max(one.megabytes, two.megabytes))


def edit(bench: Bench, name: str, number: int) -> Cost:
    """Edit one sentence of the document in the middle, and build."""
    book = bench.work / name
    documents = sorted(
        path for path in book.rglob("*")
        if path.suffix in (".rst", ".md") and path.stat().st_size > 3000
    )  # fmt: skip
    path = documents[len(documents) // 2]
    original = path.read_text("utf-8")
    path.write_text(f"{original}\n\nOne more sentence, number {number}.\n", "utf-8")
    cost = bench.build(name)
    path.write_text(original, "utf-8")
    return cost


def sides(bench: Bench, figure: str, number: int) -> tuple[Callable[[], Cost], ...]:
    """Return what measures *figure* with the extension and without."""
    match figure:
        case "human" | "committed":
            return (
                lambda: cold(bench, figure),
                lambda: cold(bench, f"plain-{figure}"),
            )
        case "new":
            return (
                lambda: cold(bench, "new", "-D", "amts_engine=pseudo"),
                lambda: new_in_plain(bench),
            )
        case "nothing":
            return (
                lambda: bench.build("human"),
                lambda: bench.build("plain-human"),
            )
        case _:
            return (
                lambda: edit(bench, "human", number),
                lambda: edit(bench, "plain-human", number),
            )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", nargs="?", type=Path, default=ROOT / "example_book")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--figures", default=",".join(FIGURES))
    parser.add_argument("--work", type=Path, help="folder that keeps the books")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        bench = Bench(work, options.jobs)
        if not (work / "plain-human").exists():
            bench.prepare(options.source)
        missed = 0
        for name in options.figures.split(","):
            if name == "sync":
                missed += measure_sync(bench, options.pairs)
                continue
            figure = Figure()
            if name in ("nothing", "edit"):
                for book in ("human", "plain-human"):
                    bench.build(book)
            for number in range(options.pairs):
                ours, plain = sides(bench, name, number)
                if number % 2:
                    without = plain()
                    figure.pairs.append((ours(), without))
                else:
                    figure.pairs.append((ours(), plain()))
            value = figure.difference() if name == "nothing" else figure.ratio()
            missed += value > BARS[name]
            unit = " s" if name == "nothing" else ""
            print(
                f"{name:10} plain {figure.median(1):6.2f} s, "
                f"ours {figure.median(0):6.2f} s: {value:.3f}{unit} "
                f"(at most {BARS[name]}), memory {figure.memory():.2f} "
                f"({figure.peak(0):.0f} MB, {figure.peak(1):.0f})"
                f"{bench.read_again(name) if name == 'new' else ''}",
                flush=True,
            )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
