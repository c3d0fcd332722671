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
"""Number of parts into which the pairs are divided, if they are not many. Each part is
judged by words learned from the others. With more parts, more words are learned, and
learning takes longer."""

_FEW, _MANY = 60, 3000
"""Numbers of pairs: below the first, other pairs teach too little, so that each pair is
judged by words learned from all; from the second on, two parts are enough."""

_EVIDENCE = 1.2
_MOST_ALONE = 2.0
"""Greatest evidence of the words of a pair without a probable pair beside it: its text,
or much of it, often occurs elsewhere as well."""

_CLEAR, _BESIDE = 1.4, 1.8
"""Logits that are added to every pair, and to a pair beside probable ones, where words
clearly separate true from mismatched pairs."""

_MISFIT = -3.5
"""Logits that are added to a pair whose ratio of lengths is e times the usual one.

This number and the four before it are close to the weights of a logistic regression on
4,200 pairs of four books with a known alignment, of which a tenth was wrong: editions
were made from catalogs, with sections dropped, moved and merged, and texts rewritten.
With weights from the other three books, 9, 21, 26 and 33 wrong pairs were expected
among the 650 to 760 pairs above 0.7 of each book; 8, 15, 32 and 18 were wrong."""

_USUAL = 6.0
"""Characters that are added to both lengths, as lengths of short texts vary much."""

_MOST_MISFIT = 2.0


class PairJudge:
    """Judge of pairs, each by words learned from other pairs (cross-validation).

    A pair from which its own rare words are learned would confirm itself, right or
    wrong. Pairs with an equal text are in the same part, as they teach the same words.

    Args:
        found: words of both sides of the pairs that were found.
        learned: function that returns a similarity learned from some of these pairs.

    Attributes:
        calibration: mean similarities of the found pairs and of mismatched pairs.
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
            evidence: evidence from the words of the pair, in logits.
            neighbours: number of probable pairs directly before and after the pair.
            borders: 1 if the pair starts both documents, plus 1 if it ends both. As any
                two documents have a start and an end, this supports only a pair whose
                words support it.
            lengths: number of characters of the translation, and expected number.
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
