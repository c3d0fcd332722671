"""Check the placeholders in titles of references to figures, tables and sections.

`numref` puts the number and the caption of its target into its title, with Python's
own formatting: `Fig. %s`, or `Fig. {number}: {name}`. A title that cannot be formatted
ends the build, and a title that lacks its placeholder shows no number.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sphinx_amts.markup.model import Inline, Placeable, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLE = "numref"
"""Name of the role, without the name of its domain."""

KIND = "number"
"""Kind of the placeables that represent placeholders."""

_BRACES = re.compile(r"(\{\{|\}\}|\{[^{}]*\})")
_PER_CENT = re.compile(
    r"(%(?:\([^()]*\))?[-#0+ ]*+(?:\d++|\*)?(?:\.(?:\d*+|\*))?[hlL]?[a-zA-Z%])"
)
_FIELD = re.compile(r"\{(?:name|number)(?:[!:][^{}]*)?\}")
_STRING = re.compile(r"%[^()*]*[sra]")
"""Placeholders that accept text: the number of a figure is text, such as "1.2"."""
_ESCAPES = {"{{": "{", "}}": "}", "%%": "%"}


def fields(title: str) -> Iterator[Inline]:
    """Split *title*, the explicit title of a `numref`, into texts and placeholders."""
    pattern = _BRACES if _has_braces(title) else _PER_CENT
    for number, part in enumerate(pattern.split(title)):
        if number % 2:
            yield Placeable(KIND, part, _ESCAPES.get(part, part))
        elif part:
            yield Text(part)


def fault(source: str, title: str) -> str:
    """Return why *title* cannot be the translation of *source*; empty if it can.

    Nothing is formatted to find out: *title* may come from outside, and formatting a
    placeholder can take any amount of memory.
    """
    texts = [part.text for part in fields(title) if isinstance(part, Text)]
    signs = "{}" if _has_braces(title) else "%"
    if any(sign in text for sign in signs for text in texts):
        return f"Sphinx cannot put a number into the title {title!r}"
    wanted, found = _placeholders(source), _placeholders(title)
    if wanted == found and _has_braces(source) == _has_braces(title):
        return ""
    names = ", ".join((wanted - found).elements())
    if names:
        return f"the title {title!r} lacks the placeholder {names}"
    return f"Sphinx would not fill the title {title!r} as that of the source"


def unfillable(title: str) -> str:
    """Return why Sphinx cannot put a number into *title*; empty if it can.

    Nothing is formatted to find out, as in `fault`.
    """
    found = list(_placeholders(title).elements())
    texts = [part.text for part in fields(title) if isinstance(part, Text)]
    if _has_braces(title):
        lone = any(sign in text for sign in "{}" for text in texts)
        wrong = [field for field in found if not _FIELD.fullmatch(field)]
    else:
        lone = any("%" in text for text in texts)
        wrong = [field for field in found if not _STRING.fullmatch(field)]
        if not lone and len(found) > 1:
            return f"the title {title!r} has more than one placeholder for the number"
    if lone or wrong:
        what = f" with {', '.join(wrong)}" if wrong else ""
        return f"Sphinx cannot put a number into the title {title!r}{what}"
    return "" if found else f"the title {title!r} has no placeholder for the number"


def _placeholders(title: str) -> Counter[str]:
    return Counter(
        part.source
        for part in fields(title)
        if isinstance(part, Placeable) and part.source not in _ESCAPES
    )


def _has_braces(title: str) -> bool:
    """Return whether Sphinx fills *title* by `str.format`, not by the `%` operator.

    Source: `StandardDomain._resolve_numref_xref`.
    """
    return "{name}" in title or "number" in title
