"""Revisions of a git repository, each put into a folder of its own.

Nothing is written into the repository or its checkout: a revision is unpacked with an
index file that lies elsewhere.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sphinx_amts.errors import ConfigError

# set where git itself runs a program; they would be of another repository
_OF_GIT = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit.

    Attributes:
        name: as it was asked for.
        identity: its hash.
        time: seconds since 1970 when it was committed.
    """

    name: str
    identity: str
    time: int


@dataclass(frozen=True, slots=True)
class Repository:
    """A checkout of a git repository.

    Args:
        root: its top folder.
    """

    root: Path

    @classmethod
    def of(cls, folder: Path) -> Repository:
        """Return the repository that *folder* is in.

        Raises:
            ConfigError: there is none, or no git on this machine.
        """
        done = _git(folder, "rev-parse", "--show-toplevel")
        if done.returncode:
            raise ConfigError(
                f"{folder}: not in a git repository; clone the one that the book is "
                "in, or name folders where the command takes them"
            )
        return cls(Path(done.stdout.rstrip("\n")))

    def revision(self, name: str) -> Revision:
        """Return the commit that *name* stands for.

        Raises:
            ConfigError: there is none.
        """
        done = _git(
            self.root, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}"
        )
        if done.returncode:
            raise ConfigError(
                f"{name}: neither a revision in {self.root} nor a folder here; "
                "`git fetch --tags --unshallow` brings those that a clone lacks"
            )
        identity = done.stdout.strip()
        time = _git(self.root, "show", "-s", "--format=%ct", identity).stdout
        return Revision(name, identity, int(time.split()[-1]))

    def is_older(self, one: Revision, other: Revision) -> bool:
        """Whether *one* is not later than *other*: by history, else by time."""
        known = ("merge-base", "--is-ancestor", one.identity, other.identity)
        return one.time < other.time or not _git(self.root, *known).returncode

    def unpack(self, revision: Revision, folder: Path) -> None:
        """Put all files of *revision* into *folder*, which is made.

        Raises:
            ConfigError: git fails.
        """
        folder.mkdir(parents=True)
        index = folder.with_name(f"{folder.name}.index")
        for arguments in (
            ("read-tree", revision.identity),
            ("checkout-index", "--all", f"--prefix={folder}{os.sep}"),
        ):
            done = _git(self.root, *arguments, GIT_INDEX_FILE=str(index))
            if done.returncode:
                reason = " ".join(done.stderr.split())
                raise ConfigError(f"{revision.name}: cannot be unpacked ({reason})")


def user_of(folder: Path) -> str:
    """Return who works in *folder*, as ``Name <address>``; empty if git cannot tell."""
    try:
        name, address = (
            _git(folder, "config", key).stdout.strip()
            for key in ("user.name", "user.email")
        )
    except ConfigError:
        return ""
    return f"{name} <{address}>" if name and address else name


def _git(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k not in _OF_GIT}
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - as in a shell
            capture_output=True,
            text=True,
            env=inherited | environment,
            check=False,
        )
    except FileNotFoundError as exc:
        raise ConfigError(
            "there is no git here; install it, or name folders where the command takes "
            "them"
        ) from exc
