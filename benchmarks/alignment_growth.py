"""Time and memory of `sphinx-amts align` for texts that grow, and for a large book.

    python benchmarks/alignment_growth.py [--smallest N] [--largest N] [--book N]
        [--only es|zh_CN]

Texts are made of the translations in ../shared/data, merged and dropped by a seed; a
larger text begins at another place of them and goes round. Each is aligned by a process
of its own, whose CPU time and largest memory count.

Bars: the CPU time of a sentence, without that of the start, is at most 1.3 times that
in a text of 10,000, which takes at most 10 s; a book of 150,000 sentences in documents
of 500 takes less than 5 minutes of CPU time and less than 1 GB.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from alignment_texts import DATA, SCENARIOS, Texts, drifted

SIZES = (1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 100_000)
DOCUMENT = 500
MEGABYTES = 1000
SECONDS = 300


def align(texts: list[Texts], language: str) -> tuple[float, float, int]:
    """Return CPU and wall seconds and MB that the command takes for *texts*.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = []
        for number, text in enumerate(texts):
            for side, lines in (("s", text.source), ("t", text.target)):
                content = "".join(f"{' '.join(line.split())}\n" for line in lines)
                (folder / f"{number}.{side}").write_text(content, "utf-8")
            rows.append(f"{number}.s\t{number}.t\n")
        (folder / "pairs.tsv").write_text("".join(rows), "utf-8")
        arguments = [
            *(sys.executable, "-m", "sphinx_amts", "align", "-s", "en", "-t", language),
            *("--pairs", str(folder / "pairs.tsv"), "--output", str(folder / "beads")),
        ]
        began = time.perf_counter()
        null = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
        child = os.posix_spawn(sys.executable, arguments, os.environ, file_actions=null)
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - began
        if os.waitstatus_to_exitcode(status):
            raise SystemExit("the texts were not aligned")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss // 1024


def growth(name: str, smallest: int, largest: int) -> bool:
    """Align one text of each size; return whether time is linear."""
    each: dict[int, float] = {}
    start, _, _ = align([drifted(name, 10, SCENARIOS["faithful"])], name[:2])
    print(f"{name}: {start:.1f} s CPU to start")
    for size in SIZES:
        if not smallest <= size <= largest:
            continue
        cpu, wall, memory = align(
            [drifted(name, size, SCENARIOS["faithful"])], name[:2]
        )
        each[size] = (cpu - start) / size
        print(
            f"{name}: {size:7} sentences: {cpu:6.1f} s CPU ({1e6 * each[size]:.0f} us "
            f"each), {wall:.1f} s, {memory} MB",
            flush=True,
        )
    if 10_000 not in each:
        return True
    usual = each[10_000]
    return 10_000 * usual <= 10 and all(
        value <= 1.3 * usual for size, value in each.items() if size > 10_000
    )


def book(name: str, size: int) -> bool:
    """Align the documents of a book; return whether that is within the bars."""
    texts = [
        drifted(name, DOCUMENT, SCENARIOS["faithful"], seed=number)
        for number in range(size // DOCUMENT)
    ]
    cpu, wall, memory = align(texts, name[:2])
    print(
        f"{name}: book of {size} sentences in {len(texts)} documents: {cpu:.1f} s CPU "
        f"({1e6 * cpu / size:.0f} us each), {wall:.1f} s, {memory} MB",
        flush=True,
    )
    # CPU time, as other programs may run here; the work of one process
    return cpu <= SECONDS and memory < MEGABYTES


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--smallest", type=int, default=1_000, help="of one text")
    parser.add_argument("--largest", type=int, default=100_000, help="of one text")
    parser.add_argument("--book", type=int, default=150_000, help="0 for none")
    parser.add_argument("--only", choices=["es", "zh_CN"])
    options = parser.parse_args()
    if not DATA.is_dir():
        print("skipped: the translations are not in ../shared/data")
        return 0
    failed = []
    for name in (options.only,) if options.only else ("es", "zh_CN"):
        if not growth(name, options.smallest, options.largest):
            failed.append(f"{name}: time is not linear, or too long")
        if options.book and not book(name, options.book):
            failed.append(f"{name}: the book takes too much time or memory")
    for line in failed:
        print(line)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
