"""Measure which candidates of the two sides stand in the same pairs of texts.

Source: T. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
1993, for the log-likelihood ratio; R. Moore, "On Log-Likelihood-Ratios and the
Significance of Rare Events", 2004, for the least ratio that is no coincidence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Floats, Integers
    from sphinx_amts.term_mining.candidates import TermCandidates


@dataclass(frozen=True, slots=True)
class Association:
    """How far two candidates go together.

    Attributes:
        cosine: of their occurrences, from 0 to 1.
        together: texts that hold both.
    """

    cosine: float
    together: int


Associations = dict[tuple[int, int], Association]
"""Candidates of source and target -> what associates them."""

_LEAST_COSINE = 0.3
_LEAST_TOGETHER = 2
"""Texts that hold both."""

_PARTNERS = 12
"""Candidates of the target that are kept for one of the source."""

_AS_GOOD, _MOST_ALIKE = 0.98, 2
"""Candidates of the target that may go with one of the source as well as the best."""

_MOST_TEXTS = 4000
"""Texts with a candidate that are looked at; more tell nothing new."""


def associations_of(source: TermCandidates, target: TermCandidates) -> Associations:
    """Return the candidates of both sides that are associated.

    Args:
        source: candidates of the source.
        target: those of the target, in the same number of texts.
    """
    import numpy as np

    total = len(source.units.texts)
    order = target.holders.argsort(kind="stable")
    by_text = target.held[order]
    first = target.holders[order].searchsorted(np.arange(total + 1))
    starts = source.held.searchsorted(np.arange(len(source) + 1))
    least = _ratio_of_single_events(total)
    found: Associations = {}
    for one in range(len(source)):
        texts = source.holders[starts[one] : starts[one + 1]]
        step = -(-len(texts) // _MOST_TEXTS)
        looked_at = texts[::step]
        held = np.concatenate([by_text[first[t] : first[t + 1]] for t in looked_at])
        if len(held) * 8 > len(target):
            times = np.bincount(held, minlength=len(target))
            others = np.flatnonzero(times >= _LEAST_TOGETHER)
            together = times[others]
        else:
            others, together = np.unique(held, return_counts=True)
            often = together >= _LEAST_TOGETHER
            others, together = others[often], together[often]
        if not len(others):
            continue
        expected = together * (len(texts) / len(looked_at))
        cosine = expected / np.sqrt(float(len(texts)) * target.counts[others])
        alike = others[cosine >= _AS_GOOD * cosine.max()]
        if len(alike) > _MOST_ALIKE and _whole(alike, target) > _MOST_ALIKE:
            continue  # these texts are alike, and do not tell which is the translation
        best = (-cosine).argsort(kind="stable")[:_PARTNERS]
        others, expected, cosine = others[best], expected[best], cosine[best]
        ratio = _log_likelihood(
            expected, len(texts), target.counts[others].astype(float), total
        )
        sure = (cosine >= _LEAST_COSINE) & (ratio > least)
        for other, value, count in zip(
            *(column[sure].tolist() for column in (others, cosine, expected)),
            strict=True,
        ):
            found[one, other] = Association(value, round(count))
    return found


def _whole(alike: Integers, target: TermCandidates) -> int:
    """Return how many of some candidates are no part of another one of them."""
    marked = [
        f" {' '.join(map(str, target.sequence(number)))} " for number in alike.tolist()
    ]
    whole = 0
    for part in sorted(marked, key=len, reverse=True):
        whole += sum(part in other for other in marked) == 1
        if whole > _MOST_ALIKE:
            break
    return whole


def _ratio_of_single_events(total: int) -> float:
    """Return the ratio of two words that occur once, together, in *total* texts.

    As many of these are coincidences as are none, whatever the size of the text.
    """
    return 2.0 * (math.log(max(total, 2)) + 1.0)


def _log_likelihood(
    together: Floats, ones: float, others: Floats, total: float
) -> Floats:
    """Return the log-likelihood ratios of pairs of events.

    Args:
        together: texts that hold both; more than by chance, else the ratio is 0.
        ones: texts that hold the first.
        others: texts that hold the second.
        total: all texts.
    """
    import numpy as np

    def term(value: Floats) -> Floats:
        number = np.maximum(value, 1e-12)
        result: Floats = number * np.log(number)
        return result

    def constant(value: float) -> float:
        return value * math.log(value) if value else 0.0

    ratio = 2.0 * (
        term(together)
        + term(float(ones) - together)
        + term(others - together)
        + term(float(total - ones) - others + together)
        - constant(ones)
        - term(others)
        - constant(total - ones)
        - term(float(total) - others)
        + constant(total)
    )
    result: Floats = np.where(together * total > ones * others, ratio, 0.0)
    return result
