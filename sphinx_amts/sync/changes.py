"""Define the changes that a synchronisation finds, and its result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.memory.human_memory import HumanRecord


@dataclass(frozen=True, slots=True)
class EditedMessage:
    """A message of which an earlier wording has a human translation.

    Attributes:
        where: file and line of the message.
        difference: difference between the wordings; the message if the earlier one is
            unknown.
    """

    where: str
    difference: str


@dataclass(slots=True)
class SyncChanges:
    """Changes of the source since people translated it, mostly as numbers.

    Attributes:
        edited: messages whose words changed.
        merged: number of edited messages that were made from several earlier messages.
        split: number of earlier messages that became several messages.
        markup_only: number of messages of which only markup or dialect changed.
        moved: number of messages that were moved, or made of sentences from elsewhere.
        removed: number of translations whose message is no longer in the book.
        added: number of messages without a human translation of any wording.
    """

    edited: list[EditedMessage] = field(default_factory=list)
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
        kept: records that were added to the human memory.
        written: files that changed.
        notes: notes for the maintainer, one line each.
        faults: files that could not be read, one line each.
    """

    changes: SyncChanges
    kept: list[HumanRecord]
    written: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
