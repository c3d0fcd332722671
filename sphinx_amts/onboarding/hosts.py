"""Find the host of a repository, and adapt the workflow that fits the host."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import read_file
from sphinx_amts.files.git import run_git
from sphinx_amts.files.revisions import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = "sphinx-amts"
GITHUB, GITLAB, READ_THE_DOCS = "GitHub", "GitLab", "Read the Docs"

_RTD_FILES = (".readthedocs.yaml", ".readthedocs.yml", "readthedocs.yml")
_REQUIREMENTS = (
    "{book}/requirements.txt",
    "docs/requirements.txt",
    "doc/requirements.txt",
    "requirements/docs.txt",
    "requirements/doc.txt",
    "requirements-docs.txt",
    "requirements-doc.txt",
    "docs-requirements.txt",
    "doc-requirements.txt",
    "{above}/requirements.txt",
    "requirements.txt",
)
_GROUPS = ("docs", "doc", "documentation")
_INSTALL = 'python -m pip install -r "$REQUIREMENTS"'
_MOST_BYTES = 1_000_000
_FREE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")
"""Text that needs no quotes in YAML."""


@dataclass(frozen=True, slots=True)
class Hosting:
    """Repository of a book, and the services that host it.

    Attributes:
        root: top folder of the checkout.
        hosts: name of a host -> what it was recognised by.
        branch: branch on which workflows run.
    """

    root: Path
    hosts: dict[str, str]
    branch: str


@dataclass(frozen=True, slots=True)
class Installation:
    """Command of a workflow that installs everything a book needs.

    Attributes:
        command: the command.
        file: file that lists what is installed, relative to the repository.
        requirements: whether *file* is a file of requirements, to which a line can be
            added.
    """

    command: str
    file: str
    requirements: bool


def hosting_of(srcdir: Path) -> Hosting | None:
    """Return the repository and hosts of a book; `None` if it is in no repository."""
    try:
        root = Repository.of(srcdir).root
    except ConfigError:
        return None
    hosts: dict[str, str] = {}
    for remote, host in _remotes(root):
        for name in (GITHUB, GITLAB):
            if name.lower() in host:
                hosts.setdefault(name, f"remote {remote}")
    for name, paths in (
        (GITHUB, (".github",)),
        (GITLAB, (".gitlab-ci.yml",)),
        (READ_THE_DOCS, _RTD_FILES),
    ):
        for path in paths:
            if (root / path).exists():
                hosts.setdefault(name, path)
    return Hosting(root, hosts, _branch(root))


def _remotes(root: Path) -> Iterable[tuple[str, str]]:
    """Yield name and host of each git remote.

    The address itself is not returned, as it may have a password.
    """
    done = run_git(root, "remote", "-v")
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        name, _, address = line.partition("\t")
        found = re.match(r"(?:\w+://)?(?:[^@/]*@)?([^:/\s]+)", address)
        if found:
            yield name, found.group(1).lower()


def _branch(root: Path) -> str:
    head = run_git(root, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    name = head.stdout.decode("utf-8", "replace").strip().removeprefix("origin/")
    if not name:
        done = run_git(root, "branch", "--list", "--format=%(refname:short)")
        known = done.stdout.decode("utf-8", "replace").split()
        current = run_git(root, "branch", "--show-current").stdout.decode().strip()
        name = next((n for n in ("main", "master") if n in known), current)
    return name if _FREE.fullmatch(name) else "main"


def mentions_us(path: Path) -> bool:
    """Return whether a file names this package; `False` if it cannot be read."""
    try:
        return PACKAGE.encode() in read_file(path).replace(b"_", b"-")
    except OSError:
        return False


def recipe(name: str) -> str:
    """Return the text of a recipe that ships with the package."""
    return files("sphinx_amts").joinpath("ci_templates", name).read_text("utf-8")


def adapted(
    name: str, hosting: Hosting, srcdir: Path, needs: Installation, *, before: str = ""
) -> bytes:
    """Return the recipe *name*, adapted to a book.

    Args:
        name: file name of the recipe.
        hosting: repository of the book.
        srcdir: folder of the book's documents.
        needs: command that installs what the book needs.
        before: command to run between the installation and the other commands; empty
            for none.
    """
    install = needs.command + (f" && {before}" if before else "")
    sourcedir = srcdir.relative_to(hosting.root).as_posix()
    text = recipe(name)
    for old, new in (
        ("SOURCEDIR: docs\n", f"SOURCEDIR: {_scalar(sourcedir)}\n"),
        ("REQUIREMENTS: docs/requirements.txt", f"REQUIREMENTS: {_scalar(needs.file)}"),
        ("branches: [main]", f"branches: [{hosting.branch}]"),
        (_INSTALL, install),
    ):
        text = text.replace(old, new)
    return text.encode()


def _scalar(text: str) -> str:
    return text if _FREE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def installation_of(hosting: Hosting, srcdir: Path) -> Installation | None:
    """Return how to install what a book needs; `None` if no file lists it."""
    root = hosting.root
    book = srcdir.relative_to(root)
    names = [n.format(book=book, above=book.parent) for n in _REQUIREMENTS]
    for name in [*_named_for_rtd(root), *names]:
        path = Path(name)
        if (root / path).is_file() and ".." not in path.parts:
            return Installation(_INSTALL, path.as_posix(), requirements=True)
    try:
        data = read_file(root / "pyproject.toml", max_bytes=_MOST_BYTES)
        project = tomllib.loads(data.decode())
        extras = project.get("project", {}).get("optional-dependencies", {})
        groups = project.get("dependency-groups", {})
    except (OSError, ValueError, AttributeError, RecursionError):
        return None
    for group in _GROUPS:
        for known, option in ((extras, f'".[{group}]"'), (groups, f"--group {group}")):
            if group in known:
                command = f"python -m pip install {option} {PACKAGE}"
                return Installation(command, "pyproject.toml", requirements=False)
    return None


def _named_for_rtd(root: Path) -> list[str]:
    """Return the files of requirements that Read the Docs is configured to install."""
    for name in _RTD_FILES:
        try:
            text = read_file(root / name).decode("utf-8", "replace")
        except OSError:
            continue
        return re.findall(r"(?m)^\s*-?\s*requirements:\s*['\"]?([^'\"\s#]+)", text)
    return []
