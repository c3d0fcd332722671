"""Find texts that are similar to a given one, among tens of thousands."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from hashlib import blake2b
from itertools import accumulate
from typing import TYPE_CHECKING, Literal
from zlib import crc32

from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.text.differences import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    Units = Callable[[Sequence[str]], Iterator[int | str]]
    _Numbers = memoryview[int]

_KEPT = KeptData("index of similar texts", 3)

_FORMATS: tuple[Literal["I", "Q"], ...] = ("I", "Q", "I", "I")
"""Types of the numbers of what is kept: sizes, units, starts and numbers of texts."""

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
        self._sizes: list[int] | _Numbers = []
        for number, text in enumerate(texts):
            units: set[int | str] = set(self._units(words_of(text)))
            self._sizes.append(len(units))
            for unit in units:
                postings[unit].append(number)
        self._postings: dict[int | str, list[int]] | _KeptPostings = postings

    @classmethod
    def kept(cls, texts: Sequence[str], path: Path) -> FuzzyIndex:
        """Return the index of *texts* by bigrams, the one kept at *path* if it fits."""
        joined = "\0".join(texts).encode("utf-8", "surrogatepass")
        key = blake2b(joined, digest_size=16).hexdigest()
        if (known := _KEPT.load(path, key)) is not None:
            index = cls(())
            parts = zip(_FORMATS, known, strict=True)
            index._sizes, *postings = (memoryview(d).cast(f) for f, d in parts)
            index._postings = _KeptPostings(*postings)
            return index
        index = cls(texts)
        assert isinstance(index._postings, dict)
        rows = sorted(
            (unit, found)
            for unit, found in index._postings.items()
            if isinstance(unit, int) and len(found) <= _COMMON
        )
        starts = [0, *accumulate(len(found) for _, found in rows)]
        numbers = [number for _, found in rows for number in found]
        lists = (index._sizes, [unit for unit, _ in rows], starts, numbers)
        parts = zip(_FORMATS, lists, strict=True)
        _KEPT.store(path, key, tuple(array(f, one).tobytes() for f, one in parts))
        return index

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


class _KeptPostings:
    """Texts of units as they are kept: in one list, sorted by unit."""

    def __init__(self, units: _Numbers, starts: _Numbers, numbers: _Numbers) -> None:
        self._units = units
        self._starts = starts
        self._numbers = numbers

    def get(self, unit: int | str, default: Sequence[int] = ()) -> Sequence[int]:
        """Return the indexes of the texts with *unit*."""
        if isinstance(unit, str):
            return default
        place = bisect_left(self._units, unit)
        if place == len(self._units) or self._units[place] != unit:
            return default
        return self._numbers[self._starts[place] : self._starts[place + 1]]


def _bigrams(words: Sequence[str]) -> Iterator[int]:
    """Yield the hashes of word bigrams, those at the borders included.

    They are the same in every process.
    """
    before = 0
    for word in [*words, ""]:
        own = crc32(word.encode("utf-8", "surrogatepass"))
        yield before << 32 | own
        before = own
