"""Say why a pair was chosen: how close it is, and which words of the book it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sphinx_amts.corpus_selection.words import spelled

if TYPE_CHECKING:
    from sphinx_amts.corpus_selection.closeness import Closeness
    from sphinx_amts.corpus_selection.coverage import FeatureWorth

_SHOWN = 6


def words_covered(text: str, worth: FeatureWorth, model: Closeness) -> str:
    """Return the words of the book in *text*, those that are typical of it first.

    Each has the number of its occurrences in the book behind it.
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
    """Return the reason for a choice, for the review page."""
    told = f"; of the book: {covered}" if covered else ""
    return f"choice {rank}; closeness {score:+.2f}{told}"
