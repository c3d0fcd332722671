"""Split a paragraph at display formulas and figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.importers.d2l.model import D2LBlock, D2LFigure, D2LText, Math
from sphinx_amts.importers.d2l.spans import SPAN

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKER = re.compile(r"([ \t]*)([*+-]|\d{1,9}[.)])([ \t]+)")
"""Marker with which an item of a list begins."""

_TARGET = r"""\]\(\s*(?P<path><[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)
    (?:\s+(?:"[^"]*"|'[^']*'))?\s*\)(?:\{(?P<attributes>[^{}\n]*)\})?"""
_TEXT = r"""(?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\])*?"""
IMAGE = re.compile(rf"!\[(?P<text>{_TEXT}){_TARGET}", re.VERBOSE | re.DOTALL)
LINK = re.compile(rf"(?<!!)\[(?P<text>{_TEXT}){_TARGET}", re.VERBOSE | re.DOTALL)
_LOOSE = re.compile(rf"!\[(?P<text>(?:(?!\n\n).)*?){_TARGET}", re.VERBOSE | re.DOTALL)
_SIZE = re.compile(r"\b(width|height)=[\"']?([^\s\"']+)")
_STOP = re.compile(r"[ \t]*([.,;:!?。，；：！？]+)(?=\s|$)")


def split_paragraph(
    lines: list[str], line: int, *, followed: bool
) -> Iterator[D2LBlock]:
    """Split a paragraph into blocks: text, display formulas, figures.

    Args:
        lines: lines of the paragraph.
        line: number of the first line in the file, from 1.
        followed: whether a label or a size follows the paragraph, and belongs to a
            picture at its end.
    """
    text = "\n".join(lines)
    if lines[0].lstrip().startswith(">"):
        yield D2LText(line=line, text=text)
        return
    start = 0
    offset = ""
    for match in SPAN.finditer(text):
        if match["display"] is None or "|" in _line_of(text, match.start()):
            continue
        before = text[start : match.start()]
        indent, lead = _indent(before, offset), ""
        if (marker := MARKER.fullmatch(before)) and start == 0:
            lead = marker[0]
        elif before.strip():
            yield from _texts(before, line + text.count("\n", 0, start), offset)
        offset = _offset(before, offset)
        end = match.end()
        formula = match["display"].strip("\n")
        if stop := _STOP.match(text, end):
            formula, end = f"{formula.rstrip()}{stop[1]}", stop.end()
        yield Math(
            line=line + text.count("\n", 0, match.start()),
            indent="" if lead else indent,
            formula=formula,
            lead=lead,
        )
        start = end
    rest = text[start:]
    if rest.strip():
        at = line + text.count("\n", 0, start)
        yield from _texts(rest, at, offset, followed=followed)


def _line_of(text: str, position: int) -> str:
    """Return the line at *position* if it is a row of a table, else an empty string."""
    start = text.rfind("\n", 0, position) + 1
    row = text[start : text.find("\n", position) if "\n" in text[position:] else None]
    return row if row.lstrip().startswith("|") else ""


def _indent(before: str, offset: str) -> str:
    """Return the indentation of a block that follows *before* in its paragraph."""
    own = before.rpartition("\n")[2]
    wanted = _offset(before, offset)
    blanks = own if not own.strip() else ""
    return blanks if len(blanks) >= len(wanted) else wanted


def _offset(before: str, offset: str) -> str:
    """Return the indentation that keeps following text in the list item of *before*."""
    for line in reversed(before.split("\n")):
        if marker := MARKER.match(line):
            return " " * len(marker[0])
    return offset


def _texts(
    text: str, line: int, offset: str, *, followed: bool = False
) -> Iterator[D2LBlock]:
    """Yield the blocks of *text*, with figures for pictures that stand alone.

    A picture stands alone if there are only pictures, or if it is last and *followed*.
    """
    line += len(text) - len(text.lstrip("\n"))
    text = text.strip("\n").rstrip()
    pieces = list(_pictures(text))
    alone = all(isinstance(piece, re.Match) or not piece.strip() for piece in pieces)
    last = pieces[-1]
    if alone or (followed and isinstance(last, re.Match)):
        shown = pieces if alone else [text[: last.start()], last]  # type: ignore[union-attr]
        for piece in shown:
            if isinstance(piece, re.Match):
                at = line + text.count("\n", 0, piece.start())
                yield _figure(piece, at, _indent(text[: piece.start()], offset))
            elif piece.strip():
                yield D2LText(line=line, text=_kept_in(piece, offset))
        return
    yield D2LText(line=line, text=_kept_in(text, offset))


def _pictures(text: str) -> Iterator[str | re.Match[str]]:
    """Yield the pictures that fill their lines, and the pieces of text between them."""
    start = position = 0
    while (found := text.find("![", position)) >= 0:
        match = IMAGE.match(text, found) or _LOOSE.match(text, found)
        if match is None:
            break
        position = match.end()
        ends = re.compile(r"[ \t]*(?:\n|$)").match(text, position)
        begins = not text[text.rfind("\n", 0, found) + 1 : found].strip()
        if begins and ends:
            if text[start:found]:
                yield text[start:found]
            yield match
            start = position = ends.end()
    if text[start:] or not start:
        yield text[start:]


def _figure(match: re.Match[str], line: int, indent: str) -> D2LFigure:
    return D2LFigure(
        line=line,
        indent=indent,
        path=match["path"].strip("<>"),
        caption=" ".join(match["text"].split()),
        options=dict(_SIZE.findall(match["attributes"] or "")),
    )


def _kept_in(text: str, offset: str) -> str:
    """Return *text* with its lines indented so that they stay in their list item."""
    if not offset:
        return text.rstrip()
    return "\n".join(
        line
        if line.startswith(offset) or MARKER.match(line)
        else f"{offset}{line.lstrip()}"
        for line in text.rstrip().split("\n")
    )
