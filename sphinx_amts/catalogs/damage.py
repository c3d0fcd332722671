"""Locate the damage of catalogs from the message that reports it.

Each such line begins with the file and, where it is known, the number of the line.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_PLACED = re.compile(r"(.+?\.(?:po|mo|jsonl))(?::(\d+))?: (.*)", re.S)


class DamagePlace(NamedTuple):
    """Hold the place of a damage, and its description.

    Attributes:
        line: 0 if unknown.
    """

    path: Path
    line: int
    text: str


def place_of(message: str) -> DamagePlace | None:
    """Return the place that a message on a damaged file names."""
    match = _PLACED.fullmatch(message)
    if match is None:
        return None
    return DamagePlace(Path(match[1]), int(match[2] or 0), match[3])
