"""Whether a text has anything that could be translated."""

from __future__ import annotations


def holds_letters(text: str) -> bool:
    """Whether there is a letter of any script in *text*."""
    return any(map(str.isalpha, text))
