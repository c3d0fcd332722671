"""Random edits and commands in any order, some of them killed: nothing may be lost.

    python benchmarks/edit_sequences.py [--count N] [--first SEED] [--steps 8]
    python benchmarks/edit_sequences.py --at-once --steps 3

Each sequence has a seed, works on documents of the example book and is checked after
every command. With `--at-once` a step is a round of two or three commands that start
together, while a person works in catalogs between rounds. Printed are the sequences
that broke a promise, with all their steps; exit code 1 if there are any.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from at_once import AtOnce
from edit_sequences import Broken, Sequence


def run(seed: int, steps: int, kind: type[Sequence]) -> tuple[int, int, str]:
    with TemporaryDirectory() as folder:
        sequence = kind(seed, Path(folder))
        try:
            sequence.run(steps)
        except Broken as exc:
            return seed, len(sequence.steps), str(exc)
        return seed, len(sequence.steps), ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--at-once", action="store_true")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.count)
    started, broken, steps = time.monotonic(), 0, 0
    with ProcessPoolExecutor(options.jobs) as pool:
        kind = AtOnce if options.at_once else Sequence
        count = len(seeds)
        results = pool.map(run, seeds, [options.steps] * count, [kind] * count)
        for done, (seed, taken, fault) in enumerate(results, 1):
            steps += taken
            if fault:
                broken += 1
                print(f"seed {seed}: {fault}", flush=True)
            if done % 50 == 0:
                spent = time.monotonic() - started
                print(f"{done} sequences, {steps} steps, {spent:.0f} s", flush=True)
    print(f"{options.count} sequences, {steps} steps, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
