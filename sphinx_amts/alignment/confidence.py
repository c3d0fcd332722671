"""Estimate the confidence of beads."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
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
_NEAR = 2
"""Beads on either side that say whether a stretch is doubtful."""

_ROWS = 500
_BOUNDS = (-0.3, 0.6)
"""Gains beyond which a bead is no worse, or no better."""

_MOST_DOUBTFUL = 5.0
"""Logits of probabilities beyond which a bead is no surer, or no less sure."""

_MEAN_BOUNDS = (-0.3, 0.0, 0.2, 0.5)
"""Mean gains of a text between which each unit more tells the same."""

_SCALE_BOUNDS = (-0.1, 0.4)
"""Mean gains of a text between which they say how much gain is usual in it."""

_MOST_MISFIT, _MOST_MEAN_MISFIT = 4.0, 2.0
"""Standard deviations of lengths from their ratio at most; the same as a mean."""

_CONSTANT = -1.0
_WEIGHTS = (
    *(1.56, 3.35, 0.12, -0.84, -0.74, -0.54, -11.85, 0.44, -0.16, 0.12, -1.0),
    *(1.33, -0.21, 13.05, -3.77, 3.37, -0.04, 1.74, 3.05, -0.13, -0.37),
)
"""Weights of a logistic regression on texts with a known alignment, and on texts that
are no translations of each other, for the columns of `features`. Long texts weigh
little more than short ones, so that the weights hold for any text. Columns were chosen
by texts of translations that were left out of the regression, and in a second test by
texts of languages and subjects that were left out.

