"""Search the best sequence of beads, by dynamic programming in a band.

Source: W. A. Gale and K. W. Church, "A Program for Aligning Sentences in Bilingual
Corpora", 1993, with more kinds of beads; a band makes the time linear.
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
    """Interface of objects that score beads."""

    max_size: int
    """Sentences on one side of a bead at most."""

    def block(self, start: int, stop: int) -> Singles:
        """Return the log scores of all beads that end in rows *start* to *stop*.

        Returns:
            row × source position in its row × target sentences of the bead, from 1 ×
            source sentences of the bead, from *max_size* down to 0.
        """


def search(band: Band, score: BeadScore, skipped: float) -> list[Bead]:
    """Find the sequence of beads in a band with the highest score.

    Args:
        band: sentence pairs that alignments may use.
        score: of beads with target sentences.
        skipped: score of a source sentence without target.
    """
    import numpy as np

    max_size = score.max_size
    first, stop = band.first.tolist(), band.stop.tolist()
    # the last rows, each with room for beads that start before the first sentence
    rows = np.full((max_size + 1, band.sources + 1 + max_size), _NEVER)
    windows = np.lib.stride_tricks.sliding_window_view(rows, max_size + 1, axis=1)
    steps = np.arange(max(b - a for a, b in zip(first, stop, strict=True)))
    along = steps * skipped
    chosen: list[Small] = []
    for begin, end in _blocks(first, stop, max_size):
        scores = score.block(begin, end)
        for row in range(begin, end):
            low, high = first[row], stop[row]
            width = high - low
            before = [(row - n) % (max_size + 1) for n in range(1, max_size + 1)]
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
            place = row % (max_size + 1)
            rows[place] = _NEVER
            rows[place, low + max_size : high + max_size] = np.where(
                alone, reached, values
            )
    return _traced(band, chosen, max_size)


def _blocks(
    first: list[int], stop: list[int], max_size: int
) -> Iterator[tuple[int, int]]:
    """Yield parts of the rows that are scored at once."""
    begin = widest = 0
    count = len(first)
    for row in range(count):
        # beads reach from one row to others
        width = stop[min(row + max_size, count - 1)] - first[max(row - max_size, 0)]
        widest = max(widest, width)
        if row > begin and (row + 1 - begin) * widest > _CELLS:
            yield begin, row
            begin, widest = row, width
    yield begin, count


def _traced(band: Band, chosen: list[Small], max_size: int) -> list[Bead]:
    beads: list[Bead] = []
    source, target = band.sources, band.targets
    while source > 0 or target > 0:
        number = int(chosen[target][source - int(band.first[target])])
        n, m = divmod(number, max_size + 1)
        m, n = (1, 0) if number < 0 else (max_size - m, n + 1)
        beads.append(Bead(source - m, source, target - n, target))
        source, target = source - m, target - n
    return beads[::-1]
