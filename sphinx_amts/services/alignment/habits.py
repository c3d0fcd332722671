"""What is known of two texts as wholes: their lengths, and the kinds of their beads."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.services.alignment.arrays import sums
from sphinx_amts.services.alignment.search import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_amts.services.alignment.arrays import Floats
    from sphinx_amts.services.alignment.search import Bead


@dataclass(slots=True)
class Habits:
    """What is known of the two texts as wholes.

    Attributes:
        ratio: target characters for each source character.
        variance: of the difference, for each source character.
        kinds: natural logarithm of the share of each kind of bead.
    """

    ratio: float
    variance: float = 6.8
    kinds: dict[tuple[int, int], float] = field(default_factory=dict)

    @classmethod
    def at_first(cls, source: Floats, target: Floats) -> Habits:
        """Return what is assumed before anything is aligned, by lengths."""
        habits = cls(float(target.sum() / max(source.sum(), 1.0)) or 1.0)
        habits.learn_kinds({})
        return habits

    def learn_kinds(self, seen: Mapping[tuple[int, int], int]) -> None:
        """Take over how often each kind of bead was seen."""
        counts = {kind: seen.get(kind, 0) + _expected(*kind) for kind in KINDS}
        whole = sum(counts.values())
        self.kinds = {kind: math.log(count / whole) for kind, count in counts.items()}

    def learn(self, beads: Sequence[Bead], source: Floats, target: Floats) -> None:
        """Take over what an alignment shows."""
        import numpy as np

        self.learn_kinds(Counter(bead.kind for bead in beads))
        ends = np.array(
            [
                (b.source_start, b.source_end, b.target_start, b.target_end)
                for b in beads
                if b.kind == (1, 1)
            ],
            dtype=np.int64,
        ).reshape(-1, 4)
        if len(ends) < 10:
            return
        ones = np.diff(sums(source)[ends[:, :2]])[:, 0]
        others = np.diff(sums(target)[ends[:, 2:]])[:, 0]
        self.ratio = float(others.sum() / max(ones.sum(), 1.0)) or self.ratio
        squares = np.sort((others - ones * self.ratio) ** 2 / np.maximum(ones, 1.0))
        # wrong pairs have the greatest differences
        kept = squares[: max(1, len(squares) * 9 // 10)]
        self.variance = min(max(1.4 * float(kept.mean()), 1.0), 40.0)


def _expected(m: int, n: int) -> float:
    """Return how many beads of a kind to expect among about a hundred."""
    if (m, n) == (1, 1):
        return 80.0
    if m == 0 or n == 0:
        return 1.0
    if m + n == 3:
        return 6.0
    return 6.0 * 0.08 ** (m + n - 3)