Source: D. Cox, "The Regression Analysis of Binary Sequences", 1958.
"""

_GIVEN_CONSTANT = 1.3
_GIVEN_WEIGHTS = (3.3, 16.8, 0.6, *[0.0] * (len(_WEIGHTS) - 3))
"""The same for short texts from which no words are learned: words that were known
before tell more."""

SURE = 0.9
"""Confidence above which nine in ten beads are to be right."""

_ENOUGH = 0.7
"""Share of the right beads above `SURE` that is enough."""

_MOST_RAISED = 1.3
"""Logits by which likely beads are raised at most, where too few are above `SURE`."""

_SHORT = (50, 150)
"""Sentences up to which nothing is raised, and from which on all is: of short texts it
is hardly known how doubtful they are."""

_PLAUSIBLE = (0.25, 0.45)
"""Mean probabilities of a text below which nothing is raised, and from which on all
is: of texts that are no translations of each other the mean is below a third."""

CONFIDENT = 0.5
"""Confidence from which on a bead is likelier right than wrong."""

_FEW = 20
"""Sentences on each side from which on it is told whether texts are translations."""

_LEAST_CONFIDENT = 0.2
"""Share of pairs that are confident, of texts that are translations of each other."""


def seem_translations(beads: Sequence[Bead]) -> bool:
    """Return whether enough beads of two texts are confident; so are those of few."""
    both = [bead for bead in beads if min(bead.kind)]
    if min(sum(bead.kind[side] for bead in beads) for side in (0, 1)) < _FEW:
        return True
    sure = sum(bead.confidence >= CONFIDENT for bead in both)
    return sure >= _LEAST_CONFIDENT * max(len(both), 1)


def halves(count: int) -> Integers:
    """Return for each of *count* beads by which half of the text it is learned."""
    import numpy as np

    return np.arange(count) // _PIECE % 2


def features(
    beads: Sequence[Bead],
    gain: Floats,
    probability: Floats,
    priors: Priors,
    text: tuple[TextSide, TextSide],
    *,
    listed: bool,
) -> Floats:
    """Return what the confidence of beads is computed from, one row a bead.

    Args:
        beads: with sentences on both sides, in order.
        gain: log-likelihood ratio per word, by words learned from other beads.
        probability: of the beads, over all alignments, if what is known of words and
            lengths counts for less.
        priors: of the kinds of beads.
        text: source and target.
        listed: whether a word list was given.
    """
    import numpy as np

    sizes = (len(text[0]), len(text[1]))
    kind = np.array([priors.kinds[bead.kind] for bead in beads])
    several = np.array([float(min(bead.kind) > 1) for bead in beads])
    misfit = _misfit(beads, text, priors)
    least = 1 / (1 + math.exp(_MOST_DOUBTFUL))
    doubtful = probability.clip(least, 1 - least)
    doubtful = np.log(doubtful / (1 - doubtful))
    mean = float(gain.mean())
    gain = gain.clip(*_BOUNDS)
    around = _around(gain)
    own = (
        *(gain, around, kind, _gaps(beads, sizes), several, misfit),
        # where words tell much, as in related languages, all beads have more gain
        around * np.clip(mean, *_SCALE_BOUNDS),
        *(doubtful, _around(doubtful), np.abs(doubtful)),
        _around((doubtful < 0).astype(np.float64), _NEAR),
        # a border that is wrong is one of two beads
        *(_beside(gain).min(axis=0), _beside(misfit).max(axis=0)),
    )
    of_text = (
        *(
            np.clip(mean, low, high) - max(low, 0.0)
            for low, high in pairwise(_MEAN_BOUNDS)
        ),
        *(doubtful.mean(), min(misfit.mean(), _MOST_MEAN_MISFIT)),
        # of texts that are no translations of each other few sentences are paired
        len(beads) / min(sizes),
        # what is known beforehand makes an alignment sure of itself
        *(float(text[0].vectors is not None), float(listed)),
    )
    rows = np.repeat([of_text], len(beads), axis=0)
    return np.concatenate([np.stack(own, axis=1), rows], axis=1)


def confidence(found: Floats, *, learned: bool, sentences: int) -> Floats:
    """Return the probabilities that the beads of a text are right.

    Args:
        found: their *features*.
        learned: whether words were learned from the texts.
        sentences: of all texts that are aligned together.
    """
    import numpy as np

    constant, weights = _GIVEN_CONSTANT, _GIVEN_WEIGHTS
    if learned:
        constant, weights = _CONSTANT, _WEIGHTS
    odds = constant + found @ np.array(weights)
    if learned:
        odds = odds + _raise(odds, sentences) * odds.clip(0.0, 1.0)
    chance: Floats = 1 / (1 + np.exp(-odds))
    return chance


def _raise(odds: Floats, sentences: int) -> float:
    """Return by how many logits the likely beads of a text are raised.

    Of the beads above 0.9 some 96 in 100 are right, as most of their probabilities are
    near 1. In a free text only few are above, and nine in ten, which is what is asked
    of them, are still right if the likely ones are raised: then they are half of all.
    """
    import numpy as np

    chance = 1 / (1 + np.exp(-odds))
    sure = float(chance[chance > SURE].sum()) / max(float(chance.sum()), 1e-9)
    lacking = max((_ENOUGH - sure) / _ENOUGH, 0.0)
    parts = [
        min(max((value - low) / (high - low), 0.0), 1.0)
        for value, (low, high) in (
            (float(chance.mean()), _PLAUSIBLE),
            (sentences, _SHORT),
        )
    ]
    return _MOST_RAISED * lacking * parts[0] * parts[1]


def _misfit(
    beads: Sequence[Bead], text: tuple[TextSide, TextSide], priors: Priors
) -> Floats:
    """Return by how many standard deviations lengths are from their ratio.

    A clause that belongs to the next bead shows in the lengths, even if all the words
    of the other side are explained.
    """
    import numpy as np

    sums = [prefix_sums(side.words.lengths) for side in text]
    runs = np.array(
        [(b.source_start, b.source_end, b.target_start, b.target_end) for b in beads]
    )
    source = sums[0][runs[:, 1]] - sums[0][runs[:, 0]]
    target = sums[1][runs[:, 3]] - sums[1][runs[:, 2]]
    deviation = np.sqrt(priors.variance * np.maximum(source, 1.0))
    found: Floats = np.abs((target - source * priors.ratio) / deviation)
    return found.clip(0.0, _MOST_MISFIT)


def _gaps(beads: Sequence[Bead], sizes: tuple[int, int]) -> Floats:
    """Return how often sentences without counterpart are beside each bead, 2 at most.

    Where a sentence is left out, it is uncertain where its neighbours begin and end.
    """
    import numpy as np

    ends = np.array([(b.source_end, b.target_end) for b in beads])
    starts = np.array([(b.source_start, b.target_start) for b in beads])
    before = starts - np.concatenate([[(0, 0)], ends[:-1]])
    behind = np.concatenate([starts[1:], [sizes]]) - ends
    gaps = np.concatenate([before > 0, behind > 0], axis=1).sum(axis=1)
    found: Floats = np.minimum(gaps, 2).astype(np.float64)
    return found


def _beside(values: Floats) -> Floats:
    """Return what is before and behind each value; it itself where there is nothing."""
    import numpy as np

    return np.stack(
        [
            np.concatenate([values[:1], values[:-1]]),
            np.concatenate([values[1:], values[-1:]]),
        ]
    )


def _around(values: Floats, reach: int = _NEIGHBOURS) -> Floats:
    """Return the mean of each value and its neighbours."""
    import numpy as np

    total = prefix_sums(values)
    number = np.arange(len(values))
    low = np.maximum(number - reach, 0)
    high = np.minimum(number + reach + 1, len(values))
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
