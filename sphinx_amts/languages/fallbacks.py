"""List the folders in which gettext looks for the catalogs of a language, in order."""

from __future__ import annotations

import locale
from functools import cache


@cache
def gettext_names(code: str) -> tuple[str, ...]:
    """Return the folder names that gettext tries for *code*, in order.

    For example ``es_MX`` falls back to ``es``, ``de@informal`` to ``de``, and ``zh_TW``
    to ``zh``, whatever the scripts; gettext also tries the language's default country
    (``es_ES`` for ``es``). Sphinx loads human catalogs by these names.

    Source: manual of GNU gettext, "Locale Names"; `gettext.find` of Python, which
    returns what it finds but not where it searched.
    """
    name, at, modifier = locale.normalize(code).partition("@")
    name, dot, codeset = name.partition(".")
    language, underscore, territory = name.partition("_")
    names = [
        language + country + charset + variant
        for variant in dict.fromkeys((at + modifier, ""))
        for country in dict.fromkeys((underscore + territory, ""))
        for charset in dict.fromkeys((dot + codeset, ""))
    ]
    return tuple(dict.fromkeys(names))
