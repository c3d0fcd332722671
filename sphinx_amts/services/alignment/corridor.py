"""The part of all pairs of sentences in which the best alignment is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.services.alignment.arrays import Floats, Integers
    from sphinx_amts.services.alignment.search import Bead


@dataclass(frozen=True, slots=True)
class Corridor:
    """For each number of target sentences, a range of numbers of source sentences.

    Attributes:
        first: first source position for each of 0 … number of target sentences.
        width: how many positions there are in each row.
        sources: number of source sentences.
    """

    first: Integers
    width: int
    sources: int

    @property
    def targets(self) -> int:
        """Number of target sentences."""
        return len(self.first) - 1

    def is_tight(self, beads: list[Bead]) -> bool:
        """Whether an alignment runs along the border, and a better one outside."""
        margin = 3
        for bead in beads:
            low = int(self.first[bead.target_end])
            high = low + self.width - 1
            if low > 0 and bead.source_end - low < margin:
                return True
            if high < self.sources and high - bead.source_end < margin:
                return True
        return False


def around_diagonal(source: Floats, target: Floats, width: int) -> Corridor:
    """Return the corridor along which equal shares of both texts lie.

    Args:
        source: lengths of the source sentences.
        target: lengths of the target sentences.
        width: positions in each row.
    """
    import numpy as np

    share = np.concatenate([[0.0], np.cumsum(target)])
    share = share * (source.sum() / max(share[-1], 1.0))
    centre = np.searchsorted(np.concatenate([[0.0], np.cumsum(source)]), share)
    return _corridor(centre, width, len(source))


def around(beads: list[Bead], sources: int, targets: int, width: int) -> Corridor:
    """Return the corridor around an earlier alignment."""
    import numpy as np

    centre = np.zeros(targets + 1, dtype=np.int64)
    for bead in beads:
        for target in range(bead.target_start, bead.target_end + 1):
            done = target - bead.target_start
            count = max(bead.target_end - bead.target_start, 1)
            size = bead.source_end - bead.source_start
            centre[target] = bead.source_start + round(size * done / count)
    return _corridor(centre, width, sources)


def _corridor(centre: Integers, width: int, sources: int) -> Corridor:
    import numpy as np

    # wide enough for the longest run of source sentences without a target
    jump = int(np.max(np.diff(centre, prepend=0, append=sources), initial=0))
    width = min(max(width, jump + 8), sources + 1)
    first = np.clip(centre - width // 2, 0, sources + 1 - width)
    first[0] = 0
    first[-1] = sources + 1 - width
    # a path must be able to go from each row to the next
    first = np.maximum.accumulate(first)
    return Corridor(first.astype(np.int64), width, sources)
