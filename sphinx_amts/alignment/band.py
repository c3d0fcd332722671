"""Limit the search for the best alignment to a band of sentence pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import prefix_sums

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Floats, Integers
    from sphinx_amts.alignment.beads import Bead

_LEAST_MASS = 1e-3
"""Probability up to which a part of a band counts as impossible."""


@dataclass(frozen=True, slots=True)
class Band:
    """Band of sentence pairs: a range of source positions for each target position.

    Attributes:
        first: first source position of each target position, which counts from 0 to the
            number of target sentences.
        stop: one behind the last source position of each target position.
        sources: number of source sentences.
    """

    first: Integers
    stop: Integers
    sources: int

    @property
    def targets(self) -> int:
        """Number of target sentences."""
        return len(self.first) - 1

    def is_touched_by(self, beads: list[Bead]) -> bool:
        """Return whether the alignment *beads* comes near the border of the band."""
        margin = 3
        for bead in beads:
            low, high = self.first[bead.target_end], self.stop[bead.target_end] - 1
            if low > 0 and bead.source_end - low < margin:
                return True
            if high < self.sources and high - bead.source_end < margin:
                return True
        return False


def band_around_diagonal(source: Floats, target: Floats, width: int) -> Band:
    """Return the band around the diagonal, which pairs equal shares of both texts.

    Args:
        source: lengths of the source sentences.
        target: lengths of the target sentences.
        width: number of source positions of each target position, up to the ends of
            the text.
    """
    share = prefix_sums(target)
    share = share * (source.sum() / max(share[-1], 1.0))
    centre = prefix_sums(source).searchsorted(share)
    return _band(centre, centre, width, len(source))


def band_around(beads: list[Bead], sources: int, targets: int, width: int) -> Band:
    """Return the band around the beads of an earlier alignment."""
    import numpy as np

    ends = np.array(
        [(0, 0), *((b.target_end, b.source_end) for b in beads)], dtype=np.float64
    )
    rows = np.arange(targets + 1)
    # where source sentences have no target, the whole run of them is in the row
    first = ends[np.flatnonzero(np.diff(ends[:, 0], prepend=-1))]
    last = ends[np.flatnonzero(np.diff(ends[:, 0], append=targets + 1))]
    low, high = (np.interp(rows, part[:, 0], part[:, 1]) for part in (first, last))
    return _band(low.astype(np.int64), high.astype(np.int64), width, sources)


def band_around_mass(mass: Floats, band: Band, margin: int) -> Band:
    """Return the band around the likely part of an earlier band.

    Args:
        mass: probability that a bead with target sentences ends at a place, by target
            position and column of the band.
        band: the earlier band.
        margin: source positions that are added on either side of the likely part.
    """
    import numpy as np

    rows = np.arange(band.targets + 1)
    whole = mass.sum(axis=1)
    whole[0] = whole[-1] = 0.0
    # beads of many sentences have none of their ends in a row
    seen = np.flatnonzero(whole > _LEAST_MASS)
    reached = np.cumsum(mass[seen], axis=1) / whole[seen, None]
    ends = (rows[:1], seen, rows[-1:])
    low, high = (
        np.interp(rows, np.concatenate(ends), np.concatenate([[0], found, [last]]))
        for found, last in (
            ((reached <= _LEAST_MASS).sum(axis=1) + band.first[seen], band.sources),
            ((reached < 1 - _LEAST_MASS).sum(axis=1) + band.first[seen], band.sources),
        )
    )
    # from the end of a bead source sentences without target may lead to the next
    high[:-1] = np.maximum(high[:-1], high[1:])
    return _band(low.astype(np.int64), high.astype(np.int64), 2 * margin, band.sources)


def _band(low: Integers, high: Integers, width: int, sources: int) -> Band:
    import numpy as np

    half = width // 2
    first = np.clip(low - half, 0, sources)
    stop = np.clip(high + half, 0, sources) + 1
    first[0] = 0
    stop[-1] = sources + 1
    # a path must be able to go from each row to the next
    stop[:-1] = np.maximum(stop[:-1], np.minimum(first[1:] + 1, sources + 1))
    return Band(
        np.minimum.accumulate(first[::-1])[::-1].astype(np.int64),
        np.maximum.accumulate(stop).astype(np.int64),
        sources,
    )
