"""Define the messages for review, with their drafts and context."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.text.differences import word_difference

if TYPE_CHECKING:
    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.model import State


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPlace:
    """Hold where a message stands.

    Attributes:
        document: name of the document.
        file: that of the text, relative to the source folder: for what is included
            not that of the document; behind that of a docstring stands its name.
        domain: text domain of its catalog.
        line: line in the file, 0 if unknown.
    """

    document: str
    file: str
    domain: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(slots=True, kw_only=True)
class ReviewItem:
    """Hold a message without a human translation of its present wording.

    Attributes:
        msgid: the message.
        state: its state in a build.
        places: where it stands, at least once.
        draft: the translation that is proposed, `None` if there is none.
        drafted_in: document in whose markup the draft is.
        earlier: human translation of the previous source; empty if there is none.
        previous: that source; empty if it is unknown.
        reason: why a draft is not shown; empty if none was rejected.
        before: the message above it in its document, empty at the top.
        after: the message below it, likewise.
    """

    msgid: str
    state: State
    places: list[CatalogPlace] = field(default_factory=list)
    draft: MachineEntry | None = None
    drafted_in: str = ""
    earlier: str = ""
    previous: str = ""
    reason: str = ""
    before: str = ""
    after: str = ""

    @property
    def change(self) -> str:
        """Return the `word_difference` from the previous source."""
        return word_difference(self.previous, self.msgid) if self.previous else ""

    @property
    def author(self) -> str:
        """Return who wrote the draft: "human", or the name of an engine."""
        if self.draft is None:
            return ""
        return self.draft.provenance.engine

    @property
    def proposal(self) -> str:
        """Return the text of the draft, empty without one."""
        return self.draft.msgstr if self.draft is not None else ""
