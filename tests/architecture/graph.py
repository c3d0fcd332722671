"""The import graph of the package: modules, the rooms (folders) that they are in."""

from __future__ import annotations

import ast
import gc
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[2] / "sphinx_amts"
NAME = PACKAGE.name


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a module, which nobody changes."""
    with without_collection():
        return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of the syntax tree of a module."""
    with without_collection():
        return tuple(ast.walk(tree(path)))


@contextmanager
def without_collection() -> Iterator[None]:
    """Do not look for garbage while many objects are made of which none is any."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@cache
def modules() -> dict[str, Path]:
    """Return the modules by their dotted names."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room(path: Path) -> str:
    """Return the folder of a module below the package; of one at the top, its name."""
    relative = path.relative_to(PACKAGE)
    folder = relative.parent.as_posix()
    return relative.stem if folder == "." else folder


@cache
def imports(path: Path) -> frozenset[str]:
    """Return all that a module imports, at any place and for type checking too."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
            found.add(node.module)
    return frozenset(found)


@cache
def graph() -> dict[str, set[str]]:
    """Return for each module the modules of the package that it imports.

    The package itself, whose modules import nothing of it, is left out as a target,
    and so is a folder where something in it is named.
    """
    known = modules()
    found = {}
    for name, path in known.items():
        ours = {target for target in imports(path) if target in known}
        parents = {target.rpartition(".")[0] for target in ours}
        found[name] = {t for t in ours if t not in {*parents, NAME, name}}
    return found


@cache
def cycles() -> list[list[str]]:
    """Return the groups of modules that import each other, in a round.

    Source: R. Tarjan, "Depth-First Search and Linear Graph Algorithms", 1972.
    """
    edges = graph()
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for target in sorted(edges[name]):
            if target not in index:
                visit(target)
                low[name] = min(low[name], low[target])
            elif target in stack:
                low[name] = min(low[name], index[target])
        if low[name] == index[name]:
            group = []
            while not group or group[-1] != name:
                group.append(stack.pop())
            if len(group) > 1:
                found.append(sorted(group))

    for name in edges:
        if name not in index:
            visit(name)
    return found
