"""Calibrate similarities with true and mismatched pairs of the same book.

Similarities depend on the share of words that the lexicon covers: nearly nothing
in a leaflet, nearly all in a handbook. So the pairs found are compared with the
same texts paired wrongly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.parallel_data.similarity import Similarity, Words

_ENOUGH_WORDS = 8
_STEEPNESS = 5.0
_NEIGHBOUR = 1.0
"""Evidence, in logits, of a neighbouring pair that belongs together."""

_KNOWN_WORDS = 0.8
"""Weight of the words of a text, however short, if the lexicon translates all."""

_CLEAR = 0.3
"""Difference of the two mean similarities from which on words have full weight."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Mean similarity of the pairs found in a book, and of mismatched pairs."""

    true: float
    false: float

    @property
    def separation(self) -> float:
        """Difference of the mean similarities of true and mismatched pairs."""
        return max(0.0, self.true - self.false)

    @property
    def clearness(self) -> float:
        """Degree, from 0 to 1, to which words separate true from mismatched pairs."""
        return min(1.0, self.separation / _CLEAR)

    def evidence(self, similarity: Similarity, source: Words, target: Words) -> float:
        """Return the evidence that a pair is true, from its words, in logits.

        Args:
            similarity: similarity of texts, which compares words.
            source: words of the source.
            target: words of the translation.
        """
        value = similarity.of(source, target)
        words = min(len(source), len(target))
        middle = self.false + 0.4 * self.separation
        distance = (value - middle) / max(self.separation, 0.1)
        much = max(
            min(1.0, (words + 2) / 12), _KNOWN_WORDS * similarity.known(source, target)
        )
        return _STEEPNESS * distance * self.clearness * much


def confidence(evidence: float, neighbours: int = 0) -> float:
    """Return the confidence of a pair, from 0 to 1.

    Args:
        evidence: evidence from the words of the pair, in logits.
        neighbours: number of true pairs directly before and after the pair.
    """
    logit = evidence + _NEIGHBOUR * neighbours
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def calibrate(
    similarity: Similarity, pairs: Sequence[tuple[Words, Words]]
) -> Calibration:
    """Measure the mean *similarity* of true *pairs*, and of mismatched pairs.

    For mismatched pairs, each source is paired with targets of other pairs that have a
    similar length. Both means are 0 where there are too few pairs.
    """
    long = sorted(
        (
            (source, target)
            for source, target in pairs
            # untranslated text would raise the mean of true pairs
            if min(len(source), len(target)) >= _ENOUGH_WORDS and source != target
        ),
        key=lambda pair: len(pair[0]),
    )
    step = max(1, len(long) // 400)
    sample = long[::step]
    if len(sample) < 2:
        return Calibration(0.0, 0.0)
    true: list[float] = []
    false: list[float] = []
    for start in range(0, len(sample), 50):
        part = sample[start : start + 50]
        matrix = similarity.matrix([s for s, _ in part], [t for _, t in part])
        for row in range(len(part)):
            true.append(float(matrix[row, row]))
            false += [
                float(matrix[row, other])
                for other in (row - 2, row - 1)
                if other >= 0 and part[other][1] != part[row][1]
            ]
    if not false:
        return Calibration(0.0, 0.0)
    return Calibration(sum(true) / len(true), sum(false) / len(false))
