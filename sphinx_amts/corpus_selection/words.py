"""Split many texts into words at once, and represent words by numbers of 64 bits.

A word is a run of letters, digits and underscores; each ideograph and each other mark
is a word of its own. The number of a word is a hash (a polynomial of its characters),
which is the same on all machines, so that no vocabulary has to be stored.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sphinx_amts.text.normal_forms import normal_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.uint64]

_OTHER, _LETTER, _ALONE, _END = range(4)
_BASE = 0x9E3779B97F4A7C15
_MIX = 0xBF58476D1CE4E5B9
_SHIFT = np.uint64(31)
_LONGEST = 64
"""Number of characters of a word whose position affects the number of the word.

All further characters count as if they were at the last of these positions.
"""

_ALONE_RANGES = (
    (0x0E00, 0x0EFF),  # Thai and Lao, which are written without blanks
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
"""Ranges of characters in scripts without blanks between words."""

_WORD = re.compile(
    "["
    + "".join(f"{chr(first)}-{chr(last)}" for first, last in _ALONE_RANGES)
    + r"]|[^\W"
    + "".join(f"{chr(first)}-{chr(last)}" for first, last in _ALONE_RANGES)
    + r"]+"
)


class Words(NamedTuple):
    """Words of several texts, one text after the other, each followed by an end mark.

    Attributes:
        numbers: number of each word or end mark.
        starts: index of the first word of each text in *numbers*.
    """

    numbers: Numbers
    starts: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Return the number of words of each text, including its end mark."""
        return np.diff(self.starts, append=len(self.numbers))


def words_of(texts: Sequence[str]) -> Words:
    """Split *texts* into words, after NFKC normalisation and in lower case."""
    if not texts:
        return Words(np.zeros(0, np.uint64), np.zeros(0, np.int64))
    joined = "\n".join(text.replace("\n", " ") for text in texts) + "\n"
    codes = np.frombuffer(
        normal_form("NFKC", joined).lower().encode("utf-32-le", "replace"), np.uint32
    )
    kinds = _kinds()[codes]
    inside = kinds != _OTHER
    is_letter = kinds == _LETTER
    begins = inside.copy()
    begins[1:] &= ~(is_letter[1:] & is_letter[:-1])
    starts = np.flatnonzero(begins[inside])
    kept = codes[inside].astype(np.uint64)
    place = np.arange(len(kept))
    place -= np.repeat(starts, np.diff(starts, append=len(kept)))
    np.minimum(place, _LONGEST - 1, out=place)
    kept += np.uint64(1)
    kept *= _powers()[place]
    numbers = np.add.reduceat(kept, starts)
    numbers = (numbers ^ (numbers >> _SHIFT)) * np.uint64(_MIX)
    numbers ^= numbers >> _SHIFT
    ends = np.flatnonzero(kinds[inside][starts] == _END)
    return Words(numbers, np.concatenate(([0], ends[:-1] + 1)).astype(np.int64))


def end_mark() -> np.uint64:
    """Return the number of the end mark of a text."""
    return np.uint64(words_of([""]).numbers[0])


def pairs_of_words(words: Words) -> Numbers:
    """Return a hash for each word or end mark together with the word before it."""
    before = np.roll(words.numbers, 1)
    before[words.starts] = 0
    numbers: Numbers = before * np.uint64(_MIX) + words.numbers
    return numbers ^ (numbers >> _SHIFT)


def spelled(texts: Iterable[str]) -> dict[int, str]:
    """Return the words in *texts*, without marks, by their numbers."""
    found = sorted({w for t in texts for w in _WORD.findall(shown_form(t))})
    numbers = words_of(found)
    return {
        int(numbers.numbers[start]): word
        for word, start in zip(found, numbers.starts, strict=True)
    }


def shown_form(text: str) -> str:
    """Return *text* in the form in which words are compared: NFKC, lower case."""
    return normal_form("NFKC", text).lower()


@cache
def _powers() -> Numbers:
    powers = [pow(_BASE, place, 2**64) for place in range(_LONGEST)]
    return np.array(powers, np.uint64)


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return the kind of each character, by its code point."""
    kinds = np.full(sys.maxunicode + 1, _ALONE, np.uint8)
    for code in range(0x20000):
        category = unicodedata.category(chr(code))
        if category[0] in "LMN" or code == ord("_"):
            kinds[code] = _LETTER
        elif category[0] in "ZC":
            kinds[code] = _OTHER
    for first, last in _ALONE_RANGES:
        kinds[first : last + 1] = _ALONE
    kinds[ord("\n")] = _END
    return kinds
