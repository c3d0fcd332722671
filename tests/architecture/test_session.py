"""What a build is about is known when its session is made, and does not change."""

from __future__ import annotations

import ast
import sys
from contextlib import suppress
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from graph import PACKAGE, modules, nodes

from sphinx_amts.extension.session.options import (
    DamagePolicy,
    RunOptions,
    current_options,
    opening_with,
)
from sphinx_amts.extension.session.session import Session
from sphinx_amts.extension.session.state import BuildState, Once

MADE_ONCE = {"session", "_session", "catalogs", "options", "permission"}
"""Names of objects that are complete when they are made."""


def _holder(target: ast.expr) -> str:
    value = target.value if isinstance(target, ast.Attribute) else None
    if isinstance(value, ast.Attribute):
        return value.attr
    return value.id if isinstance(value, ast.Name) else ""


def test_no_module_completes_an_object_that_another_has_made():
    for path in modules().values():
        for node in nodes(path):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if isinstance(node, ast.AugAssign | ast.AnnAssign):
                targets = [node.target]
            made = [target for target in targets if _holder(target) in MADE_ONCE]
            assert not made, f"{path}:{node.lineno}"


@pytest.mark.parametrize("kind", [Session, RunOptions, BuildState])
def test_nothing_is_assigned_to_what_is_frozen(kind):
    made = object.__new__(kind)
    for field in fields(kind):
        with pytest.raises(FrozenInstanceError):
            setattr(made, field.name, None)


def test_nothing_goes_around_what_is_frozen():
    for path in PACKAGE.rglob("*.py"):
        assert "object.__setattr__" not in path.read_text("utf-8"), path


def test_options_hold_for_the_books_that_are_opened_with_them():
    assert current_options().damage is DamagePolicy.WARN
    outer, inner = RunOptions(dry_run=True), RunOptions(again=True)
    with opening_with(outer):
        with suppress(OSError), opening_with(inner):
            assert current_options() is inner
            raise OSError("the book is gone")
        assert current_options() is outer
    assert current_options().damage is DamagePolicy.WARN


def test_a_value_is_computed_once():
    calls, empty = [], Once()
    for _ in range(3):
        assert empty.get(lambda: calls.append(1)) is None
    assert calls == [1]
