"""Texts as strings of PO files."""

from __future__ import annotations

import re

from babel.messages.pofile import normalize

_ENDLESS = re.compile(r"\S{500}")
"""A word that babel would look for a break in, from each of its characters."""


def po_string(text: str, *, wrap: bool = True) -> str:
    """Return *text* as gettext's tools write it, in several lines where it is long.

    Without *wrap*, and with a word that has no end, it is broken at its own line ends
    only.
    """
    if wrap and not _ENDLESS.search(text):
        return normalize(text)
    return normalize(text, width=0)
