"""Layers import downwards only, and heavy packages are loaded where they are used."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "sphinx_amts"
LAYERS = {
    "_version": 0, "errors": 0, "extras": 0, "model": 0, "settings": 0,
    "setting_values": 0,
    "text": 1, "markup": 1.5,
    "storage": 2,
    "engines": 3, "aws": 3,
    "services": 4,
    "sphinx_ext": 5,
    "emulator": 6, "cli": 6,
}  # fmt: skip
LAZY = {"boto3", "botocore", "sacrebleu", "pysbd", "jinja2", "diskcache", "jieba"}
ALLOWED = {
    "sphinx": {"sphinx_ext"},
    "docutils": {"sphinx_ext", "markup"},
    "myst_parser": {"sphinx_ext", "markup"},
    "markdown_it": {"markup"},
    "boto3": {"aws", "emulator"},
    "botocore": {"aws", "emulator"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.AST, *, top_level: bool):
    """Yield the modules imported, those for type checking left out."""
    for node in tree.body if top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def run_time(tree: ast.Module) -> ast.Module:
    class Drop(ast.NodeTransformer):
        def visit_If(self, node):
            named = ast.unparse(node.test) == "TYPE_CHECKING"
            return None if named else self.generic_visit(node)

    return Drop().visit(tree)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_downwards(path):
    own = room(path)
    if own == "__init__":
        return
    tree = run_time(ast.parse(path.read_text("utf-8")))
    for name in imports(tree, top_level=False):
        first = name.split(".")[0]
        if first == "sphinx_amts" and name != "sphinx_amts":
            other = name.split(".")[1]
            assert LAYERS[other] <= LAYERS[own], f"{own} imports {name}"
        if first in ALLOWED:
            assert own in ALLOWED[first], f"{own} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_modules_are_rooms_not_halls(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400


# who may use the streams of the process: the one way out, and what leads into a log
STREAMS = {
    "cli/output.py": {"input", "sys.stdout", "sys.stderr"},
    "cli/worker.py": {"sys.stdout", "sys.stderr"},
    "engines/terminal.py": {"sys.stderr"},  # on a terminal only
    "sphinx_ext/building.py": {"sys.stdout", "sys.stderr"},
    "sphinx_ext/progress.py": {"print", "sys.stderr"},
    "sphinx_ext/messages.py": {"logging.getLogger"},
    "sphinx_ext/trial.py": {"logging.getLogger"},
    # loggers of other packages, and that of the whole of Sphinx
    "sphinx_ext/internals.py": {"logging.getLogger"},
    "sphinx_ext/interface.py": {"getLogger"},
}
PRINTING = {
    "print", "input", "getLogger", "logging.getLogger", "logging.basicConfig",
    "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__",
    "traceback.print_exc", "traceback.print_exception", "warnings.warn",
    "argparse.ArgumentParser",
}  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_is_printed_but_in_one_way(path):
    """Commands print through `cli.output`, our code in Sphinx logs by `messages`."""
    logs = {name for name in PRINTING if "ogg" in name}
    below = set() if room(path) in {"cli", "sphinx_ext"} else logs
    tree = ast.parse(path.read_text("utf-8"))
    used = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            used.add(ast.unparse(node.func))
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("sys."):
            used.add(ast.unparse(node))
        if isinstance(node, ast.ImportFrom) and node.module in {"sys", "argparse"}:
            used |= {f"{node.module}.{alias.name}" for alias in node.names}
    allowed = STREAMS.get(path.relative_to(PACKAGE).as_posix(), set())
    assert not used & (PRINTING - allowed - below)
