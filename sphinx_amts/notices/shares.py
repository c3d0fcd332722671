"""Determine how much of a page is whose translation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.model import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShares:
    """Characters of the source of a page, by whose translation readers see.

    Attributes:
        human: people have translated the present wording.
        unconfirmed: people have translated or corrected it, and nobody has taken it
            over yet.
        machine: an engine has translated it.
        outdated: readers see the translation of an earlier wording.
        source: readers see the source text.
    """

    human: int = 0
    unconfirmed: int = 0
    machine: int = 0
    outdated: int = 0
    source: int = 0

    @classmethod
    def of(cls, documents: Iterable[Mapping[str, int]]) -> PageShares:
        """Return the shares of a page that shows *documents*.

        Args:
            documents: characters of each, by state, as `shown_characters` counts them.
        """
        sums = dict.fromkeys(cls.__slots__, 0)
        for counts in documents:
            for state, characters in counts.items():
                sums[_PARTS.get(state, "source")] += characters
        return cls(**sums)

    @property
    def whole(self) -> int:
        """Return the characters of the page."""
        return self.translated + self.source

    @property
    def translated(self) -> int:
        """Return the characters that readers see in their language."""
        return self.human + self.unconfirmed + self.machine + self.outdated

    @property
    def doubtful(self) -> int:
        """Return the characters of paragraphs that carry a mark."""
        return self.unconfirmed + self.machine + self.outdated


_PARTS: Mapping[str, str] = {
    State.HUMAN: "human",
    State.EDITED: "human",
    State.MEMORY: "human",
    State.UNCONFIRMED: "unconfirmed",
    State.MACHINE: "machine",
    State.OUTDATED: "outdated",
}
