"""Recognise names of program code in text by their shape alone."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"~?[A-Za-z_][A-Za-z0-9_]*+(?:(?:\.|::)[A-Za-z_~][A-Za-z0-9_]*+)*+(?:\(\))?"
)
_SIGN = re.compile(r"_|\.|::|\(\)")


def is_name(text: str) -> bool:
    """Return whether *text* looks like a name in code, such as `shop.open_door`.

    A single word of prose does not, nor do abbreviations such as "U.S.A".
    """
    if _NAME.fullmatch(text) is None or _SIGN.search(text) is None:
        return False
    return (
        "_" in text
        or "(" in text
        or any(len(part) > 1 for part in re.split(r"\W+", text) if part)
    )


def is_code_title(shown: str, target: str) -> bool:
    """Return whether *shown*, the title of a role that shows code, is code itself.

    Args:
        shown: the title, without blanks around it.
        target: the name that the role refers to.
    """
    if not shown.isascii() or " " in shown:
        return False
    return not shown.isalpha() or shown in target
