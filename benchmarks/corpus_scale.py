"""Time and memory of choosing from millions of pairs.

    python benchmarks/corpus_scale.py [--pairs 1000000 3000000 10000000] [--workers 2]
        [--cluster] [--keep DIR]

Pairs of words drawn by Zipf's law are written as aligned lines, one in a hundred with
words of the book's subject, and chosen from by the command itself, as a user runs
it. Printed are the time of the whole command, the memory of all its processes together
at its peak (what they share is counted in each), and the share of pairs on the subject.
With --cluster the smallest of the collections is chosen from once more, by a scheduler
and local workers of `dask.distributed`: the files must be the same, byte for byte.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil

PLAIN, SUBJECT = 30_000, 2_000
"""Different words of all texts, and of those on the subject."""

LENGTH = 14
BLOCK = 50_000
CHOSEN = 5_000


def words(count: int, seed: int, ending: str) -> list[str]:
    rng = np.random.default_rng(seed)
    letters = np.array(list("abcdefghiklmnoprstuvyz"))
    found: dict[str, None] = {}
    while len(found) < count:
        drawn = letters[rng.integers(0, len(letters), (count, 7))]
        lengths = rng.integers(3, 8, count)
        for row, length in zip(drawn, lengths, strict=True):
            found.setdefault("".join(row[:length]) + ending)
    return list(found)[:count]


class Texts:
    """Texts of words that are drawn by Zipf's law."""

    def __init__(self) -> None:
        common = "the of and to in is it that for with as on this are be".split()
        spanish = "el la de y que en es un por con como se este son ser".split()
        self.source = [*common, *words(PLAIN, 1, ""), *words(SUBJECT, 2, "ing")]
        self.target = [*spanish, *words(PLAIN, 3, "o"), *words(SUBJECT, 4, "ando")]
        ranks = np.arange(1, len(common) + PLAIN + 1)
        self._plain = (1 / ranks).cumsum()
        self._rng = np.random.default_rng(5)

    def drawn(self, count: int, on_subject: np.ndarray) -> np.ndarray:
        """Return the numbers of the words of *count* texts."""
        shares = self._rng.random((count, LENGTH)) * self._plain[-1]
        numbers = np.searchsorted(self._plain, shares)
        special = self._rng.random((count, LENGTH)) < 0.4
        special &= on_subject[:, None]
        some = self._rng.zipf(1.3, (count, LENGTH)) % SUBJECT
        return np.where(special, len(self.source) - SUBJECT + some, numbers)

    def lines(self, numbers: np.ndarray, vocabulary: list[str]) -> bytes:
        flat = [vocabulary[n] for n in numbers.ravel().tolist()]
        rows = (
            " ".join(flat[start : start + LENGTH])
            for start in range(0, len(flat), LENGTH)
        )
        return ("\n".join(rows) + "\n").encode()


def write(folder: Path, pairs: int) -> None:
    """Write a collection and a book."""
    texts = Texts()
    book = folder / "book"
    book.mkdir()
    numbers = texts.drawn(4000, np.ones(4000, bool))
    text = texts.lines(numbers, texts.source).decode().replace("\n", ".\n\n")
    (book / "index.rst").write_text(f"Book\n====\n\n{text}")
    rng = np.random.default_rng(6)
    with (
        (folder / "all.en").open("wb") as source,
        (folder / "all.es").open("wb") as target,
    ):
        for start in range(0, pairs, BLOCK):
            count = min(BLOCK, pairs - start)
            numbers = texts.drawn(count, rng.random(count) < 0.01)
            source.write(texts.lines(numbers, texts.source))
            target.write(texts.lines(numbers, texts.target))


def peak_of(process: subprocess.Popen, peak: list[int]) -> None:
    """Note the memory of a process and of all that it started, until it ends."""
    root = psutil.Process(process.pid)
    while process.poll() is None:
        total = 0
        try:
            for each in [root, *root.children(recursive=True)]:
                total += each.memory_info().rss
        except psutil.Error:
            pass
        peak[0] = max(peak[0], total)
        time.sleep(0.2)


def choose(folder: Path, output: Path, *options: str) -> tuple[float, int]:
    """Run the command; return its seconds and the peak of its memory in bytes."""
    command = [
        *(sys.executable, "-m", "sphinx_amts", "corpus", "select", "book", "all"),
        *("-l", "es", "--size", str(CHOSEN), "-o", str(output), *options),
    ]
    peak = [0]
    start = time.perf_counter()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        watch = threading.Thread(target=peak_of, args=(process, peak))
        watch.start()
        code = process.wait()
        watch.join()
    if code:
        sys.exit((folder / "log").read_text())
    return time.perf_counter() - start, peak[0]


def on_subject(path: Path) -> float:
    sources = re.findall(r'lang="en"><seg>(.*?)</seg>', path.read_text("utf-8"))
    return sum("ing" in text for text in sources) / len(sources)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def cluster(folder: Path, count: int) -> Path:
    """Choose once more, by a scheduler with *count* workers, each a process."""
    from distributed import LocalCluster

    output = folder / "cluster.tmx"
    with LocalCluster(
        n_workers=count, threads_per_worker=1, dashboard_address=None
    ) as local:
        address = local.scheduler_address
        choose(folder, output, "--scheduler", address, "--work", str(folder / "work"))
    return output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    sizes = [1_000_000, 3_000_000, 10_000_000]
    parser.add_argument("--pairs", type=int, nargs="+", default=sizes)
    parser.add_argument("--workers", default="2")
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    root = given.keep or Path(tempfile.mkdtemp())
    for size in sorted(given.pairs):
        folder = root / str(size)
        if not folder.is_dir():
            folder.mkdir(parents=True)
            write(folder, size)
        output = folder / "chosen.tmx"
        seconds, memory = choose(folder, output, "--workers", given.workers)
        print(
            f"{size:>10,} pairs: {seconds:7.1f} s, {seconds / size * 1e6:5.1f} µs a "
            f"pair, {memory / 1e6:5.0f} MB, {on_subject(output):.3f} on the subject",
            flush=True,
        )
        if given.cluster and size == min(given.pairs):
            other = cluster(folder, int(given.workers))
            same = digest(output) == digest(other)
            print(f"  cluster: the same file: {same}", flush=True)
            if not same:
                sys.exit(1)
    if not given.keep:
        shutil.rmtree(root)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
