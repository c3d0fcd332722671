"""Measure how often source and target candidates occur in the same pairs of texts.

Sources: T. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
1993 (log-likelihood ratio); R. Moore, "On Log-Likelihood-Ratios and the Significance of
Rare Events", 2004 (significance threshold).
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
    """Association of a candidate of the source with a candidate of the target.

    Attributes:
        cosine: cosine similarity of their occurrences in pairs of texts, from 0 to 1.
        together: number of pairs of texts with both candidates; an estimate for very
            frequent candidates.
    """

    cosine: float
    together: int


Associations = dict[tuple[int, int], Association]
"""Numbers of a source and a target candidate -> their association."""

_LEAST_COSINE = 0.3
_LEAST_TOGETHER = 2
"""Least number of pairs of texts with both candidates."""

_PARTNERS = 12
"""Greatest number of target candidates that are kept for a source candidate."""

_AS_GOOD, _MOST_ALIKE = 0.98, 2
"""Share of the best cosine from which on a target candidate is as good as the best, and
the number of target candidates that may be as good."""

_MOST_TEXTS = 4000
"""Number of texts with a candidate that are sampled; more give the same result."""


def associations_of(source: TermCandidates, target: TermCandidates) -> Associations:
    """Return the associations of source and target candidates.

    Args:
        source: candidates of the source.
        target: candidates of the target, in the translations of the same texts.
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
    """Return the number of candidates in *alike* that are not part of another of them.

    Counting stops above `_MOST_ALIKE`.
    """
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
    """Return the significance threshold of the log-likelihood ratio.

    The threshold is the ratio of two words that occur once in *total* texts, both in
    one text. Whatever the number of texts, about half of such pairs are coincidences.
    """
    return 2.0 * (math.log(max(total, 2)) + 1.0)


def _log_likelihood(
    together: Floats, ones: float, others: Floats, total: float
) -> Floats:
    """Return the log-likelihood ratios of pairs of events.

    Args:
        together: numbers of texts with both events.
        ones: number of texts with the first event.
        others: numbers of texts with the second event.
        total: number of all texts.

    Returns:
        ratios; 0 where both events occur together no more often than by chance.
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
