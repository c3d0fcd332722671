"""Finding texts that are like a given one among tens of thousands."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sphinx_amts.text.differences import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Units = Callable[[Sequence[str]], Iterator[int | str]]

_COMMON = 200
"""Texts with the same pair of words, from where on it tells nothing."""

_SHARED = 0.25
"""Share of the pairs of the shorter text that the other must have."""


class FuzzyIndex:
    """An index of texts by pairs of neighbouring words, or by words.

    Every pair of words votes for the texts that have it, the more so the rarer it is.

    Args:
        texts: they are known by their place.
        single: whether words vote, not pairs of them; then texts need not share more
            than one.
    """

    def __init__(self, texts: Sequence[str], *, single: bool = False) -> None:
        self._units: Units = iter if single else _pairs
        self._shared = 0.0 if single else _SHARED
        found: defaultdict[int | str, list[int]] = defaultdict(list)
        self._sizes: list[int] = []
        for number, text in enumerate(texts):
            pairs: set[int | str] = set(self._units(words_of(text)))
            self._sizes.append(len(pairs))
            for pair in pairs:
                found[pair].append(number)
        self._found = found

    def like(self, text: str, most: int = 5) -> list[int]:
        """Return the places of the texts that share the rarest words with *text*."""
        votes: defaultdict[int, float] = defaultdict(float)
        shared: defaultdict[int, int] = defaultdict(int)
        pairs = set(self._units(words_of(text)))
        for pair in pairs:
            numbers = self._found.get(pair, ())
            if len(numbers) > _COMMON:
                continue
            for number in numbers:
                votes[number] += 1 / len(numbers)
                shared[number] += 1
        ranked = sorted(
            (-round(weight, 9), number)
            for number, weight in votes.items()
            if shared[number] >= self._shared * min(len(pairs), self._sizes[number])
        )
        return [number for _, number in ranked[:most]]


def _pairs(words: Sequence[str]) -> Iterator[int]:
    """Yield numbers that stand for pairs of neighbours, the borders included."""
    before = ""
    for word in [*words, ""]:
        yield hash((before, word))
        before = word
