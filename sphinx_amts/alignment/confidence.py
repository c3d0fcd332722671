"""Estimate the confidence of beads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import prefix_sums
from sphinx_amts.alignment.band import Band
from sphinx_amts.alignment.bead_scores import BeadScorer
from sphinx_amts.alignment.borders import BorderScores
from sphinx_amts.alignment.model import Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.alignment.arrays import Floats, Integers
    from sphinx_amts.alignment.beads import Bead
    from sphinx_amts.alignment.priors import Priors
    from sphinx_amts.alignment.texts import TextSide

_PIECE = 8
"""Beads that are judged by the same half of the text."""

_NEIGHBOURS = 5
_ROWS = 500
_BOUNDS = (-0.3, 0.6)
"""Gains beyond which a bead is no worse, or no better."""

_LEAST = 0.002
"""Probability that is as good as none, and distance from 1 that is as good as none."""

_CONSTANT = -1.66
_WEIGHTS = (1.46, 0.67, 0.52, 0.18, 0.7)
"""Weights of a logistic regression on texts with a gold alignment, and on texts that are
no translations of each other, for the columns of `features`."""


def halves(count: int) -> Integers:
    """Return for each of *count* beads by which half of the text it is learned."""
    import numpy as np

    return np.arange(count) // _PIECE % 2


def features(
    beads: Sequence[Bead], gain: Floats, probability: Floats, priors: Priors
) -> Floats:
    """Return what the confidence of beads is computed from, one row a bead.

    Args:
        beads: with sentences on both sides.
        gain: log-likelihood ratio per word, by words learned from other beads.
        probability: of the beads, over all alignments.
        priors: of the kinds of beads.
    """
    import numpy as np

    kind = np.array([priors.kinds[bead.kind] for bead in beads])
    gain = gain.clip(*_BOUNDS)
    chance = np.clip(probability, _LEAST, 1 - _LEAST)
    chance = np.log(chance / (1 - chance))
    columns = (gain, _around(gain), kind, chance, _around(chance))
    return np.stack(columns, axis=1)


def confidence(found: Floats) -> Floats:
    """Return the probabilities that beads with these *features* are right."""
    import numpy as np

    odds = _CONSTANT + found @ np.array(_WEIGHTS)
    chance: Floats = 1 / (1 + np.exp(-odds))
    return chance


def _around(values: Floats) -> Floats:
    """Return the mean of each value and its neighbours."""
    import numpy as np

    total = prefix_sums(values)
    number = np.arange(len(values))
    low = np.maximum(number - _NEIGHBOURS, 0)
    high = np.minimum(number + _NEIGHBOURS + 1, len(values))
    mean: Floats = (total[high] - total[low]) / (high - low)
    return mean


def likelihood_ratios(
    beads: Sequence[Bead], text: tuple[TextSide, TextSide], model: Model
) -> Floats:
    """Return for each bead the log-likelihood ratio of its two sides, per word.

    Args:
        beads: with sentences on both sides.
        text: source and target.
        model: what is known of them.
    """
    import numpy as np

    runs = np.array(
        [(b.source_start, b.source_end, b.target_start, b.target_end) for b in beads]
    )
    one, other = text[0].joined(runs[:, :2]), text[1].joined(runs[:, 2:])
    numbers = np.arange(len(beads) + 1)
    diagonal = Band(np.maximum(numbers - 1, 0), numbers + 1, len(beads))
    priors = replace(model.priors, kinds=dict.fromkeys(model.priors.kinds, 0.0))
    alone = Model(priors, model.entries, BorderScores.nothing())
    scorer = BeadScorer((one, other), diagonal, alone, ((0, 1), (1, 1)))
    found = []
    for start in range(1, len(beads) + 1, _ROWS):
        stop = min(start + _ROWS, len(beads) + 1)
        found.append(scorer.block(start, stop)[:, 1, 1])
    whole: Floats = np.concatenate(found) / (one.words.sizes + other.words.sizes + 5.0)
    return whole
