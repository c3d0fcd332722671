"""Join texts and lines as their language is written."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_amts.languages.characters import is_wide
from sphinx_amts.languages.codes import language as language_of

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
"""What some program takes for the end of a line."""

_BREAKS = re.compile(rf"[ \t]*(?:{LINE_ENDS.pattern}[ \t]*)+")


# Han, kana and their marks; Hangul has blanks between its words
_WIDE = "[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]"
_WIDE_BREAKS = re.compile(rf"(?<={_WIDE}){_BREAKS.pattern}(?={_WIDE})")


def without_wide_breaks(text: str) -> str:
    """Return *text* without ends of lines between Chinese or Japanese characters.

    All others are left: where words have blanks, they stand for one.
    """
    return _WIDE_BREAKS.sub("", text) if LINE_ENDS.search(text) else text


def on_one_line(text: str, language: str) -> str:
    """Return *text* without ends of lines, joined as *language* is written."""
    lines = _BREAKS.split(text.strip()) if LINE_ENDS.search(text) else [text]
    return joined(lines, language)


def joined(texts: Sequence[str], language: str) -> str:
    """Return *texts* as one, with a blank wherever *language* has one.

    Chinese and Japanese have none beside their own characters and marks.
    """
    parts: list[str] = list(texts[:1])
    for before, after in pairwise(texts):
        parts += (separator(before, after, language), after)
    return "".join(parts)


def separator(before: str, after: str, language: str) -> str:
    """Return what stands between two texts in *language*: a blank, or nothing."""
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    without = language_of(language).sentence_separator == ""
    return "" if without and (is_wide(before[-1]) or is_wide(after[0])) else " "
