"""Determine the shares of a page's text that people and machines have translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.model import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShares:
    """Numbers of characters of a page's source text, by the translation that is shown.

    Attributes:
        human: characters of which people translated the present wording.
        unconfirmed: characters with a text by people that nobody has confirmed yet.
        machine: characters that an engine translated.
        outdated: characters for which the translation of an earlier wording is shown.
        source: characters for which the source text is shown.
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
            documents: for each document, number of characters by state, from
                `shown_characters`.
        """
        sums = dict.fromkeys(cls.__slots__, 0)
        for counts in documents:
            for state, characters in counts.items():
                sums[_PARTS.get(state, "source")] += characters
        return cls(**sums)

    @property
    def whole(self) -> int:
        """Return the number of characters of the page."""
        return self.translated + self.source

    @property
    def translated(self) -> int:
        """Return the number of characters for which a translation is shown."""
        return self.human + self.unconfirmed + self.machine + self.outdated

    @property
    def doubtful(self) -> int:
        """Return the number of characters in paragraphs with a mark."""
        return self.unconfirmed + self.machine + self.outdated


_PARTS: Mapping[str, str] = {
    State.HUMAN: "human",
    State.EDITED: "human",
    State.MEMORY: "human",
    State.UNCONFIRMED: "unconfirmed",
    State.MACHINE: "machine",
    State.OUTDATED: "outdated",
}
