"""Reduce the texts of dictionaries to words and phrases that occur in translations."""

from __future__ import annotations

import re

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}|（[^（）]*）")
_SEPARATORS = re.compile(r"[,;/|、；，]|\s[–—]\s")
_LONGEST = 60
"""Greatest number of characters of a phrase; a longer text is an explanation."""


def phrases_of(text: str) -> list[str]:
    """Return the phrases of a text that lists translations, without its remarks."""
    before = ""
    while before != text:  # remarks in remarks
        before, text = text, _ASIDE.sub(" ", text)
    parts = (" ".join(part.split()).strip(' .:"“”') for part in _SEPARATORS.split(text))
    return [part for part in parts if part and len(part) <= _LONGEST]
