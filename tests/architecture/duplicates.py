"""Pairs of blocks of the package that have the same shape with other names.

A block is one function, or statements in a row of one body, of six or more lines; its
shape is its syntax tree without names, texts and numbers. Docstrings, imports and the
fields of a class are no blocks. Pairs that lie over a longer one are a part of it.

Blocks that only declare are counted apart: calls that describe the arguments of a
command, and attributes that are set to what a constructor was given. They are tables,
whose rows are alike as those of any table.

Run as a script, it prints the pairs, the longest first, and how many there are.
"""

from __future__ import annotations

import argparse
import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from graph import without_collection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINES = 6
_NAMES = frozenset({"name", "id", "arg", "attr", "asname", "module", "kind", "names"})


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Statements in a row of one body.

    Attributes:
        lines: how many there are, without docstrings.
        declares: whether it is a table, written as statements.
    """

    path: Path
    first: int
    last: int
    lines: int
    declares: bool

    def overlaps(self, other: Block) -> bool:
        """Tell whether the two blocks have lines in common."""
        return self.path == other.path and (
            self.first <= other.last and other.first <= self.last
        )

    def __str__(self) -> str:
        return f"{self.path}:{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two blocks of one shape."""

    first: Block
    second: Block

    @property
    def declares(self) -> bool:
        """Tell whether both are tables."""
        return self.first.declares and self.second.declares

    def overlaps(self, other: Pair) -> bool:
        """Tell whether both blocks of *other* lie over those of this pair."""
        return self.first.overlaps(other.first) and self.second.overlaps(other.second)


def duplicates(package: Path) -> list[Pair]:
    """Return the pairs of a package that lie over no longer one."""
    shapes: defaultdict[str, list[Block]] = defaultdict(list)
    with without_collection():
        _collect(package, shapes)
    pairs = [
        Pair(*sorted(two))
        for blocks in shapes.values()
        for two in combinations(blocks, 2)
        if not two[0].overlaps(two[1])
    ]
    pairs.sort(key=lambda pair: (-pair.first.lines, pair.first, pair.second))
    result: list[Pair] = []
    for pair in pairs:
        if not any(longer.overlaps(pair) for longer in result):
            result.append(pair)
    return result


def _collect(package: Path, shapes: defaultdict[str, list[Block]]) -> None:
    """Put the blocks of all modules of a package under their shapes."""
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for body in _bodies(tree):
            for shape, block in _blocks(body, path.relative_to(package.parent)):
                shapes[shape].append(block)
        for of_nodes in (_shape, _size):
            of_nodes.cache_clear()


def _bodies(tree: ast.Module) -> Iterator[Sequence[ast.stmt]]:
    """Yield functions and the lists of statements in them."""
    left: list[tuple[ast.AST, bool]] = [(tree, False)]
    while left:
        node, inside = left.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield [node]
            inside = True
        for _, value in ast.iter_fields(node):
            if isinstance(value, ast.AST):
                left.append((value, inside))
            elif isinstance(value, list):
                left += [(one, inside) for one in value if isinstance(one, ast.AST)]
                if inside and value and all(isinstance(one, ast.stmt) for one in value):
                    yield value


def _blocks(body: Sequence[ast.stmt], path: Path) -> Iterator[tuple[str, Block]]:
    body = [one for one in body if not _is_docstring(one)]
    sizes = [_size(one) for one in body]
    if sum(sizes) < LINES:
        return
    shapes = [_shape(one) for one in body]
    tables = [_declares(one) for one in body]
    for start in range(len(body)):
        for end in range(start + 1, len(body) + 1):
            if (lines := sum(sizes[start:end])) >= LINES:
                last = body[end - 1].end_lineno or body[end - 1].lineno
                yield (
                    "\n".join(shapes[start:end]),
                    Block(
                        path=path,
                        first=body[start].lineno,
                        last=last,
                        lines=lines,
                        declares=all(tables[start:end]),
                    ),
                )


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _declares(node: ast.stmt) -> bool:
    """Tell whether a statement is the row of a table."""
    if isinstance(node, ast.FunctionDef):
        return all(_is_docstring(one) or _declares(one) for one in node.body)
    value = getattr(node, "value", None)
    if isinstance(node, ast.Expr | ast.Assign) and isinstance(value, ast.Call):
        called = ast.unparse(value.func).rpartition(".")[2]
        return called.startswith(("add_", "_add_")) or called == "set_defaults"
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return all(isinstance(one, ast.Attribute) for one in targets) and isinstance(
            node.value, ast.Name | ast.Constant | ast.JoinedStr
        )
    return False


@cache
def _size(node: ast.stmt) -> int:
    """Return the lines of a statement, without docstrings."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    return lines - sum(
        (inner.end_lineno or inner.lineno) - inner.lineno + 1
        for inner in ast.walk(node)
        if isinstance(inner, ast.Expr) and _is_docstring(inner)
    )


@cache
def _shape(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return type(node.value).__name__
    parts = []
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            parts.append(_shape(value))
        elif isinstance(value, list):
            inner = [
                _shape(one)
                for one in value
                if isinstance(one, ast.AST)
                and not (isinstance(one, ast.stmt) and _is_docstring(one))
            ]
            parts.append(f"[{','.join(inner)}]")
        elif name not in _NAMES:
            parts.append(str(value))
    return f"{type(node).__name__}({','.join(parts)})"


def main() -> None:
    """Print the pairs of the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "package",
        type=Path,
        nargs="?",
        default=Path(__file__).parents[2] / "sphinx_amts",
    )
    pairs = duplicates(parser.parse_args().package)
    for pair in pairs:
        kind = "table" if pair.declares else ""
        print(f"{pair.first.lines:4} {kind:5}  {pair.first}  {pair.second}")
    tables = sum(pair.declares for pair in pairs)
    print(f"{len(pairs)} pairs, {tables} of them tables")


if __name__ == "__main__":
    main()
