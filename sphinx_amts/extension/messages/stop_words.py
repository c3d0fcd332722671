"""Load the stop words of languages from Sphinx's search."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from sphinx.search import languages

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx.search import SearchLanguage

_WITHOUT_BLANKS = frozenset({"ja", "zh"})
"""Languages without stop words here: their search classes import slow packages."""


@cache
def stop_words() -> Mapping[str, Collection[str]]:
    """Return the stop words by language code; languages without any are left out."""
    return {code: words for code in languages if (words := stop_words_of(code))}


def stop_words_of(code: str) -> Collection[str]:
    """Return the stop words of a language, without loading those of other languages.

    Empty if Sphinx has none.
    """
    if code not in languages or code in _WITHOUT_BLANKS:
        return frozenset()
    return frozenset(_class(languages[code]).stopwords)


def _class(place: str | type[SearchLanguage]) -> type[SearchLanguage]:
    if not isinstance(place, str):
        return place
    module, _, name = place.rpartition(".")
    found: type[SearchLanguage] = getattr(import_module(module), name)
    return found
