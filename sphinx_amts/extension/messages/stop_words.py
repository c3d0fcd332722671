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
"""Languages whose search classes import packages that take a second to load."""


@cache
def stop_words() -> Mapping[str, Collection[str]]:
    """Return stop words by language code; languages without any are left out."""
    found = {}
    for code, place in languages.items():
        if code in _WITHOUT_BLANKS:
            continue
        if words := _class(place).stopwords:
            found[code] = frozenset(words)
    return found


def _class(place: str | type[SearchLanguage]) -> type[SearchLanguage]:
    if not isinstance(place, str):
        return place
    module, _, name = place.rpartition(".")
    found: type[SearchLanguage] = getattr(import_module(module), name)
    return found
