"""Find letters, without which a text has nothing to translate."""

from __future__ import annotations


def holds_letters(text: str) -> bool:
    """Return whether there is a letter of any script in *text*."""
    return any(map(str.isalpha, text))
