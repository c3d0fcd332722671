"""List untrusted folders, and check that file names do not lead out of them.

A symbolic link that leads out of such a folder counts as a missing file, and linked
folders are not entered. A name given in a file is ignored unless it names a file below
the folder.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME_BYTES = 255
"""Most bytes of one file name, as in all usual file systems."""

_PATH_CHARACTERS = 2000

_DRIVE = re.compile(r"[A-Za-z]:")


def files_below(folder: Path) -> list[Path]:
    """Return the regular files in *folder* and below it, sorted.

    Hidden folders, such as those of git, are left out.
    """
    top = os.path.realpath(folder)
    found: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            if _is_regular_file_in(path, top) if path.is_symlink() else path.is_file():
                found.append(path)
    return sorted(found)


def links_out_of(folder: Path) -> Iterator[str]:
    """Yield the names, relative to *folder*, of links to folders and outside files."""
    top = os.path.realpath(folder)
    for parent, folders, names in os.walk(folder):
        for name in sorted([*folders, *names]):
            path = Path(parent, name)
            if path.is_symlink() and not _is_regular_file_in(path, top):
                yield path.relative_to(folder).as_posix()


def is_name_below(name: str) -> bool:
    """Return whether *name* is a safe relative file name on every system.

    A safe name is relative, with slashes, and without parts that lead up, are hidden,
    or name a drive.
    """
    return (
        all(
            part
            and not part.startswith(".")
            and len(part.encode("utf-8", "replace")) <= _NAME_BYTES
            for part in name.split("/")
        )
        and len(name) <= _PATH_CHARACTERS
        and not _DRIVE.match(name)
        and "\\" not in name
        and "\0" not in name
    )


def file_below(folder: Path, name: str) -> Path | None:
    """Return the regular file *name* below *folder*, `None` if there is none."""
    if not is_name_below(name):
        return None
    path = folder / name
    return path if _is_regular_file_in(path, os.path.realpath(folder)) else None


def first_link_to(folder: Path, name: str) -> Path | None:
    """Return the first symbolic link on the path from *folder* to *name*, or `None`."""
    path = folder
    for part in ("", *name.split("/")):
        path = path / part if part else path
        if path.is_symlink():
            return path
    return None


def _is_regular_file_in(path: Path, top: str) -> bool:
    """Return whether *path* is a regular file in *top*, a path without links."""
    try:
        real = Path(os.path.realpath(path, strict=True))
        return real.is_relative_to(top) and real.is_file()
    except (OSError, ValueError):
        return False
