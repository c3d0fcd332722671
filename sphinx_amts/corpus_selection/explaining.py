"""Explain why a pair was chosen: its closeness, and the words of the book in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sphinx_amts.corpus_selection.words import spelled

if TYPE_CHECKING:
    from sphinx_amts.corpus_selection.closeness import Closeness
    from sphinx_amts.corpus_selection.coverage import FeatureWorth

_SHOWN = 6


def words_covered(text: str, worth: FeatureWorth, model: Closeness) -> str:
    """Return the words of *text* that occur in the book, the most typical first.

    Each word is followed by the number of its occurrences in the book.

    Args:
        text: a source text.
        worth: features of the book.
        model: model that shows how typical a word is of the book.

    Returns:
        a list of words for the user; "" if there are none.
    """
    words = spelled([text])
    if not words:
        return ""
    numbers = np.array(sorted(words), np.uint64)
    place, known = worth.known(numbers)
    found = sorted(
        (-int(gain), words[int(number)], int(worth.counts[at]))
        for gain, number, at in zip(
            model.gains_of(numbers)[known], numbers[known], place[known], strict=True
        )
    )
    return ", ".join(f"{word} {count}×" for _, word, count in found[:_SHOWN])


def explanation(rank: int, score: float, covered: str) -> str:
    """Return the reason for a choice, for the review page.

    Args:
        rank: number of the chosen pair in the order of choice, from 1.
        score: closeness of the pair to the book.
        covered: result of `words_covered` for the pair.
    """
    told = f"; of the book: {covered}" if covered else ""
    return f"choice {rank}; closeness {score:+.2f}{told}"
