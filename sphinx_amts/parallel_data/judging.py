"""Judge pairs of texts by words that were learned from other pairs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sphinx_amts.parallel_data.calibration import Calibration, calibrate, confidence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_amts.parallel_data.similarity import Similarity, Words

    WordPair = tuple[Words, Words]

_PARTS = 6
"""Parts of few pairs, each of which is judged by the others. The more there are, the
more is known of the words, and the longer it takes."""

_FEW, _MANY = 60, 3000
"""Pairs up to which others teach too little, so that all judge each, and from which on
two parts are enough."""

_EVIDENCE = 1.2
_MOST_ALONE = 2.0
"""Evidence of the words at most, of a pair without neighbours that belong together: its
text, or much of it, often stands somewhere else as well."""

_CLEAR, _BESIDE = 1.4, 1.8
"""Logits of any pair, and of one beside others that belong together, where the words of
true and mismatched pairs are clearly different."""

_MISFIT = -3.5
"""Logits of lengths that are as e times what is usual.

All five are about those of a logistic regression on 4,200 pairs of four books with a
known alignment, of which a tenth was wrong: catalogs from which editions were made that
have sections dropped, moved and merged, and texts rewritten. For each book, what the
other three gave told how many of its 650 to 760 pairs above 0.7 were wrong: 9, 21, 26
and 33 were expected, and 8, 15, 32 and 18 were."""

_USUAL = 6.0
"""Characters that are added to both lengths, as short texts say little by them."""

_MOST_MISFIT = 2.0


class PairJudge:
    """Judge of pairs, each by words learned from others (cross-validation).

    A pair that teaches what its rare words mean would confirm itself, right or wrong.
    Pairs of which a text is the same are of the same part, as they teach the same.

    Args:
        found: words of both sides of the pairs that were found.
        learned: makes the similarity of texts by what some of these teach.

    Attributes:
        calibration: similarity of pairs that were found, and of mismatched ones.
    """

    def __init__(
        self, found: Sequence[WordPair], learned: Callable[[list[WordPair]], Similarity]
    ) -> None:
        count = _PARTS if _FEW <= len(found) < _MANY else 2
        self._part_of: tuple[dict[tuple[str, ...], int], ...] = ({}, {})
        parts: list[list[WordPair]] = [[] for _ in range(count)]
        for number, pair in enumerate(found):
            part = self._part(pair, number % count)
            for known, words in zip(self._part_of, pair, strict=True):
                known.setdefault(tuple(words), part)
            parts[part].append(pair)
        self._few = len(found) < _FEW
        self._by_others = [
            learned([pair for n, part in enumerate(parts) if n != own for pair in part])
            for own in range(count)
        ]
        measured = [
            (calibrate(similarity, part), len(part) / max(len(found), 1))
            for similarity, part in zip(self._by_others, parts, strict=True)
        ]
        if self._few:
            self._by_others = [learned(list(found))] * count
        self.calibration = Calibration(
            sum(one.true * share for one, share in measured),
            sum(one.false * share for one, share in measured),
        )

    def _part(self, pair: WordPair, otherwise: int) -> int:
        for known, words in zip(self._part_of, pair, strict=True):
            if tuple(words) in known:
                return known[tuple(words)]
        return otherwise

    def confidence(
        self,
        evidence: float,
        neighbours: int,
        borders: int,
        lengths: tuple[float, float],
    ) -> float:
        """Return the probability that a pair is true.

        Args:
            evidence: of its words, in logits.
            neighbours: number of probable pairs directly before and after it.
            borders: number of borders that it shares with its documents. As any two
                documents begin and end, they support no pair that its words do not.
            lengths: characters of the translation, and how many are expected.
        """
        if self._few:
            return confidence(evidence, neighbours + borders)
        translated, expected = (length + _USUAL for length in lengths)
        misfit = min(abs(math.log(translated / expected)), _MOST_MISFIT)
        beside = neighbours > 0 or (borders > 0 and evidence >= 0)
        known = evidence if beside else min(evidence, _MOST_ALONE)
        clear = self.calibration.clearness * (_CLEAR + _BESIDE * beside)
        logit = _EVIDENCE * known + clear + _MISFIT * misfit
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))

    def evidence(self, source: Words, target: Words) -> float:
        """Return the evidence that a pair is true, from its words, in logits.

        Args:
            source: words of the source.
            target: words of the translation.
        """
        similarity = self._by_others[self._part((source, target), 0)]
        return self.calibration.evidence(similarity, source, target)
