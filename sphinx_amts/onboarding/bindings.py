"""Find the statements of a module that decide about the value of a name."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

_ADDING = frozenset({"append", "extend", "insert", "sort"})
"""Methods that change a list and keep all of its elements."""

_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
_Sequence = ast.List | ast.Tuple


@dataclass(slots=True)
class Bindings:
    """Statements at the top level of a module that decide about a name.

    Attributes:
        statements: statements that set the name or add to its value, in their order.
        last_setter: last statement that may replace the value, else the first `+=`;
            `None` if there is neither.
        uncertain: why the value at the end of the module is not certain; empty if it
            is.
    """

    statements: list[ast.stmt] = field(default_factory=list)
    last_setter: ast.stmt | None = None
    uncertain: str = ""

    @classmethod
    def of(cls, tree: ast.Module, name: str) -> Bindings:
        """Find the statements of *tree* that decide about *name*."""
        found = cls()
        certain = starred = False
        for statement in tree.body:
            uses = _Uses(name)
            uses.visit(statement)
            if uses.deleted:
                found.uncertain = f"line {statement.lineno}: {name} is deleted"
            if uses.starred and not certain:
                starred = True
            if not (uses.set or uses.added):
                continue
            found.statements.append(statement)
            certain = certain or _surely_sets(statement, name)
            # what is added to must be there
            adds = isinstance(statement, ast.AugAssign | ast.Expr) and uses.added
            certain = certain or adds
            if uses.set:
                found.last_setter = statement
        found.uncertain = found.uncertain or _doubt(
            found.statements, name, certain=certain, starred=starred
        )
        if found.last_setter is None:
            found.last_setter = next(
                (s for s in found.statements if isinstance(s, ast.AugAssign)), None
            )
        return found


def _doubt(
    statements: list[ast.stmt], name: str, *, certain: bool, starred: bool
) -> str:
    """Return why it is not certain that *name* is bound; empty if it is."""
    if statements and not certain:
        return f"line {statements[0].lineno}: {name} is set under a condition only"
    if starred and not certain:
        return f"{name} may be set by what another file holds"
    return ""


class _Uses(ast.NodeVisitor):
    """Finds what one statement does to a name, in the scope of the module."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.set = self.added = self.deleted = self.starred = False

    def visit(self, node: ast.AST) -> None:
        """Visit *node*; of a function or class, see only whether it binds the name."""
        if isinstance(node, _SCOPES):
            self.set |= getattr(node, "name", None) == self._name or any(
                isinstance(part, ast.Global) and self._name in part.names
                for part in ast.walk(node)
            )
            return
        super().visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        """Record whether *node* sets or deletes the name."""
        if node.id == self._name:
            self.set |= isinstance(node.ctx, ast.Store)
            self.deleted |= isinstance(node.ctx, ast.Del)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Visit an annotated assignment if it has a value."""
        if node.value is not None:
            self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Record `+=` on the name as an addition; visit other such assignments."""
        if self._is_it(node.target) and isinstance(node.op, ast.Add):
            self.added = True
            self.visit(node.value)
        else:
            self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Record the replacement or deletion of elements as a change of the value."""
        self.set |= self._is_it(node.value) and not isinstance(node.ctx, ast.Load)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Record calls that change the value by a method, or may set any name."""
        function = node.func
        if isinstance(function, ast.Attribute) and self._is_it(function.value):
            added = function.attr in _ADDING
            self.added |= added
            self.set |= not added and function.attr not in {"copy", "count", "index"}
        called = ast.unparse(function)
        self.starred |= called in {"exec", "globals", "vars", "locals"}
        self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> None:
        """Record an import that sets the name, or that imports `*`."""
        self.starred |= node.name == "*"
        self.set |= (node.asname or node.name.partition(".")[0]) == self._name

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """Record that the name of a caught error is deleted behind its handler."""
        self.deleted |= node.name == self._name
        self.generic_visit(node)

    def _is_it(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id == self._name


def _surely_sets(statement: ast.stmt, name: str) -> bool:
    """Return whether *name* is bound once *statement* has run."""
    if isinstance(statement, ast.If):
        branches = (statement.body, statement.orelse)
        return all(any(_surely_sets(s, name) for s in b) for b in branches)
    if isinstance(statement, ast.Try):
        ways = [[*statement.body, *statement.orelse]]
        ways += [handler.body for handler in statement.handlers]
        if any(_surely_sets(s, name) for s in statement.finalbody):
            return True
        return all(any(_surely_sets(s, name) for s in way) for way in ways)
    if isinstance(statement, ast.With):
        return any(_surely_sets(s, name) for s in statement.body)
    if isinstance(statement, ast.For | ast.While | ast.AugAssign | ast.Expr):
        return False
    uses = _Uses(name)
    uses.visit(statement)
    return uses.set and not isinstance(statement, _SCOPES)


def list_in(statement: ast.stmt | None) -> _Sequence | None:
    """Return the list or tuple that *statement* assigns or adds; `None` if unknown."""
    if isinstance(statement, ast.Assign):
        (target, *others) = statement.targets
        is_one = not others and isinstance(target, ast.Name)
        return _literal(statement.value) if is_one else None
    if isinstance(statement, ast.AnnAssign | ast.AugAssign):
        return _literal(statement.value)
    return None


def _literal(value: ast.expr | None) -> _Sequence | None:
    if isinstance(value, ast.List | ast.Tuple):
        return value
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return _literal(value.right) or _literal(value.left)
    return None
