"""Write the few elements of SVG that charts and badges consist of.

A library for all of SVG takes longer to load than a report takes to write.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Point(NamedTuple):
    """A point of a drawing, in user units."""

    x: float
    y: float


def element(
    name: str, attributes: Mapping[str, object], *content: str, text: str = ""
) -> str:
    """Return an SVG element.

    Args:
        name: name of the element.
        attributes: attributes in the order in which they are written.
        content: elements inside of the element, as SVG.
        text: text inside of the element, not escaped yet.
    """
    written = "".join(f' {k}="{escape(str(v))}"' for k, v in attributes.items())
    inner = "".join(content) + escape(text)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def polyline(points: list[Point], kind: str) -> str:
    """Return a line through *points* as SVG, with the class *kind*."""
    joined = " ".join(f"{point.x},{point.y}" for point in points)
    return element("polyline", {"class": kind, "points": joined})


def line(start: Point, end: Point, kind: str) -> str:
    """Return a straight line as SVG, with the class *kind*."""
    return element(
        "line",
        {"class": kind, "x1": start.x, "y1": start.y, "x2": end.x, "y2": end.y},
    )


def label(text: str, at: Point, kind: str, anchor: str = "") -> str:
    """Return a text as SVG, with the class *kind* and the `text-anchor` *anchor*."""
    where = {"class": kind, "x": at.x, "y": at.y}
    start = {"text-anchor": anchor} if anchor else {}
    return element("text", {**start, **where}, text=text)
