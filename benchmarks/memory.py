"""Time bulk look-ups in the translation memory.

    python benchmarks/memory.py [UNITS]

Bar: 50,000 segments are looked up in less than a second, hits and misses alike.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from sphinx_amts.memory.stored_unit import StoredUnit, unit_key
from sphinx_amts.memory.translation_memory import TranslationMemory
from sphinx_amts.model import LanguagePair, Provenance

PAIR = LanguagePair(source="en", target="es")


def unit(number: int) -> StoredUnit:
    text = f"Sentence number {number}, which is about as long as sentences are."
    return StoredUnit(
        key=unit_key(text, PAIR, "benchmark"),
        source=text,
        target=text.upper(),
        languages=PAIR,
        engine="benchmark",
        provenance=Provenance(engine="benchmark"),
        stored="2026-01-01",
    )


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    units = [unit(number) for number in range(count)]
    misses = [unit_key(str(number), PAIR, "other") for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        memory = TranslationMemory.open(Path(folder))
        memory.put_many(units)
        memory.close()
        times = {}
        for name, keys in (("hits", [u.key for u in units]), ("misses", misses)):
            memory = TranslationMemory.open(Path(folder))
            began = time.perf_counter()
            found = memory.get_many(keys)
            times[name] = time.perf_counter() - began
            assert len(found) == (count if name == "hits" else 0)
            memory.close()
    for name, seconds in times.items():
        print(f"{count} {name}: {seconds:.2f} s")
    return int(max(times.values()) * 50_000 / count >= 1)


if __name__ == "__main__":
    sys.exit(main())
