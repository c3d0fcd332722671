"""Finding texts that are like a given one among tens of thousands."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sphinx_amts.text.differences import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_COMMON = 200
"""Texts with the same pair of words, from where on it tells nothing."""


class NearTexts:
    """An index of texts by pairs of neighbouring words.

    Every pair of words votes for the texts that have it, the more so the rarer it is.

    Args:
        texts: they are known by their place.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for pair in set(_pairs(words_of(text))):
                found[pair].append(number)
        self._found = {p: numbers for p, numbers in found.items() if _tells(numbers)}

    def like(self, text: str, most: int = 5) -> list[int]:
        """Return the places of the texts that share the rarest words with *text*."""
        votes: defaultdict[int, float] = defaultdict(float)
        for pair in set(_pairs(words_of(text))):
            numbers = self._found.get(pair, ())
            for number in numbers:
                votes[number] += 1 / len(numbers)
        return _best(votes.items(), most)


def _best(votes: Iterable[tuple[int, float]], most: int) -> list[int]:
    ranked = sorted(votes, key=lambda vote: (-round(vote[1], 9), vote[0]))
    return [number for number, _ in ranked[:most]]


def _tells(numbers: list[int]) -> bool:
    return len(numbers) <= _COMMON


def _pairs(words: Sequence[str]) -> Iterator[int]:
    """Yield numbers that stand for pairs of neighbours, the borders included."""
    before = ""
    for word in [*words, ""]:
        yield hash((before, word))
        before = word
