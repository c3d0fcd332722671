"""Represent an answer in the exchange form as a tree of elements and text."""

from __future__ import annotations

from dataclasses import dataclass, field

DEPTH = 100
"""Nesting depth beyond which an answer is noise; books have about three levels."""

FOREIGN = -1
"""Number of an element whose id this program did not write."""


@dataclass(slots=True)
class Branch:
    """Element of a parsed answer (exchange form), or the answer as a whole.

    Attributes:
        tag: lower-case name; empty where the form of the answer has none.
        number: number of the source element it represents, `None` without an id.
        word: number of a word that is kept, `None` for everything else.
        children: text, with entities resolved, and elements.
    """

    tag: str = ""
    number: int | None = None
    children: list[str | Branch] = field(default_factory=list)
    word: int | None = None

    @property
    def is_plain(self) -> bool:
        """Return whether it represents neither a source element nor a kept word."""
        return self.number is None and self.word is None

    def text(self) -> str:
        """Return all text in the element and its children."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)
