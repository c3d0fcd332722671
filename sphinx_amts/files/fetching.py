"""Find the git command that fetches a revision that a clone lacks."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING

from sphinx_amts.files.git import run_git

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"(?!.*\.\.)[^\W_][\w./@+-]*")
_HASH = re.compile(r"[0-9a-f]{7,64}")
_WHOLE_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_RELEASE = re.compile(r"[A-Za-z]*[-_]?\d+(\.\d+)+.*|v\d+")
_STEPS = re.compile(r"[~^@{:]")
"""Characters that begin the path from a named revision to another, as in `v1~2`."""


def how_to_fetch(root: Path, name: str) -> str:
    """Return advice on how to make the revision *name* available, in one line.

    Args:
        root: top folder of the checkout.
        name: name of a revision that the repository lacks.
    """
    shallow = is_shallow(root)
    found = _STEPS.search(name, 1)
    base = name[: found.start()] if found else name
    if found is not None and _is_there(root, base):
        if not shallow:
            return f"{base} is here, but nothing is at {name[found.start() :]} of it"
        return f"run {unshallow(root)}, as this clone is shallow"
    remotes = _remotes(root)
    if not remotes:
        return "there is no remote to fetch it from; `git log --all` lists what is here"
    if not _NAME.fullmatch(base):
        return "no revision can have this name; `git log --all` lists what is here"
    return _fetching(root, base, remotes, shallow=shallow)


def _fetching(root: Path, base: str, remotes: list[str], *, shallow: bool) -> str:
    remote = "origin" if "origin" in remotes else remotes[0]
    first, _, rest = base.removeprefix("refs/remotes/").partition("/")
    if first in remotes and rest:
        wanted = [f"+refs/heads/{rest}:refs/remotes/{first}/{rest}"]
        remote = first
    elif base.startswith("refs/"):
        wanted = [f"+{base}:{base}"]
    elif _WHOLE_HASH.fullmatch(base):
        wanted = [base]
    elif _is_there(root, f"refs/remotes/{remote}/{base}"):
        return f"name it {remote}/{base}, as it is called here"
    elif _HASH.fullmatch(base):
        wanted = []
    elif _RELEASE.fullmatch(base):
        wanted = [f"+refs/tags/{base}:refs/tags/{base}"]
    else:
        wanted = [f"{base}:{base}"]
    return f"run {_command(remote, *wanted, shallow=shallow)}"


def unshallow(root: Path) -> str:
    """Return the command that fetches the history that a shallow clone lacks."""
    remotes = _remotes(root)
    remote = "origin" if "origin" in remotes or not remotes else remotes[0]
    return _command(remote, shallow=True)


def is_shallow(root: Path) -> bool:
    """Return whether the repository has only the latest part of its history."""
    done = run_git(root, "rev-parse", "--is-shallow-repository")
    return done.stdout.strip() == b"true"


def _command(remote: str, *wanted: str, shallow: bool) -> str:
    deepen = ["--unshallow"] if shallow else []
    return f"`{shlex.join(['git', 'fetch', *deepen, remote, *wanted])}`"


def _remotes(root: Path) -> list[str]:
    return os.fsdecode(run_git(root, "remote").stdout).split()


def _is_there(root: Path, name: str) -> bool:
    found = run_git(
        root, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}"
    )
    return not found.returncode
