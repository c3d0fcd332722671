"""Detect text that is not in the script of its language."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from sphinx_amts.languages.codes import IDEOGRAPHIC, language

if TYPE_CHECKING:
    from collections.abc import Mapping

_LATIN = re.compile(r"[a-z\u00df-\u024f]+")
_SHARE = 0.5
_LETTERS_EACH = 3
"""Number of letters of an alphabet that weigh as much as an ideograph."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "Arab": ("ARABIC",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Gujr": ("GUJARATI",),
    "Guru": ("GURMUKHI",),
    "Hani": ("CJK",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Hebr": ("HEBREW",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Khmr": ("KHMER",),
    "Knda": ("KANNADA",),
    "Kore": ("HANGUL", "CJK"),
    "Laoo": ("LAO",),
    "Latn": ("LATIN",),
    "Mlym": ("MALAYALAM",),
    "Mymr": ("MYANMAR",),
    "Sinh": ("SINHALA",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Thai": ("THAI",),
}
"""First words of the Unicode names of letters, by script."""


class ForeignLetters(NamedTuple):
    """Number of letters of a text in another script, and of all its letters."""

    foreign: int
    letters: int


class Script:
    """Script of one language, given by its Sphinx language code."""

    def __init__(self, code: str) -> None:
        script = language(code).script
        self._names = NAMES.get(script, ())
        self._weight = _LETTERS_EACH if script in IDEOGRAPHIC else 1

    def foreign(self, text: str, other: str) -> ForeignLetters | None:
        """Count the letters of *text* in another script; `None` unless a majority.

        Args:
            text: a text in the language of the script.
            other: the source text or translation of *text*; words in Latin script that
                are in both are names, and are ignored.
        """
        if not self._names:
            return None
        letters = [character for character in text if character.isalpha()]
        own = sum(unicodedata.name(c, "").startswith(self._names) for c in letters)
        foreign = len(letters) - own - _letters_of_names(text, other)
        if own * self._weight >= _SHARE * (own * self._weight + foreign):
            return None
        return ForeignLetters(foreign, len(letters))


def _letters_of_names(text: str, other: str) -> int:
    there = set(_LATIN.findall(other.casefold()))
    return sum(len(w) for w in _LATIN.findall(text.casefold()) if w in there)
