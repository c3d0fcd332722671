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
"""Number of beads in a row that belong to the same half of a text."""

_NEIGHBOURS = 5
_NEAR = 2
"""Number of beads on either side that show whether a stretch is doubtful."""

_ROWS = 500
_BOUNDS = (-0.3, 0.6)
"""Least and greatest gain; a gain is the log-likelihood ratio of a bead per word."""

_MOST_DOUBTFUL = 5.0
"""Greatest logit of the probability of a bead, and with a minus the least."""

_MEAN_BOUNDS = (-0.3, 0.0, 0.2, 0.5)
"""Bounds of three ranges of the mean gain of a text; each range has its own weight."""

_SCALE_BOUNDS = (-0.1, 0.4)
"""Least and greatest mean gain of a text, as a factor of the gains around a bead."""

_MOST_MISFIT, _MOST_MEAN_MISFIT = 4.0, 2.0
"""Greatest misfit of a bead, in standard deviations of its lengths from their ratio;
greatest mean misfit of a text."""

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
"""Weights for short texts, from which no words are learned: words that were known
before count for more."""

SURE = 0.9
"""Confidence above which nine in ten beads should be right."""

_ENOUGH = 0.7
"""Share of the right beads that should have a confidence above `SURE`."""

_MOST_RAISED = 1.3
"""Greatest number of logits by which likely beads are raised, where too few are above
`SURE`."""

_SHORT = (50, 150)
"""Numbers of sentences up to which no bead is raised, and from which on beads are fully
raised: how doubtful a short text is can hardly be estimated."""

_PLAUSIBLE = (0.25, 0.45)
"""Mean probabilities of a text up to which no bead is raised, and from which on beads
are fully raised: in texts that are no translations of each other the mean is below a
third."""

CONFIDENT = 0.5
"""Confidence from which on a bead is more likely right than wrong."""

_FEW = 20
"""Number of sentences on each side below which texts are taken for translations."""

_LEAST_CONFIDENT = 0.2
"""Least share of confident beads in texts that are translations of each other."""


def seem_translations(beads: Sequence[Bead]) -> bool:
    """Return whether enough beads are confident for two texts to be translations.

    Return true for texts with few sentences.
    """
    both = [bead for bead in beads if min(bead.kind)]
    if min(sum(bead.kind[side] for bead in beads) for side in (0, 1)) < _FEW:
        return True
    sure = sum(bead.confidence >= CONFIDENT for bead in both)
    return sure >= _LEAST_CONFIDENT * max(len(both), 1)


def halves(count: int) -> Integers:
    """Return the half, 0 or 1, of each of *count* beads: short runs take turns."""
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
    """Return the features from which the confidence of beads is computed.

    Args:
        beads: beads with sentences on both sides, in order.
        gain: log-likelihood ratio of each bead per word, by words that were learned
            from other beads.
        probability: probability of each bead over all alignments, with all scores
            reduced, as of `choose_beads`.
        priors: length ratio of the texts, and probabilities of the kinds of beads.
        text: source and target.
        listed: whether a word list has much of the vocabulary.

    Returns:
        one row for each bead, one column for each feature.
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
        found: features of the beads, as `features` returns them.
        learned: whether words were learned from the texts.
        sentences: number of target sentences of all texts that are aligned together.
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
    """Return the number of logits by which the likely beads of a text are raised.

    Of the beads with a confidence above 0.9 some 96 in 100 are right, as most of their
    probabilities are near 1. In a free translation only few beads are above 0.9. If its
    likely beads are raised, about half of all are above, and still nine in ten of these
    are right, as `SURE` promises.
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
    """Return the distance of the lengths of beads from their ratio.

    The distance is in standard deviations. It shows a clause that belongs to the next
    bead, even if the words of the other side are all explained.
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
    """Return the number of gaps beside each bead, 2 at most.

    A gap is a run of sentences without counterpart, before or behind the bead. Beside a
    gap it is uncertain where a bead begins and ends.
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
    """Return the value before, and the value behind, each value; at an end, itself."""
    import numpy as np

    return np.stack(
        [
            np.concatenate([values[:1], values[:-1]]),
            np.concatenate([values[1:], values[-1:]]),
        ]
    )


def _around(values: Floats, reach: int = _NEIGHBOURS) -> Floats:
    """Return the mean of each value and up to *reach* neighbours on either side."""
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
        beads: beads with sentences on both sides.
        text: source and target.
        model: length ratio and word entries; its borders, and its probabilities of
            kinds of beads, are not used.
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
