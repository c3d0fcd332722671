"""The picture of the rooms, drawn from the import graph of the package.

    python tests/architecture/picture.py

It writes `docs/develop/rooms.svg`. A room stands one row above the highest room that it
imports from. A line leads to each room that it uses, but not where another one on the
way uses that room as well: there the way can be followed.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from functools import cache
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from graph import NAME, graph, modules, room

PICTURE = Path(__file__).parents[2] / "docs" / "develop" / "rooms.svg"

_CHARACTER = 7.2
_BOX = 26
_ROW = 74
_GAP = 22
_MARGIN = 16

_STYLE = """
.room { fill: var(--color-background-secondary, #f6f8fa); stroke: currentColor; }
.name { font: 12px monospace; text-anchor: middle; fill: currentColor; }
.use { fill: none; stroke: currentColor; stroke-opacity: 0.35; }
"""


def uses() -> dict[str, set[str]]:
    """Return for each room those that its modules import from, itself left out."""
    paths = modules()
    found: dict[str, set[str]] = defaultdict(set)
    for name, targets in graph().items():
        own = room(paths[name])
        found[own] |= {room(paths[target]) for target in targets} - {own}
    folders = {name for name in found if (name != "__init__" and _is_folder(name))}
    return {name: found[name] & folders for name in sorted(folders)}


def _is_folder(name: str) -> bool:
    """Whether a room holds modules; those at the top of the package are no rooms."""
    return any(
        name == room(path) and path.name != "__init__.py" and path.parent.name != NAME
        for path in modules().values()
    )


def rows(used: dict[str, set[str]]) -> list[list[str]]:
    """Return the rooms by rows, lowest first; of each row in the order of names."""
    level: dict[str, int] = {}

    def height(name: str) -> int:
        if name not in level:
            level[name] = 1 + max(map(height, used[name]), default=-1)
        return level[name]

    for name in used:
        height(name)
    return [
        sorted(name for name, at in level.items() if at == number)
        for number in range(1 + max(level.values()))
    ]


def lines(used: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Return the pairs of rooms between which a line is drawn."""

    @cache
    def below(name: str) -> frozenset[str]:
        return frozenset(used[name]).union(*map(below, used[name]))

    return [
        (name, other)
        for name in used
        for other in sorted(used[name])
        if not any(other in below(between) for between in used[name])
    ]


def _width(name: str) -> float:
    return round(len(name) * _CHARACTER + 18, 1)


def _places(levels: list[list[str]], used: dict[str, set[str]]) -> dict[str, float]:
    """Return where the middle of each room is, near those that it uses."""
    widths = [sum(map(_width, names)) + _GAP * (len(names) - 1) for names in levels]
    whole = max(widths)
    middle: dict[str, float] = {}

    def wanted(name: str) -> float:
        below = [middle[other] for other in used[name] if other in middle]
        return sum(below) / len(below) if below else whole / 2

    for names, width in zip(levels, widths, strict=True):
        order = sorted(names, key=lambda name: (wanted(name), name))
        gap = (whole - width) / (len(names) + 1)
        at = _MARGIN + gap
        for name in order:
            middle[name] = round(at + _width(name) / 2, 1)
            at += _width(name) + _GAP + gap
    return middle


def draw() -> str:
    """Return the picture as SVG."""
    used = uses()
    levels = rows(used)
    middle = _places(levels, used)
    top = {
        name: _MARGIN + _ROW * (len(levels) - 1 - number)
        for number, names in enumerate(levels)
        for name in names
    }
    right = max(middle[name] + _width(name) / 2 for name in used) + _MARGIN
    bottom = _MARGIN * 2 + _ROW * (len(levels) - 1) + _BOX
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right:.0f} {bottom}" '
        'role="img" aria-labelledby="rooms-title">',
        '<title id="rooms-title">The rooms, each above those that it uses</title>',
        f"<style>{_STYLE}</style>",
    ]
    for name, other in lines(used):
        x, y = middle[name], top[name] + _BOX
        to_x, to_y = middle[other], top[other]
        bend = round((to_y - y) / 2)
        parts.append(
            f'<path class="use" d="M{x:g} {y}C{x:g} {y + bend} {to_x:g} '
            f'{to_y - bend} {to_x:g} {to_y}"/>'
        )
    for name in used:
        left, width = middle[name] - _width(name) / 2, _width(name)
        parts.append(
            f'<rect class="room" x="{left:.1f}" y="{top[name]}" width="{width:g}" '
            f'height="{_BOX}" rx="4"/>'
            f'<text class="name" x="{middle[name]:g}" y="{top[name] + 17}">'
            f"{escape(name)}</text>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
