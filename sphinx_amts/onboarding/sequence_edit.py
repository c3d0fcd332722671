"""Add an element to a list in a Python text, in the style of the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.onboarding.python_text import NotUnderstood

if TYPE_CHECKING:
    import ast

    from sphinx_amts.onboarding.python_text import PythonText

_INDENT = "    "
_BEHIND = re.compile(r"#[^\r\n]*|[),]")
"""What may stand between an element and the bracket, beside blanks and line ends."""

Insertions = list[tuple[int, str]]
"""Indices in a text, in their order, and what is to be inserted there."""


def insertions_into(
    source: PythonText, elements: ast.List | ast.Tuple, value: str
) -> Insertions:
    """Return what to insert where, for *value* to be the last of *elements*.

    Raises:
        NotUnderstood: the end of the elements is not certain.
    """
    start, end = source.start(elements), source.end(elements)
    if source.text[start] not in "([":
        raise NotUnderstood(f"line {elements.lineno}: a tuple without parentheses")
    if not elements.elts:
        return [_into_empty(source, start, end, value)]
    last = elements.elts[-1]
    quote = _quote(source, last)
    text = f"{quote}{value}{quote}"
    behind, comma = _behind(source, source.end(last), end)
    line = source.line_start(source.start(last))
    indent = source.text[line : source.start(last)]
    closing = source.text[source.line_start(end - 1) : end - 1]
    if closing.strip() or indent.strip() or line <= start:
        return [(comma, f" {text},") if comma else (behind, f", {text}")]
    added = f"{source.newline}{indent}{text}"
    if comma:
        return [(source.line_end(comma), f"{added},")]
    # a comment behind the last element stays with it
    return [(behind, ","), (source.line_end(behind), added)]


def _into_empty(
    source: PythonText, start: int, end: int, value: str
) -> tuple[int, str]:
    text, inside = f'"{value}"', source.text[start + 1 : end - 1]
    if not inside.strip():
        return start + 1, f"{text}," if source.text[start] == "(" else text
    line = source.line_start(end - 1)
    closing = source.text[line : end - 1]
    if closing.strip():
        raise NotUnderstood("a list is empty, and closed in an unusual way")
    known = re.search(r"(?m)^([ \t]+)#", inside)
    indent = known.group(1) if known else f"{closing}{_INDENT}"
    return line, f"{indent}{text},{source.newline}"


def _quote(source: PythonText, last: ast.expr) -> str:
    text = source.text[source.start(last) : source.end(last)]
    return "'" if text.lstrip("rRuUbBfF").startswith("'") else '"'


def _behind(source: PythonText, start: int, end: int) -> tuple[int, int]:
    """Return the index behind an element with its parentheses, and behind its comma.

    Args:
        source: the text.
        start: index behind the element.
        end: index behind the bracket that closes the sequence.
    """
    behind, comma = start, 0
    for found in _BEHIND.finditer(source.text, start, end - 1):
        if found.group() == ")":
            behind = found.end()
        elif found.group() == ",":
            comma = found.end()
    return behind, comma
