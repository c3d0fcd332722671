"""The best sequence of beads, by dynamic programming in a corridor.

Source: W. A. Gale and K. W. Church, "A Program for Aligning Sentences in Bilingual
Corpora", 1993, with more kinds of beads; a corridor makes the time linear.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.services.alignment.arrays import Floats, Small
    from sphinx_amts.services.alignment.corridor import Corridor

MOST = 4
"""Sentences on one side of a bead at most."""

KINDS = tuple((m, n) for m in range(MOST + 1) for n in range(MOST + 1) if m + n > 0)
"""Kinds of beads: source sentences, target sentences; of 0-n and n-0 only those with
one sentence."""

_NEVER = -1e18


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences that belong together; one side may be empty.

    Attributes:
        source_start: first source sentence, counted from 0.
        source_end: one behind the last.
        target_start: first target sentence.
        target_end: one behind the last.
        confidence: from 0 to 1.
    """

    source_start: int
    source_end: int
    target_start: int
    target_end: int
    confidence: float = 0.0

    @property
    def kind(self) -> tuple[int, int]:
        """How many source and target sentences it has."""
        return (
            self.source_end - self.source_start,
            self.target_end - self.target_start,
        )


Score = Callable[[int, int, int, int, int], "Floats"]
"""Maps the kind of beads (source, target), the range of their first source sentences
and their first target sentence to their scores, natural logarithms."""


def search(
    corridor: Corridor, score: Score, kinds: tuple[tuple[int, int], ...]
) -> tuple[list[Bead], list[float]]:
    """Return the best beads in a corridor, and the score of each.

    Args:
        corridor: where to look.
        score: of beads with sentences on both sides, or on one.
        kinds: which kinds of beads there may be.
    """
    import numpy as np

    first, width = corridor.first.tolist(), corridor.width
    best: list[Floats] = []
    chosen: list[Small] = []
    kinds = tuple(kind for kind in kinds if kind[1] > 0)
    for target, low in enumerate(first):
        values = np.full(width, _NEVER)
        choice = np.full(width, -1, dtype=np.int8)
        if target == 0:
            values[0] = 0.0
        for number, (m, n) in enumerate(kinds):
            before = target - n
            if before < 0:
                continue
            start = max(low - m, first[before])
            stop = min(low - m, first[before]) + width
            if start >= stop:
                continue
            earlier = best[before][start - first[before] : stop - first[before]]
            found = earlier + score(m, n, start, stop, before)
            here = slice(start + m - low, stop + m - low)
            better = found > values[here]
            np.copyto(values[here], found, where=better)
            np.copyto(choice[here], np.int8(number), where=better)
        # source sentences without translation: a sum along the row, taken at once
        along = np.arange(width) * float(score(1, 0, low, low + 1, target)[0])
        reached = np.maximum.accumulate(values - along) + along
        skipped = reached > values + 1e-9
        choice[skipped] = len(kinds)
        best.append(np.where(skipped, reached, values))
        chosen.append(choice)
    return _traced(corridor, best, chosen, kinds)


def _traced(
    corridor: Corridor,
    best: list[Floats],
    chosen: list[Small],
    kinds: tuple[tuple[int, int], ...],
) -> tuple[list[Bead], list[float]]:
    beads: list[Bead] = []
    scores: list[float] = []
    source, target = corridor.sources, corridor.targets
    while source > 0 or target > 0:
        at = source - int(corridor.first[target])
        number = int(chosen[target][at])
        m, n = kinds[number] if 0 <= number < len(kinds) else (1, 0)
        before = best[target - n][source - m - int(corridor.first[target - n])]
        beads.append(Bead(source - m, source, target - n, target))
        scores.append(float(best[target][at] - before))
        source, target = source - m, target - n
    return beads[::-1], scores[::-1]
