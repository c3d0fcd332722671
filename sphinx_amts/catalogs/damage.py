"""Locate damage in catalogs by the message that reports it.

Each such message begins with the file and, if known, the number of the line.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_PLACED = re.compile(r"(.+?\.(?:po|mo|jsonl))(?::(\d+))?: (.*)", re.S)


class DamagePlace(NamedTuple):
    """File and line of a damage, and its description.

    Attributes:
        line: 0 if unknown.
    """

    path: Path
    line: int
    text: str


def place_of(message: str) -> DamagePlace | None:
    """Parse a message about a damaged file; `None` if it names no file."""
    match = _PLACED.fullmatch(message)
    if match is None:
        return None
    return DamagePlace(Path(match[1]), int(match[2] or 0), match[3])
