"""Represent an answer in the exchange form as a tree of elements and text."""

from __future__ import annotations

from dataclasses import dataclass, field

DEPTH = 100
"""Nesting depth beyond which an answer is refused; books have about three levels."""

FOREIGN = -1
"""Stands in `ExchangeNode.number` for an id that this program did not write."""


@dataclass(slots=True)
class ExchangeNode:
    """Element of a parsed answer (exchange form), or the answer as a whole.

    Attributes:
        tag: lower-case name of the tag; empty for a token and for the whole answer.
        number: number of the source element that the branch represents; `None` without
            an id, `FOREIGN` with an id that is not ours.
        children: text, with entities resolved, and elements.
        word: number of the untranslated word that the branch represents; `None` if it
            represents none.
    """

    tag: str = ""
    number: int | None = None
    children: list[str | ExchangeNode] = field(default_factory=list)
    word: int | None = None

    @property
    def is_plain(self) -> bool:
        """Return whether the branch is neither source element nor untranslated word."""
        return self.number is None and self.word is None

    def text(self) -> str:
        """Return all text in the element and its children."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)
