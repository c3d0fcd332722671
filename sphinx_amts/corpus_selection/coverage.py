"""Choose texts so that they cover the words of a book, with feature decay.

The features of a text are its words and its pairs of adjacent words. The worth of a
feature grows with its frequency in the book. Every text that is chosen halves the worth
of its features, so that texts with other features are chosen next. Source: Biçici and
Yuret, "Instance Selection for Machine Translation using Feature Decay Algorithms", WMT
2011.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from sphinx_amts.corpus_selection.words import end_mark, pairs_of_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sphinx_amts.corpus_selection.words import Numbers, Words

_DECAY = 0.5
_NEW = 0.5
"""Worth of a word that is not in the book; a word that occurs once in it has 1."""

_BATCH = 5_000


class FeatureWorth:
    """Present worth of the features of a book.

    Args:
        book: sentences of the book.

    Attributes:
        numbers: number of each feature of the book, in ascending order.
        counts: how often each feature occurs in the book.
        worth: present worth of each feature.
    """

    def __init__(self, book: Sequence[str]) -> None:
        words = words_of(book)
        found = _features(words)
        self.numbers, self.counts = np.unique(found, return_counts=True)
        self.worth = 1.0 + np.log2(self.counts)

    def known(self, numbers: Numbers) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Look up features in those of the book.

        Args:
            numbers: the features.

        Returns:
            index of each in the attribute `numbers`, without meaning if it is not in
            the book, and whether it is.
        """
        place = np.searchsorted(self.numbers, numbers)
        place[place == len(self.numbers)] = 0
        return place, self.numbers[place] == numbers

    def of_texts(self, texts: Sequence[str]) -> Iterator[Numbers]:
        """Yield the numbers of the features of each text, without duplicates."""
        for start in range(0, len(texts), _BATCH):
            words = words_of(texts[start : start + _BATCH])
            pairs = pairs_of_words(words)
            ends = np.append(words.starts[1:], len(words.numbers))
            for first, last in zip(words.starts, ends, strict=True):
                own = words.numbers[first : last - 1]
                yield np.unique(np.concatenate((own, pairs[first:last])))


class CoverageChoice:
    """Choice of texts, in the order of their value.

    The value of a text is the worth of its features, times its weight, divided by its
    cost.

    Args:
        worth: worth of features at the beginning.
        texts: the texts.
        weights: weight of each text, from 0 to 1, by its closeness to the book.
        costs: cost of each text, in units of the limit.
    """

    def __init__(
        self,
        worth: FeatureWorth,
        texts: Sequence[str],
        weights: Sequence[float],
        costs: Sequence[int],
    ) -> None:
        features = list(worth.of_texts(texts))
        lengths = np.array([len(found) for found in features])
        flat = np.concatenate(features) if features else np.zeros(0, np.uint64)
        numbers, ids = np.unique(flat, return_inverse=True)
        place, known = worth.known(numbers)
        self.worth = np.where(known, worth.worth[place], 0.0)
        is_word = np.isin(numbers, _plain_words(texts))
        self.worth[~known & is_word] = _NEW
        self._ids = np.split(ids, np.cumsum(lengths)[:-1]) if features else []
        self._costs = costs
        self._book = worth
        self._known = known
        self._place = place
        self._weights = weights

    def order(self) -> Iterator[int]:
        """Yield the index of each text once, the text with the highest value first.

        The caller calls `take` for each text that is chosen, which lowers the values of
        texts with the same features.
        """
        heap = [(-self._value(place), place) for place in range(len(self._ids))]
        heapq.heapify(heap)
        while heap:
            old, place = heapq.heappop(heap)
            value = -self._value(place)
            # values only fall: what is still the best of the heap is the best of all
            if value > old and heap and (value, place) > heap[0]:
                heapq.heappush(heap, (value, place))
            else:
                yield place

    def take(self, place: int) -> None:
        """Choose the text with the index *place*: lower the worth of its features."""
        self.worth[self._ids[place]] *= _DECAY

    def close(self) -> None:
        """Store the present worth of features in *worth*, for another choice."""
        self._book.worth[self._place[self._known]] = self.worth[self._known]

    def _value(self, place: int) -> float:
        gain = float(self.worth[self._ids[place]].sum())
        return gain * self._weights[place] / self._costs[place]


def _features(words: Words) -> Numbers:
    single = words.numbers[words.numbers != end_mark()]
    return np.concatenate((single, pairs_of_words(words)))


def _plain_words(texts: Sequence[str]) -> Numbers:
    found = [
        np.unique(words_of(texts[start : start + _BATCH]).numbers)
        for start in range(0, len(texts), _BATCH)
    ]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.uint64)
