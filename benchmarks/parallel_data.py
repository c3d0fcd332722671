"""Parallel data of Dive into Deep Learning: how many, how good, in what time.

    python benchmarks/parallel_data.py [--sample FILE] [--lexicon FILE]

Builds paragraph and sentence pairs from the folder as it is, and looks the sentence
pairs up in `parallel_data_judgement.csv`: those drawn at random with the seed
300, read one by one, and marked "right" or "wrong". Wrong is also what has a clause
more or less than the other side. The file has digests, no text.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from sphinx_amts.cli.main import main as amts
from sphinx_amts.interchange.tmx_reader import read_units

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "d2l-zh"
JUDGEMENT = Path(__file__).with_name("parallel_data_judgement.csv")
SIZE = 300


def digest(pair: tuple[str, ...]) -> str:
    return hashlib.blake2b("\t".join(pair).encode(), digest_size=8).hexdigest()


def build(granularity: str, path: Path, lexicons: list[Path]) -> list[tuple[str, ...]]:
    started = time.perf_counter()
    code = amts(
        [
            *("parallel-data", "build", str(FOLDER), "-l", "zh", "-j", "2"),
            *("--granularity", granularity, "-o", str(path)),
            *(f"--lexicon={lexicon}" for lexicon in lexicons),
        ]
    )
    seconds = time.perf_counter() - started
    assert code == 0
    with path.open("rb") as stream:
        pairs = [
            tuple("".join(text for text, _ in part.parts) for part in unit.segments)
            for unit in read_units(stream)
        ]
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{granularity}: {len(pairs)} pairs in {seconds:.0f} s")
    print(f"  peak {usage.ru_maxrss / 1024:.0f} MB")
    return pairs


def wilson(right: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval. Source: E. Wilson, JASA 22, 1927."""
    z, share = 1.96, right / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt((share * (1 - share) + z * z / (4 * total)) / total)
    whole = 1 + z * z / total
    return (middle - spread) / whole, (middle + spread) / whole


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sample", type=Path, help="write a new sample to judge into this file"
    )
    parser.add_argument(
        "--lexicon", type=Path, action="append", default=[], help="a word list"
    )
    options = parser.parse_args()
    if not FOLDER.is_dir():
        print(f"{FOLDER} is not there", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        build("paragraph", Path(folder, "paragraphs.tmx"), options.lexicon)
        pairs = build("sentence", Path(folder, "sentences.tmx"), options.lexicon)
    if options.sample:
        drawn = random.Random(SIZE).sample(pairs, SIZE)
        with options.sample.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([digest(pair), *pair] for pair in drawn)
    with JUDGEMENT.open(encoding="utf-8", newline="") as stream:
        judged = {row["digest"]: row["verdict"] for row in csv.DictReader(stream)}
    verdicts = [judged[key] for key in set(map(digest, pairs)) & judged.keys()]
    right = verdicts.count("right")
    low, high = wilson(right, len(verdicts))
    print(
        f"judged: {right} of {len(verdicts)} right ({right / len(verdicts):.1%}, "
        f"95 % interval {low:.1%} to {high:.1%}); {len(judged) - len(verdicts)} of "
        f"{len(judged)} judged pairs are made no more"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
