"""Score texts by their closeness to a book, as the difference of two cross-entropies.

A text is close if a model of the book expects its words, and a model of the collections
does not. Sources: Moore and Lewis, "Intelligent Selection of Language Model Training
Data", ACL 2010 (the difference, and that only words of the book are told apart); Witten
and Bell, "The Zero-Frequency Problem", 1991 (smoothing). The book is of another author
than the pairs, and smaller: so the closest texts of a sample are added to its model,
and taken out of the other one, in several rounds (blind relevance feedback; Rocchio,
"Relevance Feedback in Information Retrieval", 1971). In the first round, where little
is known yet, the similarity of TF-IDF vectors counts as much as the models. A short
text says little: it is drawn to the mean of all.

All scores are whole numbers, so that no machine rounds otherwise than another.
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
"""A score of one: a word is e times as probable in the book."""

MOST = 20 * UNIT
"""The highest score; the lowest is as far below 0."""

_MEAN_WORDS = 6
"""Words of the mean of all texts that are added to each text."""

RAMP = (0.3, 0.6, 1.0, 1.0, 1.0, 1.0)
"""Share of the texts of the feedback that is used in each round."""

_WEIGHT = 2.0
"""Weight of all texts of the feedback together; the book has one."""

_LEAST_IN_BOOK = 2
_LEAST_IN_FEEDBACK = 3
_LEAST_TEXTS = 150


@dataclass(frozen=True, slots=True)
class Closeness:
    """Model that scores texts.

    Attributes:
        numbers: the words that it knows, in order.
        gains: what each of them adds to the score of a text.
        unknown: what every other word adds.
        mean: mean of all words of the collections.
    """

    numbers: Numbers
    gains: NDArray[np.int64]
    unknown: int
    mean: int

    def scores(self, words: Words) -> NDArray[np.int32]:
        """Return the score of each text; above 0 it is closer to the book."""
        gains = self.gains_of(words.numbers)
        sums = np.add.reduceat(gains, words.starts) + _MEAN_WORDS * self.mean
        scores: NDArray[np.int64] = sums // (words.lengths + _MEAN_WORDS)
        return np.clip(scores, -MOST, MOST).astype(np.int32)

    def gains_of(self, numbers: Numbers) -> NDArray[np.int64]:
        """Return what each word adds to the score of a text."""
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
    """Return the model for the texts of a book and a sample of the collections.

    Args:
        book: sentences of the book.
        sample: texts of the collections, chosen at random; no text is there twice.
        share: share of the sample that is added to the model of the book in the end.
        rounds: share of it that is added in each round; none for the models alone.
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
    """Words of the book and of the sample.

    Attributes:
        size: number of different words.
        book: the words of the book.
        sample: the words of the sample.
    """

    size: int
    book: NDArray[np.int64]
    sample: NDArray[np.int64]

    def of_book(self) -> NDArray[np.float64]:
        """Return how often each word stands in the book."""
        return np.bincount(self.book, minlength=self.size).astype(float)

    def of_sample(
        self, texts: NDArray[np.int64], weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return how often each word stands in the texts that have a weight."""
        counts = np.bincount(self.sample, weights[texts], minlength=self.size)
        return counts.astype(float)


def _model(
    numbers: Numbers,
    counts: _Counts,
    texts: NDArray[np.int64],
    near: NDArray[np.float64],
    far: NDArray[np.float64],
) -> Closeness:
    """Return the model, given which texts of the sample are near and far."""
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
    """Return the differences of log probabilities, of known words and of all others."""
    logs = []
    for counts in (book, general):
        kinds = np.append(counts[known], counts[~known].sum())
        types = int((kinds > 0).sum())
        smoothed = (kinds + types / len(kinds)) / (kinds.sum() + types)
        logs.append(np.log(smoothed))
    gains = np.rint((logs[0] - logs[1]) * UNIT).astype(np.int64)
    return gains[:-1], int(gains[-1])
