"""Write and read texts as strings of PO files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel.messages.pofile import normalize

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPE = re.compile(r'\\([\\trn"])')
_ESCAPED = {"\\": "\\", "t": "\t", "r": "\r", "n": "\n", '"': '"'}
_ENDLESS = re.compile(r"\S{500}")
"""Word in which Babel looks for a line break from each character, in quadratic time."""


def po_string(text: str, *, wrap: bool = True) -> str:
    """Write *text* as a PO string, on several lines if it is long.

    Without *wrap*, or with an extremely long word, the string is broken only at the
    line ends of *text*.
    """
    if wrap and not _ENDLESS.search(text):
        return normalize(text)
    return normalize(text, width=0)


def of_strings(parts: Sequence[str]) -> str:
    """Return the text that PO strings, given without quotes, represent."""
    text = "".join(parts)
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _ESCAPED[match[1]], text)
