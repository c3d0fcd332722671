"""How much two texts of two languages are alike, by the words that a lexicon knows."""

from __future__ import annotations

import math
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from sphinx_amts.services.alignment.lexicon import Lexicon
from sphinx_amts.services.alignment.tokens import read_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_amts.services.alignment.arrays import Floats

    Words = Sequence[str]

_MOST = 2_000_000
"""Pairs of words to learn from."""

_KNOWN = 0.05
"""Probability from which on a word is taken for a translation of another."""


class Likeness:
    """Compares texts of two languages.

    Args:
        texts: words of all texts of the source language, of which the rare ones count
            for more.
        translations: the same of the other language.
        pairs: words of texts that are taken for translations of each other; what
            words mean is learned from them. Without any, only words that both
            languages share are known.
    """

    def __init__(
        self,
        texts: Sequence[Words],
        translations: Sequence[Words],
        pairs: Sequence[tuple[Words, Words]] = (),
    ) -> None:
        self._weights = (_weights(texts), _weights(translations))
        self._known: tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]] = (
            {},
            {},
        )
        if pairs:
            lexicon = Lexicon.learned(_short(pairs))
            self._known = (_sure(lexicon.forth), _sure(lexicon.back))

    def matrix(self, sources: Sequence[Words], targets: Sequence[Words]) -> Floats:
        """Return the likeness of each source text to each target text.

        It is the share of words, weighed by their rarity, that the other text accounts
        for, as geometric mean of both directions: a part of a text is not like it.

        Returns:
            n_source × n_target numbers from 0 to 1.
        """
        import numpy as np

        there = self._accounted(sources, targets, 0)
        back = self._accounted(targets, sources, 1)
        return np.sqrt(there * back.T)

    def of(self, source: Words, target: Words) -> float:
        """Return the likeness of two texts."""
        there = self._share(source, target, 0)
        return math.sqrt(there * self._share(target, source, 1))

    def known(self, source: Words, target: Words) -> float:
        """Return the share of words of which a translation is known, on either side."""
        return min(
            sum(bool(known.get(word)) for word in words) / len(words) if words else 0.0
            for words, known in zip((source, target), self._known, strict=True)
        )

    def _share(self, text: Words, other: Words, side: int) -> float:
        """Return the share of *other* that *text* accounts for."""
        weights, known = self._weights[1 - side], self._known[side]
        wanted = set(other)
        given = set(text).union(*(known.get(word, ()) for word in text))
        total = sum(weights.get(word, 0.0) for word in wanted)
        found = sum(weights.get(word, 0.0) for word in wanted & given)
        return found / total if total else 0.0

    def _accounted(
        self, texts: Sequence[Words], others: Sequence[Words], side: int
    ) -> Floats:
        """Return the share of each of *others* that each of *texts* accounts for."""
        import numpy as np

        weights = self._weights[1 - side]
        known = self._known[side]
        numbers: dict[str, int] = {}
        for words in others:
            for word in words:
                numbers.setdefault(word, len(numbers))
        wanted = np.zeros((len(others), len(numbers)))
        for row, words in enumerate(others):
            for word in words:
                wanted[row, numbers[word]] = weights.get(word, 0.0)
        given = np.zeros((len(texts), len(numbers)))
        for row, words in enumerate(texts):
            for word in words:
                for other in known.get(word, ()):
                    if other in numbers:
                        given[row, numbers[other]] = 1.0
                if word in numbers:
                    given[row, numbers[word]] = 1.0
        total = wanted.sum(axis=1)
        share: Floats = (given @ wanted.T) / np.where(total > 0, total, 1.0)
        return share


def words_of(text: str) -> tuple[str, ...]:
    """Return the words, numbers and characters that are compared of a text."""
    return read_sentence(text).tokens


def _short(pairs: Sequence[tuple[Words, Words]]) -> list[tuple[Words, Words]]:
    """Return the shorter of *pairs*: of long texts little is learned, at great cost."""
    ordered = sorted(pairs, key=lambda pair: len(pair[0]) * len(pair[1]))
    sizes = accumulate(len(source) * len(target) for source, target in ordered)
    return [pair for pair, size in zip(ordered, sizes, strict=True) if size <= _MOST]


def _weights(texts: Iterable[Words]) -> dict[str, float]:
    """Return how much each word says: inverse document frequency, squared."""
    counts: Counter[str] = Counter()
    total = 0
    for words in texts:
        counts.update(set(words))
        total += 1
    return {
        word: math.log((total + 1) / (count + 0.5)) ** 2
        for word, count in counts.items()
    }


def _sure(
    lexicon: Mapping[str, Mapping[str, float]],
) -> dict[str, frozenset[str]]:
    return {
        word: frozenset(other for other, p in found.items() if p >= _KNOWN)
        for word, found in lexicon.items()
    }
