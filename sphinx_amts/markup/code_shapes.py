"""Recognise names of code by their form alone."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"~?[A-Za-z_][A-Za-z0-9_]*+(?:(?:\.|::)[A-Za-z_~][A-Za-z0-9_]*+)*+(?:\(\))?"
)
_SIGN = re.compile(r"_|\.|::|\(\)")


def is_name(text: str) -> bool:
    """Return whether *text* is a name such as `shop.open_door`, not a word of prose.

    A word alone is none, nor are abbreviations such as "U.S.A".
    """
    if _NAME.fullmatch(text) is None or _SIGN.search(text) is None:
        return False
    return (
        "_" in text
        or "(" in text
        or any(len(part) > 1 for part in re.split(r"\W+", text) if part)
    )


def is_code_title(shown: str, target: str) -> bool:
    """Return whether *shown*, the title of a role that shows code, is code.

    Args:
        shown: without blanks around it.
        target: that the role refers to.
    """
    if not shown.isascii() or " " in shown:
        return False
    return not shown.isalpha() or shown in target
