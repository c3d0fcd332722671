"""Align real sentences: how well, how surely, and how fast.

    python benchmarks/alignment.py [--only quality|confidence|human|speed] [--seeds 2]

Texts whose alignment is known are made from the translations in ../shared/data, see
`alignment_texts.py`. All times are CPU time. Bars:

- quality: the mean F1 of exact beads (strict, those with both sides) over all
  translations is at least what `LEAST` says for each scenario;
- confidence: of beads of at least 0.8 at least 0.9 are right in a true translation, and
  the mean of texts of 100 and more sentences is above 0.5 for true translations and
  below 0.3 for texts of another place of the book;
- human: what a build does with the sentences of 4,000 human messages takes at most
  1.5 s;
- speed: 10,000 sentences against 10,000 in at most 10 s, from there on no more than
  linear (with 30 % for a loaded machine) up to 100,000.

Limit numpy to one thread (OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1).
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from statistics import mean

from alignment_texts import DATA, SCENARIOS, Texts, drifted, messages, sentences

from sphinx_amts.alignment.sentences import align_sentences
from sphinx_amts.memory.human_sentences import paired_sentences

TRANSLATIONS = (("es", False), ("es", True), ("zh_CN", True), ("d2l", False),
                ("d2l", True))  # fmt: skip
"""Names, and whether English is the target."""

LEAST = {
    "faithful": 0.95, "merged": 0.93, "one-sided": 0.85, "dropped": 0.92, "runs": 0.9,
    "free": 0.88, "bare": 0.88, "literary": 0.7, "hard": 0.3,
}  # fmt: skip


def f1(beads, texts: Texts) -> float:
    found = {form(bead) for bead in beads if min(bead.kind) > 0}
    return 2 * len(found & texts.gold) / (len(found) + len(texts.gold))


def form(bead):
    return (
        (bead.source_start, bead.source_end),
        (bead.target_start, bead.target_end),
    )


def quality(seeds: int) -> bool:
    print("F1 of exact beads, 700 sentences before they are merged and dropped")
    print(
        f"{'':10}",
        *(f"{name + (' to en' if t else ''):>12}" for name, t in TRANSLATIONS),
    )
    good = True
    for scenario, drift in SCENARIOS.items():
        row = []
        for name, turned in TRANSLATIONS:
            given = [drifted(name, 700, drift, n, turned=turned) for n in range(seeds)]
            row.append(mean(f1(align_sentences(t.source, t.target), t) for t in given))
        print(f"{scenario:10}", *(f"{value:12.3f}" for value in row), flush=True)
        good &= mean(row) >= LEAST[scenario]
    return good


def confidence() -> bool:
    good = True
    buckets: dict[int, list[bool]] = {}
    for size in (20, 100, 1000):
        true, false = [], []
        for name, turned in TRANSLATIONS:
            for seed in range(10 if size == 20 else 2):
                drift = SCENARIOS["merged"]
                texts = drifted(name, size, drift, seed, turned=turned)
                other = drifted(name, size, drift, seed, turned=turned, shift=0.5)
                beads = align_sentences(texts.source, texts.target)
                true.append(mean(b.confidence for b in beads if min(b.kind)))
                for bead in beads:
                    if min(bead.kind):
                        bucket = min(int(bead.confidence * 10), 9)
                        buckets.setdefault(bucket, []).append(form(bead) in texts.gold)
                beads = align_sentences(texts.source, other.target)
                both = [b.confidence for b in beads if min(b.kind)]
                false.append(mean(both) if both else 0.0)
        print(
            f"mean confidence, {size} sentences: translations {mean(true):.2f} "
            f"(least {min(true):.2f}), other texts {mean(false):.2f} "
            f"(most {max(false):.2f})",
            flush=True,
        )
        good &= size == 20 or (mean(true) > 0.5 and mean(false) < 0.3)
    for bucket, right in sorted(buckets.items()):
        print(
            f"  confidence from {bucket / 10:.1f}: {len(right):6} beads, "
            f"{mean(right):.3f} right"
        )
    sure = [right for bucket in (8, 9) for right in buckets.get(bucket, [])]
    return good and mean(sure) >= 0.9


def human() -> bool:
    good = True
    for name in ("es", "zh_CN"):
        given = [
            (sentences(source, "en"), sentences(target, name[:2]))
            for source, target in messages(name)[:4000]
        ]
        began = time.process_time()
        found = paired_sentences(given)
        seconds = time.process_time() - began
        equal = [(m, p) for m, p in zip(given, found, strict=True)
                 if len(m[0]) == len(m[1])]  # fmt: skip
        lost = sum(len(m[0]) - len(p) for m, p in equal)
        won = sum(map(len, found)) - sum(len(p) for _, p in equal)
        print(
            f"{name}: {len(given)} messages in {seconds:.2f} s; {won} sentences paired "
            f"where numbers differ, {lost} left out where they are equal",
            flush=True,
        )
        good &= seconds <= 1.5
    return good


def speed(largest: int) -> bool:
    align_sentences(*[["One.", "Two."]] * 2)  # numpy is loaded now
    good = True
    for name in ("es", "zh_CN"):
        seconds = {}
        for size in (1_000, 3_000, 10_000, 30_000, 100_000):
            if size > largest:
                break
            texts = drifted(name, size, SCENARIOS["faithful"])
            began = time.process_time()
            beads = align_sentences(texts.source, texts.target)
            seconds[size] = time.process_time() - began
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"{name}: {len(texts.source)} to {len(texts.target)} sentences: "
                f"{seconds[size]:.1f} s ({1e6 * seconds[size] / size:.0f} us each), "
                f"F1 {f1(beads, texts):.3f}, {memory} MB",
                flush=True,
            )
            if size > 10_000:
                growth = size / 10_000
                good &= seconds[size] <= 1.3 * growth * seconds[10_000]
        good &= seconds.get(10_000, 0) <= 10
    return good


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["quality", "confidence", "human", "speed"])
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--largest", type=int, default=100_000, help="of the speed")
    options = parser.parse_args()
    if not DATA.is_dir():
        print("the translations are not in ../shared/data")
        return 1
    parts = {
        "quality": lambda: quality(options.seeds), "confidence": confidence,
        "human": human, "speed": lambda: speed(options.largest),
    }  # fmt: skip
    failed = [
        name
        for name, part in parts.items()
        if options.only in (None, name) and not part()
    ]
    for name in failed:
        print(f"{name}: below the bar")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
