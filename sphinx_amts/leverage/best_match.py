"""Which message of a document is most like an earlier wording."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinx_amts.leverage.fuzzy_index import FuzzyIndex
from sphinx_amts.text.differences import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_RIVALS = 50
"""Messages that a wording is compared with."""


class BestMatches:
    """The messages of a book that people have not translated as they are now.

    Args:
        book: text domain -> messages.
        translated: messages that people have translated.
    """

    def __init__(
        self, book: Mapping[str, Sequence[str]], translated: Collection[str]
    ) -> None:
        self._open = {
            domain: [text for text in dict.fromkeys(texts) if text not in translated]
            for domain, texts in book.items()
        }
        self._near: dict[str, FuzzyIndex] = {}
        self._words: dict[str, Counter[str]] = {}
        self._best: dict[tuple[str, str], float] = {}

    def is_best(self, wording: str, message: str, domain: str) -> bool:
        """Whether no other open message of a domain is more like *wording*."""
        key = (wording, domain)
        if key not in self._best:
            open_ = self._open[domain]
            if domain not in self._near:
                self._near[domain] = FuzzyIndex(open_, single=True)
            rivals = self._near[domain].like(wording, _RIVALS)
            self._best[key] = max(
                (self._likeness(wording, open_[place]) for place in rivals),
                default=0.0,
            )
        return self._likeness(wording, message) >= self._best[key]

    def _likeness(self, one: str, other: str) -> float:
        first, second = self._counted(one), self._counted(other)
        total = first.total() + second.total()
        if not total:
            return 0.0
        if len(second) < len(first):
            first, second = second, first
        shared = sum(min(n, second[word]) for word, n in first.items())
        return 2 * shared / total

    def _counted(self, text: str) -> Counter[str]:
        if text not in self._words:
            self._words[text] = Counter(words_of(text))
        return self._words[text]
