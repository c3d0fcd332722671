"""Define beads with their probabilities, and sentence pairs with theirs."""

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
"""Probability up to which a link is left out."""


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of sentences that may be translations, with their probabilities.

    Attributes:
        source: number of the source sentence of each link.
        target: number of the target sentence of each link.
        weight: probability that both sentences of a link are in one bead.
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
        """Return the links with sentence numbers increased by *source* and *target*."""
        return Links(self.source + source, self.target + target, self.weight)


@dataclass(frozen=True, slots=True)
class WeightedBeads:
    """Beads with sentences on both sides, and their probabilities.

    Attributes:
        source_start: first source sentence of each bead.
        source_end: one behind the last source sentence of each bead.
        target_start: first target sentence of each bead.
        target_end: one behind the last target sentence of each bead.
        weight: probability of each bead.
    """

    source_start: Integers
    source_end: Integers
    target_start: Integers
    target_end: Integers
    weight: Floats

    @classmethod
    def certain(cls, beads: Sequence[Bead]) -> WeightedBeads:
        """Return those *beads* that have two sides, each with probability 1."""
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
        """Return the beads with sentence numbers increased by *source* and *target*."""
        return WeightedBeads(
            *(self.source_start + source, self.source_end + source),
            *(self.target_start + target, self.target_end + target),
            self.weight,
        )

    @property
    def links(self) -> Links:
        """Sentence pairs that are in one bead, with the sums of their probabilities."""
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
        beads: beads with sentences on both sides, without improbable ones.
        kinds: kind of bead -> expected number of its beads.
        band: band around the likely beads, for the next search.
    """

    beads: WeightedBeads
    kinds: Mapping[tuple[int, int], float]
    band: Band

    @property
    def ones(self) -> Links:
        """Sentence pairs of the beads that have one sentence on each side."""
        beads = self.beads
        single = (beads.source_end - beads.source_start == 1) & (
            beads.target_end - beads.target_start == 1
        )
        chosen = beads.at(single)
        return Links(chosen.source_start, chosen.target_start, chosen.weight)
