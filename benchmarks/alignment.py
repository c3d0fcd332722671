"""Align real sentences, by number and by quality.

    python benchmarks/alignment.py [SENTENCES]

Pairs of messages from the catalogs beside the project are merged, split, dropped and
put in at random, so that the alignment is known. Bars: ten thousand sentences in at
most 10 s of one core, and no more than n log n beyond; F1 of exact beads at least 0.9
for Spanish and for Chinese at that size.
"""

from __future__ import annotations

import math
import random
import sys
import time
from pathlib import Path

from babel.messages.pofile import read_po

from sphinx_amts.services.alignment.sentences import align_sentences

PYTHON_DOCS = Path(__file__).parents[2] / "shared" / "data" / "python-docs"


def pairs(language: str) -> list[tuple[str, str]]:
    found = []
    for path in sorted((PYTHON_DOCS / language).rglob("*.po")):
        with path.open("rb") as stream:
            found += [
                (" ".join(entry.id.split()), " ".join(entry.string.split()))
                for entry in read_po(stream)
                if isinstance(entry.id, str) and entry.id and entry.string
                and not entry.fuzzy and "\n" not in entry.id.strip()
            ]  # fmt: skip
    return found


def drifted(language: str, count: int, seed: int = 0):
    """Return sentences of both sides and the beads that are right."""
    rng = random.Random(seed)
    joiner = "" if language.startswith("zh") else " "
    given = pairs(language)
    source: list[str] = []
    target: list[str] = []
    gold: set = set()
    at = 0
    while len(source) < count:
        (a, x), (b, y) = given[at % len(given)], given[(at + 1) % len(given)]
        at += 2
        s, t = len(source), len(target)
        kind = rng.random()
        if kind < 0.03:
            source += [a, b]
        elif kind < 0.06:
            target.append(x)
        elif kind < 0.13:
            source.append(f"{a} {b}")
            target += [x, y]
            gold.add(((s, s + 1), (t, t + 2)))
        elif kind < 0.20:
            source += [a, b]
            target.append(f"{x}{joiner}{y}")
            gold.add(((s, s + 2), (t, t + 1)))
        else:
            source += [a, b]
            target += [x, y]
            gold |= {((s, s + 1), (t, t + 1)), ((s + 1, s + 2), (t + 1, t + 2))}
    return source, target, gold


def measure(language: str, count: int) -> tuple[float, float]:
    source, target, gold = drifted(language, count)
    began = time.process_time()
    beads = align_sentences(source, target)
    seconds = time.process_time() - began
    found = {
        ((b.source_start, b.source_end), (b.target_start, b.target_end))
        for b in beads
        if min(b.kind) > 0
    }
    score = 2 * len(found & gold) / (len(found) + len(gold))
    print(
        f"{language}: {len(source)} to {len(target)} sentences: F1 {score:.3f}, "
        f"{seconds:.1f} s"
    )
    return seconds, score


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    if not PYTHON_DOCS.is_dir():
        print("the catalogs are not in ../shared/data")
        return 1
    measure("es", count // 20)  # numpy and the caches are loaded now
    failed = False
    for language in ("es", "zh_CN"):
        seconds, score = measure(language, count)
        failed |= score < 0.9 or seconds > 10 * count / 10_000
        longer, _ = measure(language, 4 * count)
        growth = longer / seconds
        expected = 4 * math.log(4 * count) / math.log(count)
        print(f"  four times as many take {growth:.1f} times as long")
        failed |= growth > 1.15 * expected
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
