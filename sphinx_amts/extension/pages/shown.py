"""Define a message with its translation and its nodes before translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.catalogs.verified import was_edited
from sphinx_amts.extension.messages.sources import OutsideMessage
from sphinx_amts.markup.signature import Signature, signature
from sphinx_amts.model import Origin

if TYPE_CHECKING:
    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.extension.messages.extraction import ExtractedMessage

_NOTHING = OutsideMessage()


class Shown:
    """Message with its translation, and its nodes before `Locale` is applied.

    Attributes:
        message: the message.
        text: the translation.
        entry: machine entry of the translation; `None` for a human translation.
        origin: origin of the translation.
        strict: whether the translation must have the markup of the source.
        by_hand: whether a person has edited the entry in its machine catalog.
        outside: nodes of the element that the message does not contain, and that stay.
        children: children of the element before `Locale`.
        before: inline signature of the source; empty unless *strict*.
    """

    __slots__ = (
        "before",
        "by_hand",
        "children",
        "entry",
        "message",
        "origin",
        "outside",
        "strict",
        "text",
    )

    def __init__(
        self,
        message: ExtractedMessage,
        text: str,
        entry: MachineEntry | None = None,
        *,
        strict: bool = True,
        outside: OutsideMessage = _NOTHING,
    ) -> None:
        self.message = message
        self.text = text
        self.entry = entry
        self.origin = Origin.HUMAN if entry is None else entry.origin
        self.strict = strict and entry is not None
        self.by_hand = (
            entry is not None and entry.origin is Origin.MACHINE and was_edited(entry)
        )
        self.children = list(message.node.children)
        self.outside = outside
        content = self.outside.within(self.children)
        self.before: Signature = signature(content) if self.strict else ()
