"""Judge terms: how sure a translation is, and how much a term belongs to the subject.

Sources: E. Wilson, "Probable Inference, the Law of Succession, and Statistical
Inference", 1927, for the least share that a few observations allow; K. Church, W. Gale,
"Inverse Document Frequency: A Measure of Deviations from Poisson", 1995: words of a
subject crowd together, words of general language stand everywhere; M. Yamamoto, K.
Church, "Using Suffix Arrays to Compute Term Frequency and Document Frequency for All
Substrings in a Corpus", 2001, who apply it to sequences of words and of characters.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Floats
    from sphinx_amts.term_mining.candidates import TermCandidates

_Z = 1.645
"""Of the normal distribution, 95 % on one side."""

_TEXTS = 50
"""Texts that stand together, of which words of a subject are full."""

_EVEN = 0.6
"""Weight of a term that stands everywhere alike."""

_SAME, _SAME_WORD = 0.5, 0.2
"""Weights of a term that is not translated: of a name, and of a word in lower case,
which may be code."""


def confidence(count: int, sources: int, targets: int) -> float:
    """Return how sure it is that two terms are translations of each other, from 0 to 1.

    It is the geometric mean of the least shares of both sides that are linked.

    Args:
        count: links between the two.
        sources: occurrences of the one.
        targets: occurrences of the other.
    """
    shares = (_least_share(count, max(count, total)) for total in (sources, targets))
    return math.sqrt(math.prod(shares))


def _least_share(count: int, total: int) -> float:
    share = count / total
    middle = share + _Z * _Z / (2 * total)
    spread = _Z * math.sqrt((share * (1 - share) + _Z * _Z / (4 * total)) / total)
    return (middle - spread) / (1 + _Z * _Z / total)


def unevenness(candidates: TermCandidates) -> Floats:
    """Return of each candidate by how many bits it stands closer together than chance.

    This is the residual inverse document frequency, for parts of the text in place of
    documents.
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
    """Return the weight by which terms are sorted.

    Args:
        sure: confidence of the translation.
        count: how often it occurs.
        uneven: unevenness of the term.
        source: the term.
        target: its translation.
    """
    weight = 1.0
    if source.casefold() == target.casefold():
        weight = _SAME_WORD if source.islower() else _SAME
    return sure * math.log2(1 + count) * (_EVEN + uneven) * weight
