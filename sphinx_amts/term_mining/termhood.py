"""Judge terms: the confidence of a translation, and the relevance for the subject.

Sources: E. Wilson, "Probable Inference, the Law of Succession, and Statistical
Inference", 1927 (lower bound of a share, from few observations); K. Church, W. Gale,
"Inverse Document Frequency: A Measure of Deviations from Poisson", 1995 (words of a
subject are concentrated in parts of a text, words of general language are not); M.
Yamamoto, K. Church, "Using Suffix Arrays to Compute Term Frequency and Document
Frequency for All Substrings in a Corpus", 2001 (the same for sequences of words and of
characters).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Floats
    from sphinx_amts.term_mining.candidates import TermCandidates

_Z = 1.645
"""Quantile of the normal distribution for 95 % on one side."""

_TEXTS = 50
"""Number of successive texts that make a part, for `unevenness`."""

_EVEN = 0.6
"""Weight of a term that is spread evenly over the text."""

_SAME, _SAME_WORD = 0.5, 0.2
"""Weights of a term that is its own translation: of a name, and of a word in lower
case, which may be code."""


def confidence(count: int, sources: int, targets: int) -> float:
    """Return the confidence that two terms are translations of each other, from 0 to 1.

    The confidence is the geometric mean of two lower bounds: of the share of linked
    occurrences in the source, and in the target.

    Args:
        count: number of links between the two terms.
        sources: number of occurrences of the source term.
        targets: number of occurrences of the target term.
    """
    shares = (_least_share(count, max(count, total)) for total in (sources, targets))
    return math.sqrt(math.prod(shares))


def _least_share(count: int, total: int) -> float:
    share = count / total
    middle = share + _Z * _Z / (2 * total)
    spread = _Z * math.sqrt((share * (1 - share) + _Z * _Z / (4 * total)) / total)
    return (middle - spread) / (1 + _Z * _Z / total)


def unevenness(candidates: TermCandidates) -> Floats:
    """Return how many bits each candidate is more concentrated than by chance.

    This is the residual inverse document frequency, with parts of `_TEXTS` texts in
    place of documents. It is 0 for all candidates if there are few texts.
    """
    import numpy as np

    parts = -(-len(candidates.units.texts) // _TEXTS)
    if parts < 2:
        return np.zeros(len(candidates))
    codes = np.unique(candidates.held * parts + candidates.holders // _TEXTS)
    seen = np.bincount(codes // parts, minlength=len(candidates)) / parts
    expected = 1.0 - np.exp(-candidates.counts / parts)
    result: Floats = np.maximum(0.0, np.log2(expected) - np.log2(seen))
    return result


def term_rank(
    sure: float, count: int, uneven: float, source: str, target: str
) -> float:
    """Return the rank by which terms are sorted, the highest first.

    Args:
        sure: confidence of the translation.
        count: number of links between the term and its translation.
        uneven: unevenness of the term, in bits.
        source: the term.
        target: translation of the term.
    """
    weight = 1.0
    if source.casefold() == target.casefold():
        weight = _SAME_WORD if source.islower() else _SAME
    return sure * math.log2(1 + count) * (_EVEN + uneven) * weight
