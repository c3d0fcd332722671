"""Define the data about a message that a doctree stores until pages are written."""

from __future__ import annotations

from typing import NamedTuple

PARAGRAPH = "amts_paragraph"
"""Name of the doctree attribute whose value is a `Paragraph`."""


class Paragraph(NamedTuple):
    """Data about a message, stored in the element of the doctree that shows it.

    Attributes:
        docname: name of the document of the message.
        msgid: the message.
        source: text of the message without markup.
        translated: whether readers see a translation of the message.
    """

    docname: str
    msgid: str
    source: str
    translated: bool
