"""Score alignments against a gold alignment.

Source: B. Thompson and P. Koehn, "Vecalign: Improved Sentence Alignment in Linear Time
and Space", EMNLP 2019, and its `score.py`: a bead is right by the strict measure if it
is in the gold as it stands, and by the lax one if it shares a source sentence and a
target sentence with one bead of the gold. Precision counts sentences that are left
alone too, recall does not. Counts are added over all documents.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gold_texts import Document, GoldBead


@dataclass(frozen=True)
class Counts:
    """Beads that are right, of those found and of those in the gold."""

    found: int = 0
    found_strict: int = 0
    found_lax: int = 0
    gold: int = 0
    gold_strict: int = 0
    gold_lax: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return the sums of all counts."""
        return Counts(
            *(a + b for a, b in zip(values(self), values(other), strict=True))
        )

    @property
    def strict(self) -> float:
        """F1 by the strict measure."""
        return _f1(self.found_strict, self.found, self.gold_strict, self.gold)

    @property
    def lax(self) -> float:
        """F1 by the lax measure."""
        return _f1(self.found_lax, self.found, self.gold_lax, self.gold)


def values(counts: Counts) -> tuple[int, ...]:
    """Return the numbers of *counts*."""
    return (
        *(counts.found, counts.found_strict, counts.found_lax),
        *(counts.gold, counts.gold_strict, counts.gold_lax),
    )


def _f1(right: int, found: int, recalled: int, gold: int) -> float:
    precision, recall = right / max(found, 1), recalled / max(gold, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def score(found: Iterable[GoldBead], document: Document) -> Counts:
    """Compare beads with the gold alignment of a document."""
    paired = {(tuple(a), tuple(b)) for a, b in found if a and b}
    gold = set(document.beads)
    sides = (len(document.source), len(document.target))
    alone, gold_alone = _alone(paired, sides), _alone(gold, sides)
    strict, lax = _right(paired, gold)
    recalled, recalled_lax = _right(gold, paired)
    single = len(alone & gold_alone)
    return Counts(
        *(len(paired) + len(alone), strict + single, lax + single),
        *(len(gold), recalled, recalled_lax),
    )


def is_right(bead: GoldBead, document: Document) -> bool:
    """Return whether a bead is in the gold as it stands."""
    return bead in set(document.beads)


def _alone(beads: set[GoldBead], sides: tuple[int, int]) -> set[tuple[int, int]]:
    """Return the sentences that no bead pairs, each with the number of its side."""
    paired = {(side, n) for bead in beads for side in (0, 1) for n in bead[side]}
    return {(s, n) for s in (0, 1) for n in range(sides[s])} - paired


def _right(beads: set[GoldBead], gold: set[GoldBead]) -> tuple[int, int]:
    paired = defaultdict(set)
    for one, other in gold:
        for number in one:
            paired[number].update(other)
    strict = len(beads & gold)
    lax = sum(
        any(not paired[n].isdisjoint(other) for n in one) for one, other in beads - gold
    )
    return strict, strict + lax


def interval(
    counts: Sequence[Counts], measure: Callable[[Counts], float], times: int = 1000
) -> tuple[float, float]:
    """Return the 95 % interval of a measure, by drawing documents again and again.

    Source: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap", 1993.
    """
    rng = random.Random(1)
    drawn = sorted(
        measure(sum((rng.choice(counts) for _ in counts), Counts()))
        for _ in range(times)
    )
    return drawn[round(0.025 * times)], drawn[round(0.975 * times) - 1]
