"""Score texts by their closeness to a book, as the difference of two cross-entropies.

A text is close to the book if its words are probable in a model of the book, and less
probable in a model of the collections. Both are unigram models with a vocabulary from
the book; all other words count as one word. Sources: Moore and Lewis, "Intelligent
Selection of Language Model Training Data", ACL 2010 (the difference, the vocabulary);
Witten and Bell, "The Zero-Frequency Problem", 1991 (smoothing).

The book is written by other authors than the pairs, and smaller. So in several rounds
the closest texts of a sample are added to the model of the book, and removed from the
model of the collections (blind relevance feedback; Rocchio, "Relevance Feedback in
Information Retrieval", 1971). In the first round, the similarity of TF-IDF vectors
counts as much as the models. The scores of short texts are uncertain, and so moved
towards the mean of all.

All scores are integers, so that all machines round alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sphinx_amts.corpus_selection.vectors import similarities
from sphinx_amts.corpus_selection.words import Words, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sphinx_amts.corpus_selection.words import Numbers

UNIT = 1 << 16
"""Score of a word that is e times as probable in the book as in the collections."""

MOST = 20 * UNIT
"""Highest score of a text; the lowest score is ``-MOST``."""

_MEAN_WORDS = 6
"""Number of words with the mean gain that are added to each text."""

RAMP = (0.3, 0.6, 1.0, 1.0, 1.0, 1.0)
"""Share of the feedback texts that is used in each round."""

_WEIGHT = 2.0
"""Weight of all feedback texts together; the weight of the book is 1."""

_LEAST_IN_BOOK = 2
_LEAST_IN_FEEDBACK = 3
_LEAST_TEXTS = 150


@dataclass(frozen=True, slots=True)
class Closeness:
    """Model that scores texts by their closeness to a book.

    The gain of a word is the difference of its log probabilities in the book and in the
    collections, times `UNIT`. The score of a text is the mean gain of its words.

    Attributes:
        numbers: numbers of the words in the vocabulary, in ascending order.
        gains: gain of each word in the vocabulary.
        unknown: gain of every other word.
        mean: mean gain of all words of the collections.
    """

    numbers: Numbers
    gains: NDArray[np.int64]
    unknown: int
    mean: int

    def scores(self, words: Words) -> NDArray[np.int32]:
        """Return the score of each text; the closer to the book, the higher."""
        gains = self.gains_of(words.numbers)
        sums = np.add.reduceat(gains, words.starts) + _MEAN_WORDS * self.mean
        scores: NDArray[np.int64] = sums // (words.lengths + _MEAN_WORDS)
        return np.clip(scores, -MOST, MOST).astype(np.int32)

    def gains_of(self, numbers: Numbers) -> NDArray[np.int64]:
        """Return the gain of each word, given by its number."""
        place = np.searchsorted(self.numbers, numbers)
        place[place == len(self.numbers)] = 0
        known = self.numbers[place] == numbers
        return np.where(known, self.gains[place], self.unknown)


def learn_closeness(
    book: Sequence[str],
    sample: Sequence[str],
    share: float,
    rounds: Sequence[float] = RAMP,
) -> Closeness:
    """Return the model for a book and a sample of the collections.

    Args:
        book: sentences of the book.
        sample: source texts of the collections, chosen at random, without duplicates.
        share: share of the sample that is used as feedback.
        rounds: share of the feedback that is used in each round; empty for models
            without feedback.

    Raises:
        ValueError: *book* or *sample* is empty.
    """
    own, others = words_of(book), words_of(sample)
    if not sample or not book:
        raise ValueError("there is nothing to learn from")
    numbers, ids = np.unique(
        np.concatenate((own.numbers, others.numbers)), return_inverse=True
    )
    counts = _Counts(len(numbers), ids[: len(own.numbers)], ids[len(own.numbers) :])
    texts = np.repeat(np.arange(len(sample)), others.lengths)
    nothing = np.zeros(len(sample))
    model = _model(numbers, counts, texts, nothing, nothing + 1)
    books = np.repeat(np.arange(len(book)), own.lengths)
    similar = similarities(counts.sample, texts, counts.book, books, len(numbers))
    ranking = _standard(model.scores(others)) + _standard(similar)
    for part in rounds:
        size = max(int(len(sample) * share), min(_LEAST_TEXTS, len(sample) // 10))
        size = math.ceil(size * part)
        if 3 * size > len(sample):
            break
        # of equals the first ones come first, on all machines
        order = np.argsort(-ranking, kind="stable")
        near, far = nothing.copy(), nothing + 1
        near[order[:size]] = 1
        far[order[: 2 * size]] = 0
        model = _model(numbers, counts, texts, near, far)
        ranking = model.scores(others).astype(float)
    return model


def _standard(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return *values* with a mean of 0 and a standard deviation of 1."""
    found: NDArray[np.float64] = values.astype(float) - float(values.mean())
    spread = float(found.std())
    if spread:
        found /= spread
    return found


@dataclass(frozen=True, slots=True)
class _Counts:
    """Words of the book and of the sample, as indices into a list of all words.

    Attributes:
        size: number of different words.
        book: index of each word of the book.
        sample: index of each word of the sample.
    """

    size: int
    book: NDArray[np.int64]
    sample: NDArray[np.int64]

    def of_book(self) -> NDArray[np.float64]:
        """Return how often each word occurs in the book."""
        return np.bincount(self.book, minlength=self.size).astype(float)

    def of_sample(
        self, texts: NDArray[np.int64], weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return how often each word occurs in the sample, with weights of the texts.

        Args:
            texts: index of the text of each word of the sample.
            weights: weight of each text.
        """
        counts = np.bincount(self.sample, weights[texts], minlength=self.size)
        return counts.astype(float)


def _model(
    numbers: Numbers,
    counts: _Counts,
    texts: NDArray[np.int64],
    near: NDArray[np.float64],
    far: NDArray[np.float64],
) -> Closeness:
    """Return the model for given feedback.

    Args:
        numbers: number of each different word.
        counts: words of the book and of the sample.
        texts: index of the text of each word of the sample.
        near: 1 for each text of the sample that is feedback, else 0.
        far: 1 for each text of the sample in the model of the collections, else 0.
    """
    book, feedback = counts.of_book(), counts.of_sample(texts, near)
    known = (book >= _LEAST_IN_BOOK) | (feedback >= _LEAST_IN_FEEDBACK)
    if feedback.sum():
        book = book + feedback * (_WEIGHT * book.sum() / feedback.sum())
    general = counts.of_sample(texts, far)
    gains, unknown = _gains(book, general, known)
    every = counts.of_sample(texts, np.ones_like(near))
    total = int((gains * every[known]).sum() + unknown * every[~known].sum())
    mean = total // max(1, int(every.sum()))
    return Closeness(numbers[known], gains, unknown, mean)


def _gains(
    book: NDArray[np.float64], general: NDArray[np.float64], known: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], int]:
    """Return the gains of the known words, and the gain of all other words.

    Args:
        book: how often each word occurs in the book and the feedback.
        general: how often each word occurs in the rest of the sample.
        known: whether each word is in the vocabulary.
    """
    logs = []
    for counts in (book, general):
        kinds = np.append(counts[known], counts[~known].sum())
        types = int((kinds > 0).sum())
        smoothed = (kinds + types / len(kinds)) / (kinds.sum() + types)
        logs.append(np.log(smoothed))
    gains = np.rint((logs[0] - logs[1]) * UNIT).astype(np.int64)
    return gains[:-1], int(gains[-1])
