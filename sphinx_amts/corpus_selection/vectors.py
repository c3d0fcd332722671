"""Compare texts with a book as vectors of word weights (TF-IDF).

Source: Salton and Buckley, "Term-weighting Approaches in Automatic Text Retrieval",
1988. The vector of the book is the sum of the vectors of its sentences; the square root
of each entry is used, so that the most frequent words do not outweigh all others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class _Entries(NamedTuple):
    """Non-zero entries of the vectors of several texts.

    Attributes:
        texts: index of the text of each entry.
        words: index of the word of each entry.
        weights: weight of the word in the text.
    """

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
    """Return the cosine similarity of each text and the book.

    Args:
        words: index of each word of the texts, from 0 to *size* - 1.
        texts: index of the text of each word.
        book_words: index of each word of the book.
        book_texts: index of the sentence of each word of the book.
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
    """Return the vectors with the weights multiplied by *rarity*, and with length 1."""
    weights = entries.weights * rarity[entries.words]
    lengths = np.sqrt(np.bincount(entries.texts, weights**2))
    lengths[lengths == 0] = 1
    return _Entries(entries.texts, entries.words, weights / lengths[entries.texts])
