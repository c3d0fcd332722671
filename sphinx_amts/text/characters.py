"""Characters of scripts that put no blanks between words."""

from __future__ import annotations

import re
import unicodedata

# Thai, Lao, Tibetan, Burmese with its extensions, Khmer
_BLOCKS = (
    *((0xE00, 0xFFF), (0x1000, 0x109F), (0x1780, 0x17FF)),
    *((0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
)
_ALL = "".join(f"{chr(first)}-{chr(last)}" for first, last in _BLOCKS)
_MARKS = "".join(
    chr(code)
    for first, last in _BLOCKS
    for code in range(first, last + 1)
    if unicodedata.category(chr(code)) in {"Mn", "Mc"}
)
_CHARACTER = re.compile(f"[{_ALL}][{_MARKS}]*")


def characters_apart(text: str) -> str:
    """Return *text* with blanks around each such character and its marks."""
    return " ".join(_CHARACTER.sub(lambda found: f" {found[0]} ", text).split())
