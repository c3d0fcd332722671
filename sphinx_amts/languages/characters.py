"""Define characters of East and South-East Asian scripts for regular expressions.

Constants are character ranges, for use inside brackets; `UNSPACED` is a whole pattern.
"""

from __future__ import annotations

import re
import unicodedata

CJK = (
    "\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Letters of Chinese and Japanese: ideographs, kana, bopomofo, iteration marks."""

HANGUL = "\u3131-\u318e\uac00-\ud7af"
"""Letters of Korean, which puts blanks between words; a syllable is a character."""

_FIRST = "\u3005"
"""The first letter of `CJK` and `HANGUL`, by code point."""

WIDE_MARKS = "，。、；：？！）（「」『』《》〈〉【】〔〕“”‘’…—"
"""Marks of Chinese and Japanese that include their own space."""

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
UNSPACED = f"[{_ALL}][{_MARKS}]*"
"""Pattern of a character of Thai, Lao, Tibetan, Burmese or Khmer, with its marks."""

_CHARACTER = re.compile(UNSPACED)


def separate_characters(text: str) -> str:
    """Put blanks around each character of the scripts of `UNSPACED`, with its marks."""
    return " ".join(_CHARACTER.sub(lambda found: f" {found[0]} ", text).split())


def may_hold_cjk(text: str) -> bool:
    """Return whether *text* may hold a letter of `CJK` or `HANGUL`.

    If not, a pattern without these letters will do: with them, it takes milliseconds to
    compile.
    """
    return max(text, default="") >= _FIRST


def is_wide(character: str) -> bool:
    """Return whether *character* is as wide as two Latin letters (East Asian width)."""
    return unicodedata.east_asian_width(character) in {"W", "F"}
