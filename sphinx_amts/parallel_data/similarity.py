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
"""Greatest number of pairs of words in sentence pairs from which words are learned."""

_KNOWN = 0.05
"""Probability from which on a word counts as a translation of another word."""


class GivenWords:
    """Translations of words that are known before anything is learned from the texts.

    Args:
        resources: word list and known translations for the two languages.
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
        texts: words of all texts of the source language, from which the weights of
            words are computed: rare words count for more.
        translations: words of all texts of the target language, likewise.
        pairs: words of texts that are taken for translations of each other, from which
            translations of words are learned.
        given: translations of words from resources. Without these and without pairs,
            only equal words count as translations.
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

        The similarity is the share of words, weighted by their rarity, that have a
        translation in the other text. It is the geometric mean of both directions, so
        that a part of a text is not similar to the whole.

        Returns:
            numbers from 0 to 1, by source text and target text.
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
        """Return the share of words with a known translation, where it is lower.

        It is found for either side.
        """
        return min(
            sum(bool(known.get(word)) for word in words) / len(words) if words else 0.0
            for words, known in zip((source, target), self._known, strict=True)
        )

    def _share(self, text: Words, other: Words, side: int) -> float:
        """Return the weighted share of words of *other* that *text* translates."""
        weights, known = self._weights[1 - side], self._known[side]
        wanted = set(other)
        given = set(text).union(*(known.get(word, ()) for word in text))
        total = sum(weights.get(word, 0.0) for word in wanted)
        found = sum(weights.get(word, 0.0) for word in wanted & given)
        return found / total if total else 0.0

    def _vectors(
        self, texts: Sequence[Words], others: Sequence[Words], side: int
    ) -> tuple[Floats, Floats]:
        """Return the weights of the words of *others*, and which *texts* have them.

        Returns:
            an array of weights by text of *others* and word, 0 for words that a text
            does not have; and an array by text of *texts* and word: 1 where the text
            has a translation of the word, or the word itself, else 0.
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
        forward: weights of the words of the targets, and which of these words each
            source translates.
        backward: weights of the words of the sources, and which of these words each
            target translates.
    """

    def __init__(
        self, forward: tuple[Floats, Floats], backward: tuple[Floats, Floats]
    ) -> None:
        self._there = forward
        self._backward = backward

    def matrix(self, sources: int, targets: int) -> Floats:
        """Return the similarity of each run of sources to each run of targets.

        Args:
            sources: number of source texts in a run.
            targets: number of target texts in a run.

        Returns:
            one row for each run of source texts, one column for each run of target
            texts, in the order of their first texts.
        """
        import numpy as np

        forward = _accounted(self._there, given=sources, wanted=targets)
        backward = _accounted(self._backward, given=targets, wanted=sources)
        return np.sqrt(forward * backward.T)


def _accounted(vectors: tuple[Floats, Floats], *, given: int, wanted: int) -> Floats:
    """Return the weighted share of words of wanted texts that given texts translate.

    Args:
        vectors: arrays of the wanted and of the given texts, as for `Compared`.
        given: number of given texts in a run.
        wanted: number of wanted texts in a run.

    Returns:
        one row for each run of given texts, one column for each run of wanted texts.
    """
    import numpy as np

    forward, here = _runs(vectors[0], wanted), _runs(vectors[1], given)
    total = forward.sum(axis=1)
    share: Floats = (here @ forward.T) / np.where(total > 0, total, 1.0)
    return share


def _runs(rows: Floats, length: int) -> Floats:
    """Return the words of each run of *length* texts: the maximum of their rows."""
    import numpy as np

    count = len(rows) - length + 1
    result = rows[:count]
    for begin in range(1, length):
        result = np.maximum(result, rows[begin : begin + count])
    return result


def words_of(text: str) -> tuple[str, ...]:
    """Return the tokens of a text that are compared: words, numbers and characters."""
    return tokenize_sentence(text).tokens


def _short(pairs: Sequence[tuple[Words, Words]]) -> list[tuple[Words, Words]]:
    """Return the shortest of *pairs*, up to `_MOST` pairs of words.

    Long texts teach little, and take much time.
    """
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
