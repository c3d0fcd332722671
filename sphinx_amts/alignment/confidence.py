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
    from collections.abc import Callable, Sequence

    from sphinx_amts.alignment.arrays import Floats
    from sphinx_amts.alignment.beads import Bead
    from sphinx_amts.alignment.lexicon import Entries
    from sphinx_amts.alignment.posterior import Links
    from sphinx_amts.alignment.priors import Priors
    from sphinx_amts.alignment.texts import NumberedText

_PIECE = 8
"""Beads that are judged by the same half of the text."""

_NEIGHBOURS = 5
_ROWS = 500
_BOUNDS = (-0.3, 0.6)
"""Gains beyond which a bead is no worse, or no better."""

_CONSTANT, _OWN, _AROUND, _KIND = 1.3, 3.3, 16.8, 0.6


def with_confidence(
    beads: Sequence[Bead],
    source: NumberedText,
    target: NumberedText,
    priors: Priors,
    learned: Callable[[Links], Entries] | Entries,
) -> list[Bead]:
    """Return *beads* with their confidence, which is 0 if a side is empty.

    Args:
        beads: of the best alignment.
        source: sentences of the source.
        target: sentences of the target.
        priors: of lengths and kinds of beads.
        learned: which words may be translations; or how to learn it: each half of the
            beads is scored by a lexicon of the other half, so that none raises its
            own confidence.
    """
    import numpy as np

    numbers = [n for n, bead in enumerate(beads) if min(bead.kind) > 0]
    both = [beads[n] for n in numbers]
    if not both:
        return list(beads)
    if callable(learned):
        gain = np.zeros(len(both))
        half = np.arange(len(both)) // _PIECE % 2
        for own in (0, 1):
            chosen, others = (
                [bead for bead, of in zip(both, half, strict=True) if of == number]
                for number in (own, 1 - own)
            )
            if chosen:
                entries = learned(hard_posterior(others).links)
                gain[half == own] = likelihood_ratios(
                    chosen, source, target, priors, entries
                )
    else:
        gain = likelihood_ratios(both, source, target, priors, learned)
    result = list(beads)
    for number, value in zip(numbers, _confidence(both, gain, priors), strict=True):
        result[number] = replace(beads[number], confidence=round(float(value), 3))
    return result


def _confidence(beads: Sequence[Bead], gain: Floats, priors: Priors) -> Floats:
    """Return confidences from 0 to 1.

    The weights are those of a logistic regression on texts with a gold alignment,
    and on texts that are no translations of each other.
    """
    import numpy as np

    kind = np.array([priors.kinds[bead.kind] for bead in beads])
    gain = gain.clip(*_BOUNDS)
    total = prefix_sums(gain)
    number = np.arange(len(gain))
    low = np.maximum(number - _NEIGHBOURS, 0)
    high = np.minimum(number + _NEIGHBOURS + 1, len(gain))
    around = (total[high] - total[low]) / (high - low)
    odds = _CONSTANT + _OWN * gain + _AROUND * around + _KIND * kind
    found: Floats = 1 / (1 + np.exp(-odds))
    return found


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
