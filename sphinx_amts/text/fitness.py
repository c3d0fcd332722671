"""Check which texts can be translations at all, and which certainly have no markup."""

from __future__ import annotations

import re

# No character that either dialect could take for markup, and no list marker in front.
_PLAIN = re.compile(
    r"[^\W\d_][^*_`|\[\]<>{}\\$:#~^&@=+%/\-\u2010-\u2015…"
    r"\x00-\x1f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*"
)
_LINK = re.compile(r"\w\.\w|PEP|RFC")
"""Text that linkify or docutils may turn into a link, without any markup."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Characters that no translation contains, line ends among them."""

_LIST_MARKER = re.compile(r"\w{1,9}[.)](\s|$)")


def plain(text: str) -> bool:
    """Return whether *text* certainly has no markup in any dialect."""
    return (
        _PLAIN.fullmatch(text) is not None
        and _LIST_MARKER.match(text) is None
        and _LINK.search(text) is None
    )


def unfit(text: str) -> str:
    """Return why *text* cannot be a translation; empty if it can."""
    if not text.strip():
        return "the translation is empty"
    if _CONTROL.search(text):
        return "the translation holds a control character"
    return ""
