"""Classify characters as CommonMark does, by the rules of the installed parser.

Text is also written in MyST where its parser is missing, as by `convert`; only what
differs between versions of CommonMark is asked of it.
"""

from __future__ import annotations

import string
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ASCII = frozenset(string.punctuation)
_CONTROLS = frozenset("\t\n\v\f\r")


def is_ascii_punctuation(character: str) -> bool:
    """Return whether *character* can be escaped with a backslash."""
    return character in _ASCII


def is_blank(character: str) -> bool:
    """Return whether *character* is white space beside a run of delimiters."""
    return character in _CONTROLS or unicodedata.category(character) == "Zs"


def is_punctuation(character: str) -> bool:
    """Return whether *character* is punctuation beside a run of delimiters."""
    return character in _ASCII or _beyond_ascii()(character)


@cache
def _beyond_ascii() -> Callable[[str], bool]:
    """Return the parser's own rule, without it that of CommonMark 0.31."""
    try:
        from markdown_it.common.utils import isPunctChar
    except ImportError:
        return lambda character: unicodedata.category(character)[0] in "PS"
    return isPunctChar
