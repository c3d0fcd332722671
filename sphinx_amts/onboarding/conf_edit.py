"""Add the extension and settings to a `conf.py` without changing its other bytes.

Text is only inserted. The syntax tree gives the position, and the syntax tree of the
result is compared with the first tree, to check the effect. A `conf.py` in which the
position is not certain is left alone.
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
"""Statement that loads the extension where `extensions` is not set yet."""

ADDING_LINE = f'{_NAME} = [*{_NAME}, "{EXTENSION}"]'
"""Statement that loads the extension after all others."""


def line_that_loads(source: PythonText) -> int:
    """Return the number of the line that loads the extension; 0 if none does."""
    for statement in Bindings.of(source.tree, _NAME).statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and node.value == EXTENSION:
                return node.lineno
    return 0


def add_extension(source: PythonText) -> PythonText:
    """Return *source* with the extension added to its list `extensions`.

    Raises:
        NotUnderstood: the final value of `extensions` cannot be determined.
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
    """Return *source* with texts inserted at indices, in ascending order.

    Raises:
        NotUnderstood: the result is not valid Python.
    """
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
    """Return *source* with *line* behind the last of some statements, or at its end.

    Args:
        source: text to change.
        line: statement to insert.
        behind: statements of the module; empty for the end of the text.
        blank: whether a blank line goes before a line at the end of the text.
    """
    newline, text = source.newline, source.text
    place = _line_behind(source, behind[-1]) if behind else len(text)
    if place < len(text):
        return _inserted(source, [(place, f"{line}{newline}")])
    ended = not text or text[-1] in "\r\n"
    before = newline * ((not ended) + (blank and not behind and bool(text.strip())))
    return _inserted(source, [(place, f"{before}{line}{newline if ended else ''}")])


def _line_behind(source: PythonText, statement: ast.stmt) -> int:
    """Return the index of the line behind *statement*, where another can begin."""
    for other in source.tree.body:  # several may share a line
        if other.lineno == statement.end_lineno:
            statement = other
    return source.next_line(source.end(statement))


def _others(source: PythonText) -> str:
    """Return a dump of the syntax tree without what loads the extension."""
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
