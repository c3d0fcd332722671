"""Test whether a text has letters; without any, there is nothing to translate."""

from __future__ import annotations


def holds_letters(text: str) -> bool:
    """Return whether *text* contains a letter of any script."""
    return any(map(str.isalpha, text))
