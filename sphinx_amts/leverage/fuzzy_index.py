"""Find the texts that are similar to a given text, among tens of thousands."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.text.differences import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    _Numbers = array[int] | memoryview[int]
    Units = Callable[[Sequence[str]], Iterable[int]]

_KEPT = KeptData("index of similar texts", 3)

_COMMON = 200
"""Most texts that a unit may occur in; more common units do not count."""

_LEAST_SHARE = 0.25
"""Least share of the units of the shorter text that both texts must share."""

_BITS = 32
"""Number of bits of the hash of a unit, and of the index of a text."""


class FuzzyIndex:
    """Index of texts by units: their word bigrams, or their single words.

    A look-up ranks texts by the units that they share with the given text. Each shared
    unit adds 1 / (number of texts that contain the unit).

    Args:
        texts: texts to index; results are indexes into this sequence.
        single: whether the units are single words; then one shared word makes two texts
            similar.
    """

    def __init__(self, texts: Sequence[str], *, single: bool = False) -> None:
        self._units: Units = _words if single else _bigrams
        self._least_share = 0.0 if single else _LEAST_SHARE
        sizes = array("I")
        found: list[int] = []
        for number, text in enumerate(texts):
            units = set(self._units(words_of(text)))
            sizes.append(len(units))
            found += [unit << _BITS | number for unit in units]
        found.sort()
        self._sizes: _Numbers = sizes
        # each unit with the index of a text that has it, in one number
        self._postings: _Numbers = array("Q", found)

    @classmethod
    def kept(cls, texts: Sequence[str], path: Path) -> FuzzyIndex:
        """Return the index of *texts* by bigrams, which is kept in the file *path*.

        The index is made and stored if the file has none of the same texts.
        """
        joined = "\0".join(texts).encode("utf-8", "surrogatepass")
        key = blake2b(joined, digest_size=16).hexdigest()
        if (known := _KEPT.load(path, key)) is not None:
            index = cls(())
            sizes, postings = known
            index._sizes = memoryview(sizes).cast("I")
            index._postings = memoryview(postings).cast("Q")
            return index
        index = cls(texts)
        _KEPT.store(path, key, (bytes(index._sizes), bytes(index._postings)))
        return index

    def similar(self, text: str, most: int = 5) -> list[int]:
        """Return the indexes of at most *most* similar texts, most similar first."""
        votes: defaultdict[int, float] = defaultdict(float)
        shared: defaultdict[int, int] = defaultdict(int)
        units = set(self._units(words_of(text)))
        for unit in units:
            numbers = self._texts_with(unit)
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

    def _texts_with(self, unit: int) -> list[int]:
        """Return the indexes of the texts with *unit*; empty if the unit is common."""
        start = bisect_left(self._postings, unit << _BITS)
        end = bisect_left(self._postings, unit + 1 << _BITS, start)
        if end - start > _COMMON:
            return []
        return [number & (1 << _BITS) - 1 for number in self._postings[start:end]]


def _words(words: Sequence[str]) -> Iterator[int]:
    """Yield a hash of each word; unlike `hash`, it is the same in every process."""
    for word in words:
        yield crc32(word.encode("utf-8", "surrogatepass"))


def _bigrams(words: Sequence[str]) -> Iterator[int]:
    """Yield a hash of each word bigram; the first and last word also count alone."""
    before = b""
    for word in [*words, ""]:
        own = word.encode("utf-8", "surrogatepass")
        yield crc32(b"\0" + own, crc32(before))
        before = own
