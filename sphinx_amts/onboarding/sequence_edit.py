"""Add an element to a list in a Python text, in the style of its other elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.onboarding.python_text import NotUnderstood

if TYPE_CHECKING:
    import ast

    from sphinx_amts.onboarding.python_text import PythonText

_INDENT = "    "
_BEHIND = re.compile(r"#[^\r\n]*|[),]")
"""What may follow an element before the closing bracket, besides white space."""

Insertions = list[tuple[int, str]]
"""Texts to insert, each with its index in a text, in ascending order."""


def insertions_into(
    source: PythonText, elements: ast.List | ast.Tuple, value: str
) -> Insertions:
    """Return the insertions that make the string *value* the last of *elements*.

    Raises:
        NotUnderstood: the position of a new element is not certain.
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
    """Return the indices behind an element with its parentheses, and behind its comma.

    Args:
        source: text of the file.
        start: index behind the element.
        end: index behind the bracket that closes the sequence.

    Returns:
        Both indices; the second is 0 if no comma follows.
    """
    behind, comma = start, 0
    for found in _BEHIND.finditer(source.text, start, end - 1):
        if found.group() == ")":
            behind = found.end()
        elif found.group() == ",":
            comma = found.end()
    return behind, comma
