"""Join texts and lines with or without a space, as their language requires."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_amts.languages.characters import CJK, is_wide
from sphinx_amts.languages.codes import language as language_of

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Characters that some program takes for the end of a line."""

_BREAKS = re.compile(rf"[ \t]*(?:{LINE_ENDS.pattern}[ \t]*)+")


# Han, kana and full-width marks; Hangul has blanks between its words
_WIDE = f"[{CJK}\u3000-\u303f\u30a0\u30fb\uff01-\uff60]"
_WIDE_BREAKS = re.compile(rf"(?<={_WIDE}){_BREAKS.pattern}(?={_WIDE})")


def without_wide_breaks(text: str) -> str:
    """Remove line ends between Chinese or Japanese characters from *text*.

    All other line ends stay: they mean a space between words.
    """
    return _WIDE_BREAKS.sub("", text) if LINE_ENDS.search(text) else text


def on_one_line(text: str, language: str) -> str:
    """Return *text* on one line, its lines joined as *language* requires."""
    lines = _BREAKS.split(text.strip()) if LINE_ENDS.search(text) else [text]
    return joined(lines, language)


def joined(texts: Sequence[str], language: str) -> str:
    """Join *texts*, with a space wherever *language* has one.

    Chinese and Japanese have no space beside their own characters and marks.
    """
    parts: list[str] = list(texts[:1])
    for before, after in pairwise(texts):
        parts += (separator(before, after, language), after)
    return "".join(parts)


def separator(before: str, after: str, language: str) -> str:
    """Return the separator of two texts in *language*: a space, or ""."""
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    without = language_of(language).sentence_separator == ""
    return "" if without and (is_wide(before[-1]) or is_wide(after[0])) else " "
