"""Define what a synchronisation finds and does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.memory.human_memory import HumanRecord


@dataclass(frozen=True, slots=True)
class Edited:
    """A message whose previous source has a human translation.

    Attributes:
        where: file and line.
        difference: the words that changed, or the message where that is unknown.
    """

    where: str
    difference: str


@dataclass(slots=True)
class SyncChanges:
    """Numbers of changes in the source since it was translated.

    Attributes:
        edited: messages whose words changed.
        merged: of these, those made of several earlier ones.
        split: earlier messages that became several ones.
        markup_only: messages of which only markup or dialect changed.
        moved: messages with another position, or made of sentences from elsewhere.
        removed: translations of messages that are no longer in the book.
        added: messages without a human translation in any wording.
    """

    edited: list[Edited] = field(default_factory=list)
    merged: int = 0
    split: int = 0
    markup_only: int = 0
    moved: int = 0
    removed: int = 0
    added: int = 0


@dataclass(frozen=True, slots=True)
class Synchronised:
    """Result of synchronising one language.

    Attributes:
        kept: records that are new in the human memory.
        written: files that changed.
        notes: for a maintainer, one line each.
        faults: files that could not be read, one line each.
    """

    changes: SyncChanges
    kept: list[HumanRecord]
    written: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
