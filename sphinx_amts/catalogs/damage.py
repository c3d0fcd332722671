"""Catalogs that cannot be read whole: where each is broken, from the line that says so.

Each such line begins with the file and, where it is known, the number of the line.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_PLACED = re.compile(r"(.+?\.(?:po|mo|jsonl))(?::(\d+))?: (.*)", re.S)


class DamagePlace(NamedTuple):
    """What a line says, and of what.

    Attributes:
        line: 0 if unknown.
    """

    path: Path
    line: int
    text: str


def place_of(told: str) -> DamagePlace | None:
    """Return the parts of a line that tells of a damaged file of a book."""
    match = _PLACED.fullmatch(told)
    if match is None:
        return None
    return DamagePlace(Path(match[1]), int(match[2] or 0), match[3])
