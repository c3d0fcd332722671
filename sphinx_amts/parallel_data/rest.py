"""Sentences that an alignment leaves alone, though a neighbour says them as well.

A translator who makes one sentence of two leaves an alignment the choice to take one of
them for the whole. Lengths tell: with both, the pair has the length that translations
have.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Bead = tuple[tuple[int, ...], tuple[int, ...]]
"""Numbers of the sentences of both sides that belong together."""

_MOST = 4
"""Sentences on either side of a bead."""


def with_rest(
    beads: Sequence[Bead], sources: Sequence[float], targets: Sequence[float]
) -> list[Bead]:
    """Return *beads* with the sentences between them that belong to one of them.

    Args:
        beads: in order.
        sources: how long the translation of each sentence may be expected to be.
        targets: how long each sentence of the translation is.
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


def _with(bead: Bead, side: int, number: int) -> Bead | None:
    """Return *bead* with a sentence right before or behind it, `None` if it is not."""
    own = bead[side]
    if len(own) >= _MOST or number not in (own[0] - 1, own[-1] + 1):
        return None
    longer = tuple(sorted((*own, number)))
    return (longer, bead[1]) if side == 0 else (bead[0], longer)


def _misfit(bead: Bead, lengths: tuple[Sequence[float], Sequence[float]]) -> float:
    expected, found = (
        sum(lengths[side][number] for number in bead[side]) for side in (0, 1)
    )
    return abs(math.log((found + 3.0) / (expected + 3.0)))
