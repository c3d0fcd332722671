"""Compare texts with a book as vectors of their words, weighed by TF-IDF.

Source: Salton and Buckley, "Term-weighting Approaches in Automatic Text Retrieval",
1988. The vector of the book is the sum of those of its sentences; square roots keep its
most frequent words from covering the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class _Entries(NamedTuple):
    """Entries of the vectors of several texts: text, word and weight of each."""

    texts: NDArray[np.int64]
    words: NDArray[np.int64]
    weights: NDArray[np.float64]


def similarities(
    words: NDArray[np.int64],
    texts: NDArray[np.int64],
    book_words: NDArray[np.int64],
    book_texts: NDArray[np.int64],
    size: int,
) -> NDArray[np.float64]:
    """Return the cosine of each text with the book.

    Args:
        words: words of all texts, from 0 to *size*.
        texts: number of the text that each word is in.
        book_words: words of the book.
        book_texts: number of the sentence that each of them is in.
        size: number of different words.
    """
    number = int(texts[-1]) + 1
    found = _entries(words, texts, size)
    frequencies = np.bincount(found.words, minlength=size)
    rarity = np.log((number + 1) / (frequencies + 1))
    own = _scaled(found, rarity)
    book = _scaled(_entries(book_words, book_texts, size), rarity)
    centre = np.sqrt(np.bincount(book.words, book.weights, minlength=size))
    length = float(np.sqrt((centre**2).sum())) or 1.0
    cosines = np.bincount(own.texts, own.weights * centre[own.words] / length)
    return cosines.astype(float)


def _entries(words: NDArray[np.int64], texts: NDArray[np.int64], size: int) -> _Entries:
    keys, counts = np.unique(texts * size + words, return_counts=True)
    return _Entries(keys // size, keys % size, 1 + np.log(counts))


def _scaled(entries: _Entries, rarity: NDArray[np.float64]) -> _Entries:
    """Return vectors of the length 1, in which rare words weigh more."""
    weights = entries.weights * rarity[entries.words]
    lengths = np.sqrt(np.bincount(entries.texts, weights**2))
    lengths[lengths == 0] = 1
    return _Entries(entries.texts, entries.words, weights / lengths[entries.texts])
