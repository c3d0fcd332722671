"""Define beads and pairs of sentences with their probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import distinct, ranges

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_amts.alignment.arrays import Bools, Floats, Integers
    from sphinx_amts.alignment.band import Band
    from sphinx_amts.alignment.beads import Bead

LEAST = 0.02
"""Probability below which a link is not looked at."""


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of sentences that may be translations, with their probabilities.

    Attributes:
        source: number of the source sentence of each.
        target: number of the target sentence.
        weight: probability that one bead has both.
    """

    source: Integers
    target: Integers
    weight: Floats

    @classmethod
    def concatenated(cls, parts: Sequence[Links]) -> Links:
        """Return all links of *parts*."""
        import numpy as np

        return cls(
            np.concatenate([part.source for part in parts]),
            np.concatenate([part.target for part in parts]),
            np.concatenate([part.weight for part in parts]),
        )

    def moved(self, source: int, target: int) -> Links:
        """Return the links with other numbers for the first sentences."""
        return Links(self.source + source, self.target + target, self.weight)


@dataclass(frozen=True, slots=True)
class WeightedBeads:
    """Beads with sentences on both sides, and their probabilities.

    Attributes:
        source_start: first source sentence of each.
        source_end: one behind the last.
        target_start: first target sentence of each.
        target_end: one behind the last.
        weight: probability of each.
    """

    source_start: Integers
    source_end: Integers
    target_start: Integers
    target_end: Integers
    weight: Floats

    @classmethod
    def certain(cls, beads: Sequence[Bead]) -> WeightedBeads:
        """Return the *beads* that have both sides, each with probability 1."""
        import numpy as np

        numbers = np.array(
            [
                (b.source_start, b.source_end, b.target_start, b.target_end)
                for b in beads
                if min(b.kind) > 0
            ],
            dtype=np.int64,
        ).reshape(-1, 4)
        first, end, target, target_end = numbers.T
        return cls(first, end, target, target_end, np.ones(len(numbers)))

    def at(self, index: Bools) -> WeightedBeads:
        """Return the beads that a mask selects."""
        return WeightedBeads(
            *(self.source_start[index], self.source_end[index]),
            *(self.target_start[index], self.target_end[index]),
            self.weight[index],
        )

    def moved(self, source: int, target: int) -> WeightedBeads:
        """Return the beads with other numbers for the first sentences."""
        return WeightedBeads(
            *(self.source_start + source, self.source_end + source),
            *(self.target_start + target, self.target_end + target),
            self.weight,
        )

    @property
    def links(self) -> Links:
        """Pairs of sentences of the beads."""
        import numpy as np

        sources = self.source_end - self.source_start
        targets = self.target_end - self.target_start
        # each target sentence of each bead, and for each of these the source sentences
        rows = ranges(self.target_start, targets)
        of = np.repeat(np.arange(len(targets)), targets)
        ones = ranges(self.source_start[of], sources[of])
        others = np.repeat(rows, sources[of])
        weight = np.repeat(self.weight[of], sources[of])
        width = int(self.target_end.max(initial=0)) + 1
        unique, inverse = distinct(ones * width + others)
        summed: Floats = np.bincount(inverse, weight, minlength=len(unique)).astype(
            np.float64
        )
        keep = summed > LEAST
        return Links(unique[keep] // width, unique[keep] % width, summed[keep])


@dataclass(frozen=True, slots=True)
class Posterior:
    """Posterior probabilities of beads, and expected counts of their kinds.

    Attributes:
        beads: with both sides.
        kinds: expected number of beads of each kind.
        band: around what is likely.
    """

    beads: WeightedBeads
    kinds: Mapping[tuple[int, int], float]
    band: Band

    @property
    def ones(self) -> Links:
        """Pairs of sentences in beads of one sentence each."""
        beads = self.beads
        single = (beads.source_end - beads.source_start == 1) & (
            beads.target_end - beads.target_start == 1
        )
        chosen = beads.at(single)
        return Links(chosen.source_start, chosen.target_start, chosen.weight)
