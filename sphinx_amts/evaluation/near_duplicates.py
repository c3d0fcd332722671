"""Find near duplicates of held-out text.

Two texts are near duplicates if the sets of their character 5-grams have a Jaccard
index of at least 0.5, or if at least 0.8 of one set is in the other: so a sentence of a
paragraph is found as well as a paragraph with a word changed. Overlaps are counted
exactly, not estimated from hashes.

Source: Broder, "On the Resemblance and Containment of Documents", 1997. Either text may
contain the other; a held-out title of a few letters occurs in half of the book, so its
containment is no evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from sphinx_amts.markup.model import Inline, visible_text
from sphinx_amts.scores.lines import text_with
from sphinx_amts.text.normal_forms import normal_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GRAM = 5
CONTAINMENT = 0.8
MIN_GRAMS = 10
"""Number of 5-grams from which on a held-out text counts as contained in others."""

_PLACEABLE = "\ufffc"


class NearDuplicateFilter(StrEnum):
    """Filter that removes text by its overlap with held-out text."""

    NEAR = "0.5"
    """Remove from a Jaccard index of 0.5, or a containment of 0.8, on: the default."""
    CLOSE = "0.7"
    """Remove from a Jaccard index of 0.7, or a containment of 0.8, on."""
    EXACT = "exact"
    """Remove the same text; blanks, case, width and placeables may differ."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Overlap of a text with the most similar held-out text.

    Attributes:
        jaccard: greatest Jaccard index with a held-out text, from 0 to 1.
        containment: greatest share of the 5-grams of the text that are in a held-out
            text, or the reverse.
        same: whether a held-out text is the same, apart from blanks, case, width and
            placeables.
    """

    jaccard: float = 0.0
    containment: float = 0.0
    same: bool = False

    def exceeds(self, filter_: NearDuplicateFilter) -> bool:
        """Return whether *filter_* removes a text with this overlap."""
        if self.same or filter_ is NearDuplicateFilter.EXACT:
            return self.same
        return self.jaccard >= float(filter_) or self.containment >= CONTAINMENT

    def __or__(self, other: Nearness) -> Nearness:
        return Nearness(
            max(self.jaccard, other.jaccard),
            max(self.containment, other.containment),
            self.same or other.same,
        )


class HeldOut:
    """Held-out texts of one language, to measure the overlap of other texts with them.

    Args:
        texts: messages and sentences, as plain text or with placeables.
    """

    def __init__(self, texts: Iterable[str | Sequence[Inline]]) -> None:
        forms = dict.fromkeys(form for text in texts for form in _forms(text))
        self._texts = set(forms)
        grams = [_grams(form) for form in forms]
        self._sizes = np.array([len(found) for found in grams], dtype=np.int64)
        holders: dict[str, list[int]] = {}
        for number, found in enumerate(grams):
            for gram in found:
                holders.setdefault(gram, []).append(number)
        self._holders = {
            gram: np.array(numbers, dtype=np.int64) for gram, numbers in holders.items()
        }

    def nearness(self, text: str | Sequence[Inline]) -> Nearness:
        """Return the overlap of *text* with the most similar held-out text."""
        found = Nearness()
        for form in _forms(text):
            found |= self._nearness(form)
        return found

    def _nearness(self, form: str) -> Nearness:
        grams = _grams(form)
        holders = [self._holders[gram] for gram in grams if gram in self._holders]
        if not holders:
            return Nearness()
        shared = np.bincount(np.concatenate(holders), minlength=len(self._sizes))
        jaccard = shared / (self._sizes + len(grams) - shared)
        within = shared.max() / len(grams)
        around = (shared / self._sizes)[self._sizes >= MIN_GRAMS].max(initial=0.0)
        return Nearness(
            float(jaccard.max()), float(max(within, around)), form in self._texts
        )


def _forms(text: str | Sequence[Inline]) -> list[str]:
    """Return the normal forms of *text*: with uniform placeables, and as it is read.

    Both are needed, as a copy may come from a file without placeables.
    """
    if isinstance(text, str):
        forms = [text]
    else:
        forms = [text_with(text, lambda _: _PLACEABLE), visible_text(text)]
    return [form for form in dict.fromkeys(map(_normal, forms)) if form]


def _normal(text: str) -> str:
    return " ".join(normal_form("NFKC", text).casefold().split())


def _grams(text: str) -> set[str]:
    """Return the character 5-grams of *text*, or a short text itself."""
    if len(text) <= GRAM:
        return {text}
    return {text[start : start + GRAM] for start in range(len(text) - GRAM + 1)}
