"""Classify characters as CommonMark does, by the rules of the installed parser.

The module works without MyST's parser as well, since `convert` writes MyST where the
parser is missing. The parser is asked only where versions of CommonMark differ.
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
    """Return whether CommonMark takes *character* as white space beside delimiters."""
    return character in _CONTROLS or unicodedata.category(character) == "Zs"


def is_punctuation(character: str) -> bool:
    """Return whether CommonMark takes *character* as punctuation beside delimiters."""
    return character in _ASCII or _beyond_ascii()(character)


@cache
def _beyond_ascii() -> Callable[[str], bool]:
    """Return the parser's test for punctuation; without one, that of CommonMark."""
    try:
        from markdown_it.common.utils import isPunctChar
    except ImportError:
        return lambda character: unicodedata.category(character)[0] in "PS"
    return isPunctChar
