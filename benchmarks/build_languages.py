"""Time `sphinx-amts build` of three languages against three builds in sequence.

    python benchmarks/build_languages.py [--pairs 3] [--engine command] [SOURCEDIR]

Each side is a first build, with a memory of its own that is empty, on two cores; the
order changes from pair to pair. Without SOURCEDIR three books are built: the example
book, these docs, and one of sixty pages that is made up. With `--engine memory` nothing
is translated. Bar: the median of the ratios is at most 0.75 for each book.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LANGUAGES = ("es", "fr", "it")
CORES = 2
BAR = 0.75
AMTS = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"
PROGRAM = """
import re, sys
html = sys.stdin.read()
print(re.sub(r">([^<]*[a-z][^<]*)<", r">Traducido \\1<", html))
"""
WORDS = (
    "the quick build reads every document and writes pages while translators keep "
    "their catalogs small under long rivers of source text with careful markup"
).split()


def sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(8, 18))).capitalize() + "."


def make_book(folder: Path, pages: int) -> Path:
    """Write a book in reStructuredText with emphasis, code and references."""
    rng = random.Random(7)
    folder.mkdir()
    (folder / "conf.py").write_text(
        'project = "Made up"\nextensions = ["sphinx_amts"]\ngettext_compact = False\n'
    )
    names = [f"page{number:03}" for number in range(pages)]
    for name in names:
        blocks = [f"{name.title()}\n=======\n"]
        blocks += [
            f"{sentence(rng)} See *{rng.choice(WORDS)}* and ``code``. "
            f"{sentence(rng)} :doc:`{rng.choice(names)}`. {sentence(rng)}\n"
            for _ in range(24)
        ]
        (folder / f"{name}.rst").write_text("\n".join(blocks))
    tree = "\n   ".join(names)
    (folder / "index.rst").write_text(f"Book\n====\n\n.. toctree::\n\n   {tree}\n")
    return folder


def seconds(commands: list[list[str]], env: dict[str, str]) -> float:
    began = time.perf_counter()
    for command in commands:
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def ratio(book: Path, work: Path, settings: list[str], *, ours_first: bool) -> float:
    out = work / "out"
    took = {}
    for ours in (ours_first, not ours_first):
        shutil.rmtree(work / "cache", ignore_errors=True)
        shutil.rmtree(out, ignore_errors=True)
        env = os.environ | {
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(work / "cache"),
        }
        languages = [word for name in LANGUAGES for word in ("-l", name)]
        together = [
            [sys.executable, "-c", AMTS, "build", str(book), str(out),
             *languages, *settings, "-j", str(CORES)]
        ]  # fmt: skip
        in_sequence = [
            [sys.executable, "-m", "sphinx", "-q", "-D", f"language={name}",
             *settings, str(book), str(out / name)]
            for name in LANGUAGES
        ]  # fmt: skip
        took[ours] = seconds(together if ours else in_sequence, env)
    print(f"  {took[True]:.1f} s together, {took[False]:.1f} s in sequence", flush=True)
    return took[True] / took[False]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--engine", choices=("command", "memory"), default="command")
    options = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        program = work / "program.py"
        program.write_text(PROGRAM)
        settings = [
            "-D", f"amts_engine={options.engine}",
            "-D", f"amts_command={sys.executable},{program}",
        ]  # fmt: skip
        books = [options.source] if options.source else [
            ROOT / "example_book", ROOT / "docs", make_book(work / "made-up", 60)
        ]  # fmt: skip
        for book in books:
            print(book.name, flush=True)
            ratios = [
                ratio(book, work, settings, ours_first=bool(number % 2))
                for number in range(options.pairs)
            ]
            median = statistics.median(ratios)
            missed = missed or median > BAR
            print(f"  ratio {median:.2f} (at most {BAR})", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
