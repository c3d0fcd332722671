"""Find texts that are nearly the same as a text that has been chosen before.

Two texts are nearly the same if the sets of their character 5-grams have a Jaccard
index of at least 0.7. Texts to compare are found by MinHash with banding (Broder, "On
the Resemblance and Containment of Documents", 1997; Leskovec et al., "Mining of Massive
Datasets", chapter 3), and then compared exactly. All numbers count as equal, as many
texts in lists of versions and dates differ only in numbers.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

from sphinx_amts.corpus_selection.words import shown_form

if TYPE_CHECKING:
    from collections.abc import Iterator

_GRAM = 5
_JACCARD = 0.7
_BANDS = 12
_ROWS = 3
_DIGITS = re.compile(r"\d+")
_BLANKS = re.compile(r"[\W_]+")


class TakenTexts:
    """Index of the chosen texts, which finds texts that are nearly the same."""

    def __init__(self) -> None:
        # fixed numbers, so that the same texts are found on all machines
        draws = np.random.default_rng(20110730)
        self._factors = draws.integers(1, 2**32, _BANDS * _ROWS, dtype=np.uint64)
        self._factors |= np.uint64(1)
        self._shifts = draws.integers(0, 2**63, _BANDS * _ROWS, dtype=np.uint64)
        self._bands: dict[bytes, list[int]] = {}
        self._grams: list[frozenset[int]] = []
        self._places: list[str] = []

    def like(self, text: str) -> str:
        """Return ``file:line`` of a chosen text nearly the same as *text*, or ""."""
        grams = _grams(text)
        others = {n for band in self._of(grams) for n in self._bands.get(band, ())}
        for number in sorted(others):
            known = self._grams[number]
            both = len(known & grams)
            if both >= _JACCARD * (len(known) + len(grams) - both):
                return self._places[number]
        return ""

    def take(self, text: str, place: str) -> None:
        """Add *text* to the index; *place* is its ``file:line``."""
        grams = _grams(text)
        for band in self._of(grams):
            self._bands.setdefault(band, []).append(len(self._grams))
        self._grams.append(grams)
        self._places.append(place)

    def _of(self, grams: frozenset[int]) -> Iterator[bytes]:
        """Yield a key for each band of the MinHash signature of a text's 5-grams."""
        values = np.fromiter(grams, np.uint64, len(grams))
        mixed = values[:, None] * self._factors + self._shifts
        mixed ^= mixed >> np.uint64(29)
        lowest = mixed.min(axis=0)
        for band in range(_BANDS):
            row = lowest[band * _ROWS : (band + 1) * _ROWS].tobytes()
            yield bytes((band,)) + row


def _grams(text: str) -> frozenset[int]:
    """Return checksums of the character 5-grams of *text* without punctuation."""
    plain = _BLANKS.sub(" ", _DIGITS.sub("0", shown_form(text))).strip()
    form = plain or text
    count = max(1, len(form) - _GRAM + 1)
    return frozenset(
        zlib.crc32(form[start : start + _GRAM].encode("utf-8", "replace"))
        for start in range(count)
    )
