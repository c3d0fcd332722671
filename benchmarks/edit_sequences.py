"""Random edits and commands in any order, some of them killed: nothing may be lost.

    python benchmarks/edit_sequences.py [--count N] [--first SEED] [--steps 8]

Each sequence has a seed, works on documents of the example book and is checked after
every command. Printed are the sequences that broke a promise, with all their steps;
exit code 1 if there are any.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from edit_sequences import Broken, Sequence


def run(seed: int, steps: int) -> tuple[int, int, str]:
    with TemporaryDirectory() as folder:
        sequence = Sequence(seed, Path(folder))
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
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.count)
    started, broken, steps = time.monotonic(), 0, 0
    with ProcessPoolExecutor(options.jobs) as pool:
        results = pool.map(run, seeds, [options.steps] * len(seeds))
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
