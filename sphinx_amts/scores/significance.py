"""Compute confidence intervals and compare systems by resampling.

The bootstrap draws documents with replacement, and then messages of each drawn document
with replacement: messages of one document are correlated, and drawing them
independently would make intervals too short. Both systems of a pair are scored on the
same draw.

Sources: Koehn, "Statistical Significance Tests for Machine Translation Evaluation",
EMNLP 2004 (the paired bootstrap); Riezler and Maxwell, "On Some Pitfalls in Automatic
Evaluation and Significance Testing for MT", 2005 (its null distribution, by shifting);
Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8
(hierarchical data); Holm, "A Simple Sequentially Rejective Multiple Test Procedure",
1979.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sphinx_amts.scores.metrics import Statistics

RESAMPLES = 1000
SEED = 12345
_ORDER_SEED = 271828
LEVEL = 0.95

ENOUGH_DOCUMENTS = 30
REPLICATION = "replication table, no claim of significance"
"""Label of a report on fewer documents."""

Value = Callable[["Statistics"], float]
"""Function that computes a score from sums of counts."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of the 95 % confidence interval of a score."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Comparison of two systems on the same messages.

    Attributes:
        first: name of the first system.
        second: name of the second system.
        difference: score of the first minus that of the second.
        interval: confidence interval of the difference.
        p: probability of such a difference, or a larger one of either sign, if the
            systems were equally good.
        p_corrected: the same, corrected for the number of comparisons by Holm's rule.
    """

    first: str
    second: str
    difference: float
    interval: Interval
    p: float
    p_corrected: float


def draws(sizes: Sequence[int], *, resamples: int = RESAMPLES) -> NDArray[np.float64]:
    """Draw resamples of the messages of documents.

    Args:
        sizes: number of messages in each document, in order.
        resamples: number of resamples.

    Returns:
        how often each message is drawn: one row for each resample, one column for
        each message.
    """
    generator = np.random.default_rng(SEED)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    counts = np.zeros((resamples, int(starts[-1])))
    for row in counts:
        for document in generator.integers(len(sizes), size=len(sizes)):
            size = sizes[document]
            drawn = generator.integers(size, size=size) + starts[document]
            np.add.at(row, drawn, 1)
    return counts


def resampled(
    statistics: Statistics, drawn: NDArray[np.float64], value: Value
) -> NDArray[np.float64]:
    """Return the score of each resample.

    Args:
        statistics: a row of counts for each message.
        drawn: resamples, as of `draws`.
        value: function that computes a score from sums of counts.
    """
    return np.array([value(sums) for sums in drawn @ statistics])


def interval(scores: NDArray[np.float64]) -> Interval:
    """Return the 95 % percentile interval of resampled scores."""
    tail = 50 * (1 - LEVEL)
    low, high = np.percentile(scores, [tail, 100 - tail])
    return Interval(float(low), float(high))


def interval_of_mean(values: Sequence[float]) -> Interval:
    """Return the 95 % bootstrap interval of the mean of *values*."""
    generator = np.random.default_rng(SEED)
    chosen = generator.integers(len(values), size=(RESAMPLES, len(values)))
    return interval(np.array(values)[chosen].mean(axis=1))


def compare(
    actual: Mapping[str, float], scores: Mapping[str, NDArray[np.float64]]
) -> list[Comparison]:
    """Compare each pair of systems.

    Args:
        actual: name of a system -> its score.
        scores: name of a system -> its scores on the same resamples.
    """
    found = []
    for first, second in combinations(actual, 2):
        difference = actual[first] - actual[second]
        differences = scores[first] - scores[second]
        shifted = np.abs(differences - differences.mean())
        # rounding must not decide if systems are equal
        as_far = int((shifted >= abs(difference) - 1e-9).sum())
        p = (as_far + 1) / (len(differences) + 1)
        found.append(
            Comparison(
                first=first,
                second=second,
                difference=difference,
                interval=interval(differences),
                p=p,
                p_corrected=p,
            )
        )
    corrected = holm([comparison.p for comparison in found])
    return [
        replace(comparison, p_corrected=p)
        for comparison, p in zip(found, corrected, strict=True)
    ]


def holm(values: Sequence[float]) -> list[float]:
    """Return p values corrected for multiple comparisons by Holm's method."""
    corrected = [0.0] * len(values)
    highest = 0.0
    order = sorted(range(len(values)), key=lambda number: values[number])
    for rank, number in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - rank) * values[number]))
        corrected[number] = highest
    return corrected


def shuffled(references: Sequence[str]) -> list[str]:
    """Return *references* in a random cyclic order, so that none keeps its position.

    Scores against the result are those of an unrelated translation, as a control.
    """
    order = list(range(len(references)))
    random.Random(_ORDER_SEED).shuffle(order)  # noqa: S311 - nothing secret
    # one cycle through all of them moves each
    result = list(references)
    for position, number in enumerate(order):
        result[number] = references[order[position - 1]]
    return result
