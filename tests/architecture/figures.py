"""Figures of the package that show whether it stays small: run it, and compare.

    python tests/architecture/figures.py

It counts lines and files, the modules and functions that a build of three texts calls,
the longest list of parameters, pairs of blocks of the same shape, and modules that
import each other.
"""

from __future__ import annotations

import ast
import cProfile
import io
import pstats
import sys
import tempfile
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

sys.path.insert(0, str(Path(__file__).parent))

from duplicates import duplicates
from graph import PACKAGE, cycles

_PAGE = "A title\n=======\n\nA paragraph with *emphasis*.\n\nAnother one.\n"


def sizes() -> tuple[int, int]:
    """Return the number of lines and of files of the package."""
    files = sorted(PACKAGE.rglob("*.py"))
    return sum(len(f.read_text("utf-8").splitlines()) for f in files), len(files)


def called() -> tuple[int, int]:
    """Return how many modules and functions a build of three texts calls."""
    with tempfile.TemporaryDirectory() as name:
        book = Path(name)
        (book / "conf.py").write_text(
            'project = "Three texts"\nextensions = ["sphinx_amts"]\n'
            'amts_engine = "pseudo"\n'
        )
        (book / "index.rst").write_text(_PAGE)
        profile = cProfile.Profile()
        with patch_docutils(name), docutils_namespace():
            profile.enable()
            app = Sphinx(
                *(book, book, book / "out", book / "trees", "html"),
                confoverrides={"language": "de"},
                status=io.StringIO(),
                warning=io.StringIO(),
            )
            app.build()
            profile.disable()
    found = {
        (place[0], place[2])
        for place in pstats.Stats(profile).stats  # type: ignore[attr-defined]
        if place[0].endswith(".py") and Path(place[0]).is_relative_to(PACKAGE)
    }
    # bodies of classes are run as well, where a module is imported
    defined = {path: _functions(Path(path)) for path, _ in found}
    found = {(path, name) for path, name in found if name in defined[path]}
    return len({path for path, _ in found}), len(found)


def _functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def longest_parameters() -> tuple[int, str]:
    """Return the length of the longest list of parameters, and whose it is.

    What calls a method on (`self`, `cls`) is no parameter.
    """
    best = (0, "")
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                a = node.args
                names = [x.arg for x in (*a.posonlyargs, *a.args, *a.kwonlyargs)]
                count = len([n for n in names if n not in {"self", "cls"}])
                place = f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}"
                best = max(best, (count, place))
    return best


def main() -> int:
    lines, files = sizes()
    print(f"lines {lines}, files {files}")
    modules, functions = called()
    print(f"a build of three texts calls {functions} functions of {modules} modules")
    count, place = longest_parameters()
    print(f"longest list of parameters: {count} ({place})")
    pairs = duplicates(PACKAGE)
    tables = sum(pair.declares for pair in pairs)
    print(f"blocks of the same shape: {len(pairs)} pairs, {tables} of them tables")
    print(f"groups of modules that import each other: {len(cycles())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
