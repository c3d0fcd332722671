"""A message that is shown translated, with what it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.catalogs.verified import was_edited
from sphinx_amts.extension.messages.sources import OutsideMessage
from sphinx_amts.markup.signature import Signature, signature
from sphinx_amts.model import Origin

if TYPE_CHECKING:
    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.extension.messages.extraction import Extracted

_NOTHING = OutsideMessage()


class Shown:
    """A message that a translation was found for, as it was before.

    Attributes:
        entry: where the translation comes from, `None` for a human catalog.
        strict: whether it must have the markup of the source.
        by_hand: whether a person has changed what a machine wrote.
        apart: what of the element the message does not hold; it stays.
    """

    __slots__ = (
        "apart",
        "before",
        "by_hand",
        "children",
        "entry",
        "message",
        "origin",
        "strict",
        "text",
    )

    def __init__(
        self,
        message: Extracted,
        text: str,
        entry: MachineEntry | None = None,
        *,
        strict: bool = True,
        apart: OutsideMessage = _NOTHING,
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
        self.apart = apart
        content = self.apart.within(self.children)
        self.before: Signature = signature(content) if self.strict else ()
