"""Add the extension and settings to a `conf.py`, and keep every byte of it.

All that is done is to insert text. Where it goes is found in the syntax tree; whether
it does what it should is checked in the tree of the result. A `conf.py` in which the
place is not certain is left alone.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from sphinx_amts.onboarding.bindings import Bindings, list_in
from sphinx_amts.onboarding.python_text import NotUnderstood, PythonText
from sphinx_amts.onboarding.sequence_edit import insertions_into

if TYPE_CHECKING:
    from collections.abc import Sequence

EXTENSION = "sphinx_amts"
_NAME = "extensions"

FIRST_LINE = f'{_NAME} = ["{EXTENSION}"]'
"""Loads the extension where no other is loaded."""

ADDING_LINE = f'{_NAME} = [*{_NAME}, "{EXTENSION}"]'
"""Loads the extension behind all others."""


def line_that_loads(source: PythonText) -> int:
    """Return the line in which the extension is loaded; 0 if it is not."""
    for statement in Bindings.of(source.tree, _NAME).statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and node.value == EXTENSION:
                return node.lineno
    return 0


def add_extension(source: PythonText) -> PythonText:
    """Return *source* with the extension in its list of extensions.

    Raises:
        NotUnderstood: it cannot be told what the list is when `conf.py` ends.
    """
    found = Bindings.of(source.tree, _NAME)
    if found.uncertain:
        raise NotUnderstood(found.uncertain)
    elements = list_in(found.last_setter)
    if elements is not None:
        changed = _inserted(source, insertions_into(source, elements, EXTENSION))
    else:
        line = ADDING_LINE if found.statements else FIRST_LINE
        changed = _with_line(source, line, found.statements)
    if not line_that_loads(changed) or _others(changed) != _others(source):
        raise NotUnderstood(f"the list of {_NAME} is written in an unusual way")
    return changed


def add_lines(source: PythonText, lines: Sequence[str]) -> PythonText:
    """Return *source* with *lines* at its end, each a statement of its own."""
    changed = source
    for number, line in enumerate(lines):
        changed = _with_line(changed, line, (), blank=not number)
    return changed


def _inserted(source: PythonText, insertions: Sequence[tuple[int, str]]) -> PythonText:
    """Return *source* with texts inserted at indices, which are in their order."""
    text = source.text
    for index, added in reversed(insertions):
        text = f"{text[:index]}{added}{text[index:]}"
    changed = PythonText(text, source.encoding)
    try:
        assert changed.tree is not None
    except SyntaxError as exc:
        raise NotUnderstood(f"line {exc.lineno}: {exc.msg}") from exc
    return changed


def _with_line(
    source: PythonText, line: str, behind: Sequence[ast.stmt], *, blank: bool = True
) -> PythonText:
    """Return *source* with a line behind some statements, or at its end.

    Args:
        source: text to change.
        line: a statement.
        behind: statements of the module; none for the end of the text.
        blank: whether a blank line goes before one at the end.
    """
    newline, text = source.newline, source.text
    place = _line_behind(source, behind[-1]) if behind else len(text)
    if place < len(text):
        return _inserted(source, [(place, f"{line}{newline}")])
    ended = not text or text[-1] in "\r\n"
    before = newline * ((not ended) + (blank and not behind and bool(text.strip())))
    return _inserted(source, [(place, f"{before}{line}{newline if ended else ''}")])


def _line_behind(source: PythonText, statement: ast.stmt) -> int:
    """Return the index of the first line behind *statement* where another may begin."""
    for other in source.tree.body:  # several may share a line
        if other.lineno == statement.end_lineno:
            statement = other
    return source.next_line(source.end(statement))


def _others(source: PythonText) -> str:
    """Return the syntax tree without what loads the extension, to compare."""
    return ast.dump(_Others().visit(ast.parse(source.text)))


class _Others(ast.NodeTransformer):
    _without = frozenset((f"{_NAME} = []", f"{_NAME} = [*{_NAME}]"))

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        """Drop a statement that adds nothing but the extension."""
        rest = self.generic_visit(node)
        return None if ast.unparse(rest) in self._without else rest

    def visit_List(self, node: ast.List) -> ast.AST:
        """Drop the extension at the end of a list."""
        return self._shortened(node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        """Drop the extension at the end of a tuple."""
        return self._shortened(node)

    def _shortened(self, node: ast.List | ast.Tuple) -> ast.AST:
        last = node.elts[-1] if node.elts else None
        if isinstance(last, ast.Constant) and last.value == EXTENSION:
            del node.elts[-1]
        return self.generic_visit(node)
