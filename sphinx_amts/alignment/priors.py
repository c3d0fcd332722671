"""Estimate the length ratio of two texts, and the probabilities of bead kinds."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.alignment.beads import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_amts.alignment.arrays import Floats

_PRIOR_WEIGHT = 1.0
"""Weight of the expected kinds of beads, against those that were observed."""

_MOST_UNEQUAL = 2.5
"""Greatest ratio of the numbers of sentences that merged sentences may explain."""

_SINGLE = ((0, 1), (1, 0))
_FEW = 10
"""Number of sentence pairs below which nothing is learned about lengths."""


@dataclass(slots=True)
class Priors:
    """Length ratio of two texts, and prior probabilities of the kinds of beads.

    Attributes:
        ratio: target characters for each source character.
        variance: variance of the number of target characters, for each source
            character.
        kinds: natural logarithm of the share of each kind of bead.
    """

    ratio: float
    variance: float
    kinds: dict[tuple[int, int], float] = field(default_factory=dict)

    @classmethod
    def initial(cls, source: Floats, target: Floats) -> Priors:
        """Estimate the priors from sentence lengths, before any alignment."""
        ratio = float(target.sum() / max(source.sum(), 1.0)) or 1.0
        priors = cls(ratio, 6.8 * _unit(ratio))
        priors.learn_kinds({})
        priors.kinds = _tilted(priors.kinds, len(target) / max(len(source), 1))
        return priors

    def learn_kinds(self, seen: Mapping[tuple[int, int], float]) -> None:
        """Update the probabilities of the kinds of beads.

        Args:
            seen: kind of bead -> expected number of its beads.
        """
        strength = 1 + _PRIOR_WEIGHT * sum(seen.values()) / 100
        counts = {k: seen.get(k, 0) + strength * _expected(*k) for k in KINDS}
        whole = sum(counts.values())
        self.kinds = {kind: math.log(count / whole) for kind, count in counts.items()}

    def learn(
        self,
        kinds: Mapping[tuple[int, int], float],
        ones: Floats,
        others: Floats,
        weight: Floats,
    ) -> None:
        """Update the priors from the probabilities of beads.

        Args:
            kinds: expected number of beads of each kind.
            ones: lengths of source sentences in beads of one sentence each.
            others: lengths of the target sentences of these beads.
            weight: probabilities of these beads.
        """
        import numpy as np

        self.learn_kinds(kinds)
        if weight.sum() < _FEW:
            return
        total = float((weight * ones).sum())
        self.ratio = float((weight * others).sum()) / max(total, 1.0) or self.ratio
        squares = (others - ones * self.ratio) ** 2 / np.maximum(ones, 1.0)
        # wrong pairs have the greatest differences
        order = squares.argsort()
        squares, weight = squares[order], weight[order]
        kept = np.cumsum(weight) <= 0.9 * weight.sum()
        mean = float((squares * weight)[kept].sum() / max(weight[kept].sum(), 1e-9))
        unit = _unit(self.ratio)
        self.variance = min(max(1.4 * mean, unit), 40.0 * unit)


def _unit(ratio: float) -> float:
    return ratio * min(ratio, 1.0)


def _expected(m: int, n: int) -> float:
    """Return the expected number of beads of a kind among about a hundred beads."""
    if (m, n) == (1, 1):
        return 80.0
    if m == 0 or n == 0:
        return 1.0
    if m + n == 3:
        return 6.0
    return 6.0 * 0.08 ** (m + n - 3)


def _tilted(
    kinds: Mapping[tuple[int, int], float], ratio: float
) -> dict[tuple[int, int], float]:
    """Return probabilities of kinds of beads that explain a ratio of sentences.

    Args:
        kinds: natural logarithms of the share of each kind of bead.
        ratio: target sentences for each source sentence.
    """
    ratio = min(max(ratio, 1 / _MOST_UNEQUAL), _MOST_UNEQUAL)
    low, high = -10.0, 10.0
    shares: dict[tuple[int, int], float] = {}
    for _ in range(50):
        middle = (low + high) / 2
        shares = {
            (m, n): math.exp(value + middle * (n - m))
            for (m, n), value in kinds.items()
            if m and n
        }
        targets = sum(n * share for (_, n), share in shares.items())
        sources = sum(m * share for (m, _), share in shares.items())
        if targets > ratio * sources:
            high = middle
        else:
            low = middle
    whole = sum(shares.values()) / (1 - sum(math.exp(kinds[k]) for k in _SINGLE))
    return {
        **{kind: kinds[kind] for kind in _SINGLE},
        **{kind: math.log(share / whole) for kind, share in shares.items()},
    }
