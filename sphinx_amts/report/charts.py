"""Draw the charts and the badge of the report.

Charts get their colours from the style sheet of their page, so that dark mode and print
apply to them. A badge has colours of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.document_records.coverage import translated_share
from sphinx_amts.model import State
from sphinx_amts.report.svg_text import Point, element, label, line, polyline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_amts.report.history import HistoryEntry

_WIDTH, _HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 132, 12, 24
_HUMAN = (State.HUMAN, State.EDITED, State.MEMORY)
_BINS = 10
_LINE_HEIGHT = 16
"""Distance between two lines of text, in user units."""


def trend(history: Sequence[HistoryEntry]) -> str:
    """Return an SVG line chart of coverage and BLEU, build by build."""
    series: list[tuple[str, str, list[float | None]]] = [
        ("translated", "all", [translated_share(entry["words"]) for entry in history]),
        (
            "by people",
            "people",
            [translated_share(e["words"], _HUMAN) for e in history],
        ),
        ("BLEU", "bleu", [entry["bleu"] for entry in history]),
    ]
    shown = [part for part in series if any(v is not None for v in part[2])]
    last = len(history) - 1
    x_of = _scale(last or 1, _LEFT, _WIDTH - _RIGHT)
    elements: list[str] = [*_grid(x_of(0), x_of(last))]
    ends: list[tuple[float, str, str]] = []
    for name, kind, values in shown:
        points = [
            Point(x_of(i), _y_of(v)) for i, v in enumerate(values) if v is not None
        ]
        elements.append(polyline(points, f"line-{kind}"))
        end = points[-1]
        dot = {"class": f"end-{kind}", "cx": end.x, "cy": end.y, "r": 3}
        elements.append(element("circle", dot))
        ends.append((float(end.y), f"{name} {_last(values)}", kind))
    elements += _labels(ends, x_of(last) + 10)
    first, newest = history[0]["date"][:10], history[-1]["date"][:10]
    elements += [
        label(first, Point(_LEFT, _HEIGHT - 4), "axis"),
        label(newest, Point(x_of(last), _HEIGHT - 4), "axis", "end"),
    ]
    description = "; ".join(
        f"{name} from {_formatted(values[0])} to {_last(values)}"
        for name, _, values in shown
    )
    title = f"{len(history)} builds from {first} to {newest}"
    return _drawing(title, f"{description}.", elements, name="trend")


def distribution(scores: Sequence[float]) -> str:
    """Return an SVG histogram of the scores of documents."""
    counts = [0] * _BINS
    for score in scores:
        counts[min(int(score * _BINS / 100), _BINS - 1)] += 1
    highest = max(counts)
    left, right = _LEFT, _WIDTH - 12
    column_width = (right - left) / _BINS
    elements: list[str] = []
    base = _HEIGHT - _BOTTOM
    for place, count in enumerate(counts):
        column_height = (base - _TOP - _LINE_HEIGHT) * count / highest
        x = left + place * column_width
        if count:
            elements += [
                element(
                    "rect",
                    {
                        "class": "column",
                        "x": round(x + 1, 1),
                        "y": round(base - column_height, 1),
                        "width": round(column_width - 2, 1),
                        "height": round(column_height, 1),
                    },
                ),
                label(
                    str(count),
                    Point(
                        round(x + column_width / 2, 1),
                        round(base - column_height - 5, 1),
                    ),
                    "value",
                    "middle",
                ),
            ]
    elements.append(line(Point(left, base), Point(right, base), "grid"))
    elements += [
        label(
            str(place * 100 // _BINS),
            Point(round(left + place * column_width, 1), _HEIGHT - 6),
            "axis",
            "middle",
        )
        for place in range(_BINS + 1)
    ]
    description = ", ".join(
        f"{count} from {place * 10} to {place * 10 + 10}"
        for place, count in enumerate(counts)
        if count
    )
    title = f"BLEU of {len(scores)} {'document' if len(scores) == 1 else 'documents'}"
    return _drawing(
        title, f"Documents by score: {description}.", elements, name="distribution"
    )


def badge(name: str, value: str, share: float) -> str:
    """Return an SVG badge for a README.

    Args:
        name: text of the left part.
        value: text of the right part.
        share: per cent that determine the colour, from 0 to 100.
    """
    left, right = (8 + round(6.6 * len(text)) + 8 for text in (name, value))
    # all are dark enough for white text
    colour = "#8a3b12" if share < 50 else "#7a5b00" if share < 80 else "#1d6b3a"
    text = f"{name}: {value}"
    turn, whole = right - 3, left + right
    path = f"M {left} 0 h {turn} q 3 0 3 3 v 14 q 0 3 -3 3 h {-turn} Z "
    drawing = element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {whole} 20",
            "width": whole,
            "height": 20,
            "role": "img",
            "aria-label": text,
            "font-family": "Verdana,DejaVu Sans,sans-serif",
            "font-size": 11,
        },
        element("title", {}, text=text),
        element("rect", {"width": whole, "height": 20, "rx": 3, "fill": "#40474f"}),
        element("path", {"d": path, "fill": colour}),
        _badge_text(name, left / 2),
        _badge_text(value, left + right / 2),
    )
    return f"{drawing}\n"


def _badge_text(text: str, middle: float) -> str:
    place = {"text-anchor": "middle", "fill": "#fff", "x": middle, "y": 14}
    return element("text", place, text=text)


def _drawing(title: str, description: str, elements: list[str], *, name: str) -> str:
    ids = [f"{name}-title", f"{name}-description"]
    return element(
        "svg",  # a part of an HTML page, without a namespace
        {
            "viewBox": f"0 0 {_WIDTH} {_HEIGHT}",
            "class": "chart",
            "role": "img",
            "aria-labelledby": " ".join(ids),
        },
        element("title", {"id": ids[0]}, text=title),
        element("desc", {"id": ids[1]}, text=description),
        *elements,
    )


def _grid(left: float, right: float) -> list[str]:
    lines: list[str] = []
    for value in (0, 25, 50, 75, 100):
        y = _y_of(value)
        lines += [
            line(Point(left, y), Point(right, y), "grid"),
            label(str(value), Point(left - 8, y + 4), "axis", "end"),
        ]
    return lines


def _labels(ends: list[tuple[float, str, str]], x: float) -> list[str]:
    """Return the names of lines at their right ends, without overlap."""
    elements: list[str] = []
    lowest = 0.0
    for y, text, kind in sorted(ends):
        lowest = max(y, lowest + _LINE_HEIGHT)
        elements.append(label(text, Point(x, lowest + 4), f"name-{kind}"))
    return elements


def _y_of(value: float) -> float:
    return _scale(100, _HEIGHT - _BOTTOM, _TOP)(value)


def _scale(highest: float, start: float, stop: float) -> Callable[[float], float]:
    return lambda value: round(start + value * (stop - start) / highest, 1)


def _last(values: Sequence[float | None]) -> str:
    return _formatted(next(v for v in reversed(values) if v is not None))


def _formatted(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f}"
