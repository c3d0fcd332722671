"""Find the message of a document that is most similar to a previous source."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinx_amts.leverage.fuzzy_index import FuzzyIndex
from sphinx_amts.text.differences import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_CANDIDATES = 50
"""Number of similar messages that a previous source is compared with."""


class ClosestMessages:
    """Messages of a book without a human translation, indexed by similarity.

    Args:
        book: text domain -> messages of its documents.
        translated: messages with a human translation.
    """

    def __init__(
        self, book: Mapping[str, Sequence[str]], translated: Collection[str]
    ) -> None:
        self._book = book
        self._translated = translated
        self._untranslated: dict[str, list[str]] = {}
        self._indexes: dict[str, FuzzyIndex] = {}
        self._words: dict[str, Counter[str]] = {}
        self._highest: dict[tuple[str, str], float] = {}

    def is_closest(self, source: str, message: str, domain: str) -> bool:
        """Return whether no untranslated message of *domain* is closer to *source*.

        Args:
            source: a previous source.
            message: a present message without a human translation.
            domain: text domain of *message*.
        """
        key = (source, domain)
        if key not in self._highest:
            if domain not in self._indexes:
                self._untranslated[domain] = [
                    text
                    for text in dict.fromkeys(self._book[domain])
                    if text not in self._translated
                ]
            untranslated = self._untranslated[domain]
            if domain not in self._indexes:
                self._indexes[domain] = FuzzyIndex(untranslated, single=True)
            candidates = self._indexes[domain].similar(source, _CANDIDATES)
            self._highest[key] = max(
                (self._similarity(source, untranslated[place]) for place in candidates),
                default=0.0,
            )
        return self._similarity(source, message) >= self._highest[key]

    def _similarity(self, one: str, other: str) -> float:
        """Return the Dice coefficient of the words of two texts, from 0 to 1."""
        first, second = self._counts_of(one), self._counts_of(other)
        total = first.total() + second.total()
        if not total:
            return 0.0
        if len(second) < len(first):
            first, second = second, first
        shared = sum(min(n, second[word]) for word, n in first.items())
        return 2 * shared / total

    def _counts_of(self, text: str) -> Counter[str]:
        if text not in self._words:
            self._words[text] = Counter(words_of(text))
        return self._words[text]
