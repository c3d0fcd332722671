"""What our HTML pages have in common: how they are made, and how they write numbers.

Their templates extend ``page.html.jinja``, which brings style sheet and script helpers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from jinja2 import Environment, PackageLoader, StrictUndefined

from sphinx_amts.text.languages import language

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_amts.text.languages import Direction

TEXT_LIMIT = 160
"""Characters of a text or reason that a list shows; the data behind it have all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageName:
    """A language as a page names it, and as it marks text of it."""

    name: str
    code: str
    bcp47: str
    direction: Direction


def environment(**filters: Callable[..., object]) -> Environment:
    """Return what renders the templates, with *filters* besides the common ones."""
    made = Environment(
        loader=PackageLoader("sphinx_amts.services"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
    }
    made.filters |= {
        "number": number,
        "percent": percent,
        "shorten": shorten,
        **filters,
    }
    return made


def language_name(code: str) -> LanguageName:
    """Return the name, in English, of the language with a Sphinx language code."""
    known = language(code)
    try:
        name = Locale.parse(known.bcp47, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return LanguageName(
        name=name or code, code=code, bcp47=known.bcp47, direction=known.direction
    )


def number(value: int) -> str:
    """Return a number with its thousands set apart."""
    return f"{value:,}".replace(",", "\u202f")


def percent(part: int, whole: int) -> str:
    """Return a share; never 100 % or 0 % where that is not so."""
    if not whole:
        return "–"
    share = 100 * part / whole
    if 99.5 <= share < 100 or 0 < share < 0.5:
        tenths = math.floor(10 * share + 0.5)
        return f"{min(max(tenths, 1), 999) / 10:.1f}\u202f%"
    return f"{math.floor(share + 0.5)}\u202f%"


def shorten(text: str) -> str:
    """Return *text* on one line, cut where it is too long for a list."""
    line = " ".join(text.split())
    return line if len(line) <= TEXT_LIMIT else line[: TEXT_LIMIT - 1].rstrip() + "…"
