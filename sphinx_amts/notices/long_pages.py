"""Reduce the size of long pages with many paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.notices.writing import ENTRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.notices.writing import SourceEntry

BARE = "amts"
"""CSS class of paragraphs that the script numbers in the order of the page."""

_CLASSES = re.compile(r'(<[a-z][a-z0-9]*\b[^<>]*? class=)"([^"<>]*)"')
_NUMBER = re.compile(rf"{re.escape(ENTRY)}([0-9]+)")


def without_numbers(
    body: str, entries: Sequence[SourceEntry]
) -> tuple[str, list[SourceEntry]]:
    """Return the page without numbers in its classes, and the entries in page order.

    The order is that of the elements in *body*, since a writer may leave out an element
    or write its class twice. Entries whose element is missing come last.

    Args:
        body: HTML of the page.
        entries: entries of the page, whose numbers are in classes of *body*.
    """
    by_number = {entry.number: entry for entry in entries}
    places: dict[int, int] = {}

    def shorter(found: re.Match[str]) -> str:
        words = []
        for word in found[2].split():
            named = _NUMBER.fullmatch(word)
            number = int(named[1]) if named else 0
            if number not in by_number:
                words.append(word)
            elif number in places:
                words.append(f"{ENTRY}{places[number]}")
            elif BARE not in words:
                places[number] = len(places) + 1
                words.append(BARE)
        return found[1] + (BARE if words == [BARE] else f'"{" ".join(words)}"')

    body = _CLASSES.sub(shorter, body)
    for number in by_number:
        places.setdefault(number, len(places) + 1)
    ordered = sorted(entries, key=lambda entry: places[entry.number])
    return body, [replace(entry, number=places[entry.number]) for entry in ordered]
