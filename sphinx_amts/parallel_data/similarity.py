"""Measure the similarity of texts in two languages with a lexicon."""

from __future__ import annotations

import math
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from sphinx_amts.alignment.lexicon import Lexicon
from sphinx_amts.alignment.listed_words import ListedWords
from sphinx_amts.alignment.resources import NOTHING, Resources
from sphinx_amts.alignment.tokens import tokenize_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_amts.alignment.arrays import Floats

    Words = Sequence[str]

_MOST = 2_000_000
"""Pairs of words to learn from."""

_KNOWN = 0.05
"""Probability from which on a word is taken for a translation of another."""


class GivenWords:
    """What is known of words before anything is learned from the texts.

    Args:
        resources: of the two languages.
        texts: words of all texts of both languages.
    """

    def __init__(self, resources: Resources, texts: Iterable[Words]) -> None:
        self.pairs: list[tuple[Words, Words]] = [
            (words_of(source), words_of(target)) for source, target in resources.known
        ]
        self.listed: ListedWords | None = None
        if resources.words:
            self.listed = ListedWords.of(resources.words, texts)


_NO_WORDS = GivenWords(NOTHING, ())


class Similarity:
    """Similarity of texts in two languages, based on a lexicon learned from pairs.

    Args:
        texts: words of all texts of the source language, of which the rare ones count
            for more.
        translations: the same of the other language.
        pairs: words of texts that are taken for translations of each other; what
            words mean is learned from them.
        given: what is known of words besides. Without it and without pairs, only
            words that both languages share are known.
    """

    def __init__(
        self,
        texts: Sequence[Words],
        translations: Sequence[Words],
        pairs: Sequence[tuple[Words, Words]] = (),
        given: GivenWords = _NO_WORDS,
    ) -> None:
        self._weights = (_weights(texts), _weights(translations))
        self._known: tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]] = (
            {},
            {},
        )
        pairs = [*pairs, *given.pairs]
        if pairs or given.listed:
            lexicon = Lexicon.trained(_short(pairs), given.listed)
            self._known = (_sure(lexicon.forward), _sure(lexicon.backward))

    def matrix(self, sources: Sequence[Words], targets: Sequence[Words]) -> Floats:
        """Return the similarity of each source text to each target text.

        It is the share of words, weighted by their rarity, that the other text accounts
        for, as geometric mean of both directions, so that a part is not similar to the
        whole.

        Returns:
            n_source × n_target numbers from 0 to 1.
        """
        return self.compared(sources, targets).matrix(1, 1)

    def compared(self, sources: Sequence[Words], targets: Sequence[Words]) -> Compared:
        """Prepare the comparison of runs of consecutive source and target texts."""
        return Compared(
            self._vectors(sources, targets, 0), self._vectors(targets, sources, 1)
        )

    def of(self, source: Words, target: Words) -> float:
        """Return the similarity of two texts, from 0 to 1."""
        forward = self._share(source, target, 0)
        return math.sqrt(forward * self._share(target, source, 1))

    def known(self, source: Words, target: Words) -> float:
        """Return the smaller of both sides' shares of words with a translation."""
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

    def _vectors(
        self, texts: Sequence[Words], others: Sequence[Words], side: int
    ) -> tuple[Floats, Floats]:
        """Return which words *others* have, and which of these *texts* account for.

        Returns:
            n_other × n_word weights of the words that each has, 0 for the rest, and
            n_text × n_word ones and zeros.
        """
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
        return wanted, given


class Compared:
    """Comparison of runs of source texts with runs of target texts, by their words.

    Args:
        forward: of the targets, as `Similarity` makes them.
        backward: of the sources.
    """

    def __init__(
        self, forward: tuple[Floats, Floats], backward: tuple[Floats, Floats]
    ) -> None:
        self._there = forward
        self._backward = backward

    def matrix(self, sources: int, targets: int) -> Floats:
        """Return the similarity of each run of *sources* texts to each of *targets*.

        Returns:
            one row for each first text of a run of the source, one column for each of
            the target.
        """
        import numpy as np

        forward = _accounted(self._there, given=sources, wanted=targets)
        backward = _accounted(self._backward, given=targets, wanted=sources)
        return np.sqrt(forward * backward.T)


def _accounted(vectors: tuple[Floats, Floats], *, given: int, wanted: int) -> Floats:
    """Return the share of each run of the wanted that each run of the given has."""
    import numpy as np

    forward, here = _runs(vectors[0], wanted), _runs(vectors[1], given)
    total = forward.sum(axis=1)
    share: Floats = (here @ forward.T) / np.where(total > 0, total, 1.0)
    return share


def _runs(rows: Floats, length: int) -> Floats:
    """Return the words of each *length* texts that follow one another."""
    import numpy as np

    count = len(rows) - length + 1
    result = rows[:count]
    for begin in range(1, length):
        result = np.maximum(result, rows[begin : begin + count])
    return result


def words_of(text: str) -> tuple[str, ...]:
    """Return the words, numbers and characters of a text that are compared."""
    return tokenize_sentence(text).tokens


def _short(pairs: Sequence[tuple[Words, Words]]) -> list[tuple[Words, Words]]:
    """Return the shorter of *pairs*: long texts teach little, at great cost."""
    ordered = sorted(pairs, key=lambda pair: len(pair[0]) * len(pair[1]))
    sizes = accumulate(len(source) * len(target) for source, target in ordered)
    return [pair for pair, size in zip(ordered, sizes, strict=True) if size <= _MOST]


def _weights(texts: Iterable[Words]) -> dict[str, float]:
    """Return the weight of each word: inverse document frequency, squared."""
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
