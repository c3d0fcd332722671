"""Read revisions of a git repository as data.

Nothing is written into the repository or its checkout, and nothing from a revision is
run.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import errors_as
from sphinx_amts.files.fetching import how_to_fetch, is_shallow, unshallow
from sphinx_amts.files.git import Objects, error_line, run_git
from sphinx_amts.files.git_tree import RevisionTree

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Revision:
    """Commit, with the name that it was requested by.

    Attributes:
        name: name by which the commit was requested.
        identity: hash of the commit.
        time: time of the commit, in seconds since 1970.
    """

    name: str
    identity: str
    time: int


@dataclass(frozen=True, slots=True)
class Repository:
    """Git repository with a checkout, whose revisions are read.

    Args:
        root: top folder of the checkout.
    """

    root: Path

    @classmethod
    def of(cls, folder: Path) -> Repository:
        """Return the repository that contains *folder*.

        Raises:
            ConfigError: there is no such repository, or no git on this machine.
        """
        done = run_git(folder, "rev-parse", "--show-toplevel")
        if done.returncode:
            raise ConfigError(
                f"{folder}: not in a git repository; clone the one that the book is "
                "in, or name folders where the command takes them"
            )
        return cls(Path(os.fsdecode(done.stdout).rstrip("\n")))

    def revision(self, name: str) -> Revision:
        """Return the commit that *name* denotes.

        Raises:
            ConfigError: there is no such commit.
        """
        done = run_git(
            self.root, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}"
        )
        if done.returncode:
            raise ConfigError(
                f"{name}: neither a revision in {self.root} nor a folder here; "
                f"{how_to_fetch(self.root, name)}"
            )
        identity = done.stdout.decode("ascii").strip()
        return Revision(name, identity, self._time(identity))

    def where_parted(self, revision: Revision) -> Revision:
        """Return the last commit that *revision* and the checkout have in common.

        The result is *revision* itself if the two have nothing in common.

        Raises:
            ConfigError: the clone is shallow, and lacks that commit.
        """
        done = run_git(self.root, "merge-base", "HEAD", revision.identity)
        identity = done.stdout.decode("ascii").strip()
        if not done.returncode:
            return Revision(revision.name, identity, self._time(identity))
        if is_shallow(self.root):
            raise ConfigError(
                f"{revision.name}: this clone is shallow, and lacks the commit from "
                f"which the checkout began; run {unshallow(self.root)}"
            )
        return revision

    def is_older(self, one: Revision, other: Revision) -> bool:
        """Return whether *one* was committed before *other*, or is its ancestor."""
        known = ("merge-base", "--is-ancestor", one.identity, other.identity)
        return one.time < other.time or not run_git(self.root, *known).returncode

    @contextmanager
    def tree(self, revision: Revision) -> Iterator[RevisionTree]:
        """Yield the files of *revision* as a tree.

        Raises:
            ConfigError: git fails.
        """
        with Objects(self.root) as objects:
            yield RevisionTree(objects, self.root, revision.identity)

    def unpack(self, revision: Revision, folder: Path) -> None:
        """Write all files of *revision* to *folder*, which is created.

        Raises:
            ConfigError: git fails, or the files cannot be written.
        """
        with errors_as(ConfigError, f"{revision.name}: cannot be unpacked"):
            folder.mkdir(parents=True)
            with self.tree(revision) as tree:
                tree.write(folder)

    def names(self, path: Path) -> tuple[str, ...] | None:
        """Return the path from the top folder to *path* in parts, `None` if outside.

        Args:
            path: absolute path, in the checkout or not; need not exist.
        """
        plain = Path(os.path.normpath(path))
        if not plain.is_relative_to(self.root):
            return None
        return plain.relative_to(self.root).parts

    def _time(self, identity: str) -> int:
        done = run_git(self.root, "cat-file", "commit", identity)
        header = done.stdout.partition(b"\n\n")[0]
        for line in header.splitlines():
            if line.startswith(b"committer "):
                *_, time, _zone = line.split()
                if time.isdigit():
                    return int(time)
        raise ConfigError(
            f"{identity}: not a commit that can be read ({error_line(done)})"
        )


def user_of(folder: Path) -> str:
    """Return git's user in *folder*, as ``Name <address>``; empty if not configured."""
    try:
        name, address = (
            run_git(folder, "config", key).stdout.decode("utf-8", "replace").strip()
            for key in ("user.name", "user.email")
        )
    except ConfigError:
        return ""
    return f"{name} <{address}>" if name and address else name
