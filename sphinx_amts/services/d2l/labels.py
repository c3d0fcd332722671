"""Which labels a book defines, and what they are labels of."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LABEL = re.compile(r"\s*:(eq)?label:`([^`]+)`\s*")
FENCE = re.compile(r"\s*(```+|~~~+)(.*)")
IMAGE = re.compile(r"\s*!\[(.*)\]\(([^()\s]+)\)\s*")
WIDTH = re.compile(r"\s*:width:`([^`]+)`\s*")
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
CAPTION = re.compile(r":(?![a-z_]+:`)(\S.*)")


class Kind(StrEnum):
    """What a label stands at."""

    SECTION = "section"
    FIGURE = "figure"
    TABLE = "table"
    EQUATION = "equation"
    PLACE = "place"
    """Anything else, of which Sphinx knows neither number nor title."""


def labels_of(lines: Iterable[str]) -> dict[str, Kind]:
    """Return the labels of a document, by what stands before them."""
    found: dict[str, Kind] = {}
    before = Kind.PLACE
    fence = ""
    captioned = False
    for line in lines:
        if match := FENCE.fullmatch(line):
            if not fence:
                fence = match[1]
            elif match[1].startswith(fence) and not match[2].strip():
                fence = ""
            before = Kind.PLACE
        elif fence:
            continue
        elif match := LABEL.fullmatch(line):
            found.setdefault(match[2], before)
        elif HEADING.fullmatch(line):
            before = Kind.SECTION
        elif match := IMAGE.fullmatch(line):
            # without a caption neither has a number
            before = Kind.FIGURE if match[1].strip() else Kind.PLACE
        elif line.lstrip().startswith("|"):
            before = Kind.TABLE if captioned else Kind.PLACE
        elif CAPTION.fullmatch(line):
            captioned = True
        elif line.strip() and not WIDTH.fullmatch(line):
            formula = line.rstrip(")]*~ ").endswith("$$")
            before = Kind.EQUATION if formula else Kind.PLACE
            captioned = False
    return found
