"""The best sequence of beads, by dynamic programming in a corridor.

Source: W. A. Gale and K. W. Church, "A Program for Aligning Sentences in Bilingual
Corpora", 1993, with more kinds of beads; a corridor makes the time linear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sphinx_amts.alignment.beads import Bead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.alignment.arrays import Singles, Small
    from sphinx_amts.alignment.band import Band


_NEVER = -1e18
_CELLS = 30_000
"""Pairs of positions that are scored at once."""


class BeadScore(Protocol):
    """Scores beads."""

    most: int
    """Sentences on one side of a bead at most."""

    def block(self, start: int, stop: int) -> Singles:
        """Return the scores of all beads that end in some rows, natural logarithms.

        Returns:
            row × source position in its row × target sentences of the bead, from 1 ×
            source sentences of the bead, from *most* down to 0.
        """


def search(corridor: Band, score: BeadScore, skipped: float) -> list[Bead]:
    """Return the best beads in a corridor.

    Args:
        corridor: where to look.
        score: of beads with target sentences.
        skipped: score of a source sentence without target.
    """
    import numpy as np

    most = score.most
    first, stop = corridor.first.tolist(), corridor.stop.tolist()
    # the last rows, each with room for beads that start before the first sentence
    rows = np.full((most + 1, corridor.sources + 1 + most), _NEVER)
    windows = np.lib.stride_tricks.sliding_window_view(rows, most + 1, axis=1)
    steps = np.arange(max(b - a for a, b in zip(first, stop, strict=True)))
    along = steps * skipped
    chosen: list[Small] = []
    for begin, end in _blocks(first, stop, most):
        scores = score.block(begin, end)
        for row in range(begin, end):
            low, high = first[row], stop[row]
            width = high - low
            before = [(row - n) % (most + 1) for n in range(1, most + 1)]
            own = scores[row - begin, :width]
            found = windows[before, low:high].transpose(1, 0, 2) + own
            found = found.reshape(width, -1)
            choice = found.argmax(axis=1)
            values = found[steps[:width], choice]
            if row == 0:
                values[:] = _NEVER
                values[0] = 0.0
            # source sentences without target: a sum along the row, taken at once
            reached = np.maximum.accumulate(values - along[:width]) + along[:width]
            alone = reached > values + 1e-9
            choice[alone] = -1
            chosen.append(choice.astype(np.int8))
            place = row % (most + 1)
            rows[place] = _NEVER
            rows[place, low + most : high + most] = np.where(alone, reached, values)
    return _traced(corridor, chosen, most)


def _blocks(first: list[int], stop: list[int], most: int) -> Iterator[tuple[int, int]]:
    """Yield parts of the rows that are scored at once."""
    begin = widest = 0
    count = len(first)
    for row in range(count):
        # beads reach from one row to others
        width = stop[min(row + most, count - 1)] - first[max(row - most, 0)]
        widest = max(widest, width)
        if row > begin and (row + 1 - begin) * widest > _CELLS:
            yield begin, row
            begin, widest = row, width
    yield begin, count


def _traced(corridor: Band, chosen: list[Small], most: int) -> list[Bead]:
    beads: list[Bead] = []
    source, target = corridor.sources, corridor.targets
    while source > 0 or target > 0:
        number = int(chosen[target][source - int(corridor.first[target])])
        n, m = divmod(number, most + 1)
        m, n = (1, 0) if number < 0 else (most - m, n + 1)
        beads.append(Bead(source - m, source, target - n, target))
        source, target = source - m, target - n
    return beads[::-1]
