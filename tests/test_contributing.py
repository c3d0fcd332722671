"""What `CONTRIBUTING.md` and the pages for contributors name is there."""

from __future__ import annotations

import ast
import configparser
import re
import shlex
import tomllib
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import pytest

from sphinx_amts.cli.commands import COMMANDS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sphinx_amts"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GUIDE = ROOT / "CONTRIBUTING.md"
DEVELOP = ROOT / "docs" / "develop"
PAGES = [
    GUIDE,
    *sorted(DEVELOP.glob("*.md")),
    ROOT / ".github/pull_request_template.md",
]
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
PROGRAMS = ("coverage", "mypy", "pytest", "ruff", "sphinx-amts", "sphinx-build", "tox")
QUOTED = re.compile(rf"`((?:python|{'|'.join(PROGRAMS)}) [^`]+)`")
FOLDERS = (
    "benchmarks",
    "docs",
    "example_book",
    "sphinx_amts",
    "tests",
    ".ci",
    ".github",
)
PATH = re.compile(rf"`((?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*)`")
# a `conf.py` is that of some book
FILE = re.compile(r"`(?!conf\.py)(\.?[\w-]+\.(?:md|toml|ini|yaml|py))`")
IN_PACKAGE = re.compile(r"`(?!conf\.py)([\w/]+\.py)(?:::([\w.]+))?`")
BESIDE = ("build", "git", "pip", "pre-commit", "python", "python3", "twine", ".")
"""Programs whose arguments are not looked at, but for the files among them."""

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def commands(page: Path) -> list[list[str]]:
    text = page.read_text("utf-8")
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    found = [part for line in lines for part in line.split(" && ")]
    found += QUOTED.findall(BLOCK.sub("", text))
    return [words for line in found if (words := shlex.split(line))]


@cache
def definitions(path: Path) -> frozenset[str]:
    """Return the names that a module defines, methods behind those of their classes."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            methods = [m for m in node.body if isinstance(m, ast.FunctionDef)]
            found |= {f"{node.name}.{method.name}" for method in methods}
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {ast.unparse(target) for target in targets}
    return frozenset(found)


def environments() -> set[str]:
    """Return the names of tox's environments."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / "tox.ini", encoding="utf-8")
    found = set()
    for name in re.split(r",\s*(?![^{]*\})", config["tox"]["env_list"].strip()):
        parts = re.split(r"\{([^}]*)\}", name)
        choices = [
            part.split(",") if number % 2 else [part]
            for number, part in enumerate(parts)
        ]
        found |= {"".join(chosen) for chosen in product(*choices)}
    return found


@each_page
def test_files_that_are_named_exist(page):
    text = BLOCK.sub("", page.read_text("utf-8"))
    for name in (*PATH.findall(text), *FILE.findall(text)):
        there = [ROOT / name, PACKAGE / name]
        assert any(path.exists() for path in there), name


@each_page
def test_files_and_functions_of_the_package_exist(page):
    for name, function in IN_PACKAGE.findall(page.read_text("utf-8")):
        path = next((f for f in (PACKAGE / name, ROOT / name) if f.is_file()), None)
        assert path is not None, name
        assert not function or function in definitions(path), f"{name}::{function}"


@each_page
def test_commands_that_are_written_can_be_run(page):
    for words in commands(page):
        program = Path(words[0]).name
        if program in PROGRAMS:
            CHECKS[program](words[1:])
        else:
            assert program in BESIDE, words
        groups = [b for a, b in pairwise(words) if a == "--group"]
        assert set(groups) <= PROJECT["dependency-groups"].keys()
        for word in words[1:]:
            if word.endswith(".py"):
                assert (ROOT / word).is_file(), word


def check_pytest(words: list[str]) -> None:
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        if before == "-m":
            assert set(re.findall(r"\w+", word)) - {"not"} <= markers()
        elif word.startswith("tests/"):
            path, _, name = word.partition("::")
            assert (ROOT / path).exists(), word
            assert not name or name in definitions(ROOT / path), word
        else:
            options = {"-n", "--dist", "-k"}
            assert word.startswith("-") or before in options, word


def markers() -> set[str]:
    options = PROJECT["tool"]["pytest"]["ini_options"]
    return {line.partition(":")[0] for line in options["markers"]}


def check_tox(words: list[str]) -> None:
    if words:
        assert words[0] == "-e"
        assert set(words[1].split(",")) <= environments(), words


def check_ruff(words: list[str]) -> None:
    assert words[0] in {"check", "format"}


def check_docs(words: list[str]) -> None:
    assert (ROOT / words[-2] / "conf.py").is_file(), words


def check_program(words: list[str]) -> None:
    names = {command.name for command in COMMANDS}
    assert words[0] in {*names, "--version", "--help"}


CHECKS = {
    "coverage": lambda words: None,
    "mypy": lambda words: None,
    "pytest": check_pytest,
    "ruff": check_ruff,
    "sphinx-amts": check_program,
    "sphinx-build": check_docs,
    "tox": check_tox,
}


def test_from_clone_to_green_is_the_command_of_the_readme():
    """But for the tests that it leaves out."""
    readme = (ROOT / "README.md").read_text("utf-8").partition("<!-- test command -->")
    (whole,) = BLOCK.findall(readme[2].partition("## Install")[0])
    quick = BLOCK.findall(GUIDE.read_text("utf-8"))[0]
    assert quick.replace('-m "not slow" ', "") == whole


def test_the_paragraphs_way_is_numbered_and_whole():
    text = (DEVELOP / "a-paragraphs-way.md").read_text("utf-8")
    steps = [int(number) for number in re.findall(r"^(\d+)\.", text, re.MULTILINE)]
    assert steps == list(range(1, len(steps) + 1))
    named = IN_PACKAGE.findall(text)
    assert len([function for _, function in named if function]) >= len(steps)


def test_each_room_has_its_line():
    text = (DEVELOP / "architecture.md").read_text("utf-8")
    lines = re.findall(r"^`([\w/]+)`\n: \w", text, re.MULTILINE)
    modules = [path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"]
    rooms = {path.parent.relative_to(PACKAGE).as_posix() for path in modules} - {"."}
    assert sorted(lines) == sorted(rooms)


def test_the_changelog_begins_as_the_release_page_says():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    heads = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert heads[0] == "Unreleased"
    for head in heads[1:]:
        assert re.fullmatch(r"\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)", head), head


def test_workflows_run_all_environments():
    text = (ROOT / ".github/workflows/tests.yml").read_text("utf-8")
    named = set(re.findall(r"(?:env: |^ +- )([a-z][\w.-]*)(?:,|$)", text, re.MULTILINE))
    named |= set(re.findall(r"tox -e ([a-z][\w.-]*)", text))
    assert named == environments()
