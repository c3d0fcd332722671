"""How far beads can be trusted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import sums
from sphinx_amts.alignment.band import Band
from sphinx_amts.alignment.bead_scores import BeadScorer
from sphinx_amts.alignment.posterior import certain

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


def judged(
    beads: Sequence[Bead],
    source: NumberedText,
    target: NumberedText,
    habits: Priors,
    learned: Callable[[Links], Entries] | Entries,
) -> list[Bead]:
    """Return beads with their confidence; that of beads with one side is 0.

    Args:
        beads: of the best alignment.
        source: sentences of the source.
        target: sentences of the target.
        habits: what is known of the texts as wholes.
        learned: which words may be translations; or how to learn it: each half of the
            beads is judged by what the other half teaches, so that none speaks for
            itself.
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
                entries = learned(certain(others).links)
                gain[half == own] = gains(chosen, source, target, habits, entries)
    else:
        gain = gains(both, source, target, habits, learned)
    result = list(beads)
    for number, value in zip(numbers, _confidence(both, gain, habits), strict=True):
        result[number] = replace(beads[number], confidence=round(float(value), 3))
    return result


def _confidence(beads: Sequence[Bead], gain: Floats, habits: Priors) -> Floats:
    """Return confidences from 0 to 1.

    The weights are those of a logistic regression on texts whose alignment is known,
    and on texts that are no translations of each other.
    """
    import numpy as np

    kind = np.array([habits.kinds[bead.kind] for bead in beads])
    gain = gain.clip(*_BOUNDS)
    total = sums(gain)
    number = np.arange(len(gain))
    low = np.maximum(number - _NEIGHBOURS, 0)
    high = np.minimum(number + _NEIGHBOURS + 1, len(gain))
    around = (total[high] - total[low]) / (high - low)
    odds = _CONSTANT + _OWN * gain + _AROUND * around + _KIND * kind
    found: Floats = 1 / (1 + np.exp(-odds))
    return found


def gains(
    beads: Sequence[Bead],
    source: NumberedText,
    target: NumberedText,
    habits: Priors,
    entries: Entries,
) -> Floats:
    """Return for each bead how much likelier its two sides are together, by word."""
    import numpy as np

    one = source.joined([(b.source_start, b.source_end) for b in beads])
    other = target.joined([(b.target_start, b.target_end) for b in beads])
    numbers = np.arange(len(beads) + 1)
    diagonal = Band(np.maximum(numbers - 1, 0), numbers + 1, len(beads))
    equal = replace(habits, kinds=dict.fromkeys(habits.kinds, 0.0))
    scorer = BeadScorer((one, other), diagonal, equal, entries, 1)
    found = []
    for start in range(1, len(beads) + 1, _ROWS):
        stop = min(start + _ROWS, len(beads) + 1)
        found.append(scorer.block(start, stop)[:, 1, 0, 0])
    whole: Floats = np.concatenate(found) / (one.sizes + other.sizes + 5.0)
    return whole
