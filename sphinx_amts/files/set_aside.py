"""Rename database files that cannot be used, so that new ones can be made."""

from __future__ import annotations

import contextlib
import os
from itertools import count
from typing import TYPE_CHECKING

from sphinx_amts.files.sqlite_guard import BESIDE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # where a file that is open cannot be renamed anyway
    fcntl = None  # type: ignore[assignment]

Identity = tuple[int, int]
"""Device and inode number of a file, which it keeps when it is renamed."""


def identity_of(file: Path) -> Identity | None:
    """Return the identity of *file*, or of the link itself; `None` if it is missing."""
    try:
        status = file.lstat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def set_aside(file: Path, identity: Identity | None) -> Path | None:
    """Rename a database and SQLite's files beside it to free names.

    Nothing is ever replaced: the new name is the first of ``set-aside-1.db``,
    ``set-aside-2.db`` and so on that is free.

    Args:
        file: path of the database.
        identity: identity of the file that was found unusable.

    Returns:
        The new path; `None` if *file* is another file by now.

    Raises:
        OSError: a file cannot be renamed.
    """
    with _locked(file.parent):
        if identity_of(file) != identity:
            return None
        new = _free_name(file)
        # first those beside it: a new database must not find them
        for end in (*BESIDE, ""):
            old = file.with_name(file.name + end)
            with contextlib.suppress(FileNotFoundError):
                old.rename(new.with_name(new.name + end))
        return new


def is_replaced(file: Path, identity: Identity) -> bool:
    """Return whether *file* is no longer the file with *identity*.

    It is another one, or missing. A rename by another process is awaited first.
    """
    # a folder that cannot be read cannot be locked
    with contextlib.suppress(OSError), _locked(file.parent):
        pass  # whoever renames it has ended
    return identity_of(file) != identity


def _free_name(file: Path) -> Path:
    for number in count(1):
        name = file.with_name(f"set-aside-{number}{file.suffix}")
        taken = (name.with_name(name.name + end) for end in ("", *BESIDE))
        if not any(os.path.lexists(path) for path in taken):
            return name
    raise AssertionError  # numbers do not end


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Prevent other processes from renaming files in *folder* at the same time."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
