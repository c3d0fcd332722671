"""Compute normal forms of Unicode, in linear time."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

_MARKS = re.compile(r"[^\w\s\x00-\u02ff]{64}")
"""More marks in a row than any script has: putting them in their order takes quadratic
time."""


def normal_form(form: Literal["NFC", "NFD", "NFKC"], text: str) -> str:
    """Return *text* in a Unicode normal form; unchanged with a long run of marks."""
    if text.isascii() or _MARKS.search(text):
        return text
    return unicodedata.normalize(form, text)
