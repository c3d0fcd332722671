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
    """Occurrence of a message: its document, file, text domain and line.

    Attributes:
        document: name of the document.
        file: file of the text, relative to the source folder; the included file for
            included text; for a docstring, followed by the name of its object.
        domain: text domain of the catalog.
        line: number of the line in the file, from 1; 0 if unknown.
    """

    document: str
    file: str
    domain: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(slots=True, kw_only=True)
class ReviewItem:
    """A message for review, which has no human translation of its present wording.

    Attributes:
        msgid: the message.
        state: its state in a build.
        places: its occurrences, at least one.
        draft: the proposed translation, `None` without one.
        drafted_in: document whose markup dialect the draft has.
        earlier: human translation of an earlier wording; empty if there is none.
        previous: that earlier wording; empty if it is unknown.
        reason: reason why a draft was rejected; empty if none was.
        before: the message above in the document, empty at the top.
        after: the message below in the document, empty at the end.
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
        """Return the difference from the earlier wording, word by word."""
        return word_difference(self.previous, self.msgid) if self.previous else ""

    @property
    def author(self) -> str:
        """Return who wrote the draft: "human", an engine's name, or "" without one."""
        if self.draft is None:
            return ""
        return self.draft.provenance.engine

    @property
    def proposal(self) -> str:
        """Return the text of the draft, empty without one."""
        return self.draft.msgstr if self.draft is not None else ""
