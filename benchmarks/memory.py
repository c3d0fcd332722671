"""Time bulk look-ups in a large translation memory.

    python benchmarks/memory.py [UNITS [FOLDER]]

Bar: 50,000 segments are looked up among 1,000,000 in at most 0.2 s, whether they were
stored one after another, as the sentences of a book are, or are spread over the whole
memory, or are missing. The memory in FOLDER is made if there is none, and kept.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.memory.stored_unit import StoredUnit, unit_key
from sphinx_amts.memory.translation_memory import TranslationMemory
from sphinx_amts.model import LanguagePair, Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable

PAIR = LanguagePair(source="en", target="es")
LOOK_UPS = 50_000
BATCH = 20_000
TIMES = 5
BAR = 0.2


def key(number: int, engine: str = "benchmark") -> str:
    return unit_key(text(number), PAIR, engine)


def text(number: int) -> str:
    return f"Sentence number {number}, which is about as long as sentences are."


def unit(number: int) -> StoredUnit:
    return StoredUnit(
        key=key(number),
        source=text(number),
        target=text(number).upper(),
        languages=PAIR,
        engine="benchmark",
        provenance=Provenance(engine="benchmark"),
        stored="2026-01-01",
    )


def fill(folder: Path, count: int) -> None:
    memory = TranslationMemory.open(folder)
    if not memory.get_many([key(count - 1)]):
        for start in range(0, count, BATCH):
            memory.put_many(map(unit, range(start, min(count, start + BATCH))))
    memory.close()


def seconds(folder: Path, numbers: Iterable[int], engine: str) -> float:
    """Return the median of the times of looking all up, each in a new connection."""
    keys = [key(number, engine) for number in numbers]
    times = []
    for _ in range(TIMES):
        memory = TranslationMemory.open(folder)
        began = time.perf_counter()
        found = memory.get_many(keys)
        times.append(time.perf_counter() - began)
        assert len(found) == (len(keys) if engine == "benchmark" else 0)
        del found  # not within the next time
        memory.close()
    return statistics.median(times)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    some = min(LOOK_UPS, count)
    sets = {
        "of one book": (range(count - some, count), "benchmark"),
        "spread": (range(0, count, count // some)[:some], "benchmark"),
        "missing": (range(some), "other"),
    }
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else passing)
        fill(folder, count)
        times = {name: seconds(folder, *these) for name, these in sets.items()}
    for name, took in times.items():
        print(f"{some:,} of {count:,}, {name}: {took:.3f} s")
    return int(max(times.values()) > BAR)


if __name__ == "__main__":
    sys.exit(main())
