"""Define what an element of a doctree keeps of its message until pages are written."""

from __future__ import annotations

from typing import NamedTuple

PARAGRAPH = "amts_paragraph"
"""Attribute of an element with a message: a `Paragraph`."""


class Paragraph(NamedTuple):
    """A message as its element keeps it.

    Attributes:
        docname: its document.
        msgid: the message.
        source: its text without markup.
        translated: whether readers see a translation of it.
    """

    docname: str
    msgid: str
    source: str
    translated: bool
