"""Reduce words to their stems, by Snowball's algorithm for their language.

Source: M. F. Porter, "Snowball: A language for stemming algorithms", 2001.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import snowballstemmer

from sphinx_amts.languages.codes import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_REMEMBERED = 65_536
_LONGEST_WORD = 100
"""Most letters of a word that is reduced to its stem; longer strings are no words."""

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def stems_of(words: Iterable[str], code: str) -> list[str]:
    """Return the stems of *words*, or the words if the language has no stemmer."""
    stem = _stemmer(code)
    return [stem(word) if len(word) <= _LONGEST_WORD else word for word in words]


@cache
def _stemmer(code: str) -> Callable[[str], str]:
    name = _STEMMERS.get(language(code).code.partition("_")[0].partition("@")[0])
    if name is None or name not in snowballstemmer.algorithms():
        return lambda word: word
    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return lru_cache(_REMEMBERED)(stem)
