"""Render HTML pages from templates, and write their numbers, names and links.

The templates extend ``page.html.jinja``, which has the style sheet and helpers for
scripts.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from jinja2 import Environment, PackageLoader, StrictUndefined

from sphinx_amts.languages.codes import language
from sphinx_amts.text.shares import percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import BytecodeCache

    from sphinx_amts.languages.codes import Direction

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCHEMES = frozenset({"http", "https", "mailto"})
_IGNORED = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029]")

_PIECES = 1000
"""Number of pieces of a page that are joined at a time."""

TEXT_LIMIT = 160
"""Most characters of a text in a list; the data of the page have the whole text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageName:
    """Name and codes of a language, as written on a page."""

    name: str
    code: str
    bcp47: str
    direction: Direction


def environment(
    compiled: BytecodeCache | None = None, **filters: Callable[..., object]
) -> Environment:
    """Return the Jinja environment of the templates, with additional *filters*.

    Args:
        compiled: cache of compiled templates; `None` for none.
        filters: the additional filters, by name.
    """
    made = Environment(
        loader=PackageLoader("sphinx_amts.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=compiled,
    )
    made.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
    }
    made.filters |= {
        "address": address,
        "digest": digest,
        "number": number,
        "percent": partial(percent, blank="\u202f"),
        "shorten": shorten,
        **filters,
    }
    return made


def rendered(templates: Environment, template: str, /, **values: object) -> bytes:
    """Return the page that a template makes of *values*, in UTF-8."""
    stream = templates.get_template(template).stream(**values)
    # a long page has hundreds of thousands of pieces
    stream.enable_buffering(_PIECES)
    return b"".join([piece.encode("utf-8", "replace") for piece in stream])


def language_name(code: str) -> LanguageName:
    """Return the English name and the codes of a language, by its Sphinx code."""
    known = language(code)
    try:
        name = Locale.parse(known.bcp47, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return LanguageName(
        name=name or code, code=code, bcp47=known.bcp47, direction=known.direction
    )


def address(url: str) -> str:
    """Return *url* if it is relative, or a web or mail address; else ""."""
    # browsers leave out white space and control characters, wherever they stand
    scheme = _SCHEME.match(_IGNORED.sub("", url))
    return url if scheme is None or scheme[1].lower() in _SCHEMES else ""


def digest(code: str) -> str:
    """Return the hash of a script, by which a Content Security Policy permits it."""
    made = hashlib.sha256(code.encode()).digest()
    return f"sha256-{base64.b64encode(made).decode()}"


def number(value: int) -> str:
    """Return a number with separated thousands."""
    return f"{value:,}".replace(",", "\u202f")


def shorten(text: str) -> str:
    """Return *text* on one line, cut to `TEXT_LIMIT` characters."""
    line = " ".join(text.split())
    return line if len(line) <= TEXT_LIMIT else line[: TEXT_LIMIT - 1].rstrip() + "…"
