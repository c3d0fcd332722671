"""Extend beads by neighbouring sentences that an alignment left unaligned.

Where one sentence translates two, an alignment may pair it with only one of the two.
The lengths show this: with both sentences, the pair has the usual length ratio.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SentenceBead = tuple[tuple[int, ...], tuple[int, ...]]
"""Numbers of the source sentences and of the target sentences that belong together."""

_MOST = 4
"""Greatest number of sentences on a side of an extended bead."""


def extend_beads(
    beads: Sequence[SentenceBead], sources: Sequence[float], targets: Sequence[float]
) -> list[SentenceBead]:
    """Return *beads* extended by unaligned neighbours that improve the length ratio.

    Args:
        beads: beads in order.
        sources: expected length of the translation of each source sentence.
        targets: length of each sentence of the translation.
    """
    found = list(beads)
    lengths = (sources, targets)
    for side in (0, 1):
        taken = {number for bead in found for number in bead[side]}
        for number in range(len(lengths[side])):
            if number in taken:
                continue
            best, gain = None, 0.0
            for place, bead in enumerate(found):
                longer = _with(bead, side, number)
                if longer is None:
                    continue
                better = _misfit(bead, lengths) - _misfit(longer, lengths)
                if better > gain:
                    best, gain = (place, longer), better
            if best is not None:
                found[best[0]] = best[1]
                taken.add(number)
    return found


def _with(bead: SentenceBead, side: int, number: int) -> SentenceBead | None:
    """Return *bead* with one more sentence.

    Return `None` if the sentence is not next to the bead, or the bead is full.
    """
    own = bead[side]
    if len(own) >= _MOST or number not in (own[0] - 1, own[-1] + 1):
        return None
    longer = tuple(sorted((*own, number)))
    return (longer, bead[1]) if side == 0 else (bead[0], longer)


def _misfit(
    bead: SentenceBead, lengths: tuple[Sequence[float], Sequence[float]]
) -> float:
    expected, found = (
        sum(lengths[side][number] for number in bead[side]) for side in (0, 1)
    )
    return abs(math.log((found + 3.0) / (expected + 3.0)))
