"""Find texts that are similar to a given one, among tens of thousands."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sphinx_amts.text.differences import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Units = Callable[[Sequence[str]], Iterator[int | str]]

_COMMON = 200
"""Texts with the same unit above which it does not count."""

_LEAST_SHARE = 0.25
"""Least share of the units of the shorter text that the other one has."""


class FuzzyIndex:
    """Index of texts by their word bigrams, or by single words.

    Each unit votes for the texts that have it, with the inverse of their number.

    Args:
        texts: texts to index; results are indexes into this sequence.
        single: whether the units are words, not bigrams; then one shared word is
            enough.
    """

    def __init__(self, texts: Sequence[str], *, single: bool = False) -> None:
        self._units: Units = iter if single else _bigrams
        self._least_share = 0.0 if single else _LEAST_SHARE
        postings: defaultdict[int | str, list[int]] = defaultdict(list)
        self._sizes: list[int] = []
        for number, text in enumerate(texts):
            units: set[int | str] = set(self._units(words_of(text)))
            self._sizes.append(len(units))
            for unit in units:
                postings[unit].append(number)
        self._postings = postings

    def similar(self, text: str, most: int = 5) -> list[int]:
        """Return the indexes of at most *most* texts similar to *text*, best first."""
        votes: defaultdict[int, float] = defaultdict(float)
        shared: defaultdict[int, int] = defaultdict(int)
        units = set(self._units(words_of(text)))
        for unit in units:
            numbers = self._postings.get(unit, ())
            if len(numbers) > _COMMON:
                continue
            for number in numbers:
                votes[number] += 1 / len(numbers)
                shared[number] += 1
        ranked = sorted(
            (-round(weight, 9), number)
            for number, weight in votes.items()
            if shared[number]
            >= self._least_share * min(len(units), self._sizes[number])
        )
        return [number for _, number in ranked[:most]]


def _bigrams(words: Sequence[str]) -> Iterator[int]:
    """Yield the hashes of word bigrams, those at the borders included."""
    before = ""
    for word in [*words, ""]:
        yield hash((before, word))
        before = word
