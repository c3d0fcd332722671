"""Read settings from a `conf.py` without running it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from sphinx_amts.onboarding.plan import Setting

if TYPE_CHECKING:
    from sphinx_amts.onboarding.python_text import PythonText


def settings_in(source: PythonText) -> dict[str, Setting]:
    """Return the settings that *source* sets, by name.

    A setting counts as computed unless the last statement about it assigns a literal.
    """
    found: dict[str, Setting] = {}
    for statement in source.tree.body:
        value = _assigned(statement)
        for node in ast.walk(statement):
            if not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)):
                continue
            known = found.get(node.id)
            made = _setting(value, statement.lineno)
            if known is not None and isinstance(statement, ast.AugAssign):
                made = Setting(None, known.line, computed=True)
            found[node.id] = made
    return found


def _assigned(statement: ast.stmt) -> ast.expr | None:
    if isinstance(statement, ast.Assign):
        names = [isinstance(target, ast.Name) for target in statement.targets]
        return statement.value if all(names) else None
    return statement.value if isinstance(statement, ast.AnnAssign) else None


def _setting(value: ast.expr | None, line: int) -> Setting:
    if value is None:
        return Setting(None, line, computed=True)
    try:
        return Setting(ast.literal_eval(value), line)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return Setting(None, line, computed=True)
