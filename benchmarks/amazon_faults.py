"""Random mixes of all faults of the emulator: nothing lost, broken or paid for twice.

    python benchmarks/amazon_faults.py [--runs 1000] [--first-seed 0]

Each run translates eight messages by jobs while faults of its seed are on and notes
about jobs are damaged, then goes on without either. Printed are the runs in which a
message has neither translation nor reason, inline elements are lost, a text is billed
twice, or an error has no type. Exit code 1 if there is one. Needs the extra `emulator`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import emulated
import fault_mix


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args()
    used: Counter = Counter()
    bad = translated = 0
    began = time.monotonic()
    with (
        emulated.storage() as url,
        emulated.emulated_amazon(url, seconds=0) as amazon,
        tempfile.TemporaryDirectory() as folder,
    ):
        fault_mix.use(amazon)
        for seed in range(options.first_seed, options.first_seed + options.runs):
            engine = {
                "amazon": emulated.AMAZON,
                "book": f"Mix {seed}",
                "state_dir": Path(folder, str(seed)),
                "wait": 5.0,
            }
            faults, problems, done = fault_mix.run(amazon, engine, seed)
            used.update(list(faults))
            translated += done
            if problems:
                bad += 1
                print(f"seed {seed}: {faults}")
                for problem in problems:
                    print(f"    {problem}")
    print(f"{options.runs} runs, {bad} bad, {time.monotonic() - began:.0f} s")
    share = translated / (8 * options.runs)
    print(f"{share:.1%} of the messages translated, the others with a reason")
    print("faults used:", ", ".join(f"{n} {c}" for n, c in sorted(used.items())))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
