"""Read files within limits, and write them atomically.

Reading ends, whatever a path names: a pipe or a device, which may never end or never
begin, is refused, and so is a file that would fill the memory.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sphinx_amts.errors import AmtsError, CatalogError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_BYTES = 48_000_000
"""Most bytes of a file that is read as a whole.

The largest catalogs of real books have ten million. A single character such as an emoji
makes a decoded text take four bytes a character, and there are two copies of it.
"""


_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_PERMISSIONS = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO
_UNFINISHED = re.compile(r"\.amts-[0-9a-f]{16}\.tmp")


def open_file(path: Path) -> IO[bytes]:
    """Open *path* for reading, if it is a regular file.

    Raises:
        OSError: *path* cannot be opened, or is a folder, a pipe or a device.
    """
    # opening a pipe without a writer would block
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except ValueError as exc:
        raise OSError(errno.EINVAL, "no name of a file", repr(path)) from exc
    try:
        _refuse_irregular(os.fstat(descriptor), path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_file(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the content of *path*, if it is a regular file.

    Raises:
        OSError: *path* cannot be read, is no regular file, or exceeds *max_bytes*.
    """
    with open_file(path) as stream:
        if os.fstat(stream.fileno()).st_size > max_bytes:
            reason = f"it is larger than {max_bytes // 1_000_000} MB"
            raise OSError(errno.EFBIG, reason, str(path))
        return stream.read()


def write_if_changed(path: Path, data: bytes, *, forced: bool = True) -> bool:
    """Write *data* to *path* if the file differs; return whether the file changed.

    Args:
        path: the file.
        data: its new content.
        forced: whether a file that is read-only is replaced, as its folder permits.

    Raises:
        OSError: the folder or the file cannot be written.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
    if not forced:
        refuse_read_only(path)
    write_parts(path, (data,))
    return True


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write *parts*, one after the other, to the file *path*, which is replaced.

    The new file has the permissions, the owner and the group of the replaced file, as
    far as that is possible. A link is replaced by a file, with permissions of its own.

    Raises:
        OSError: the folder or the file cannot be written, or a folder, a pipe or a
            device is in the place of the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    replaced = path.stat() if path.exists() else None
    if replaced is not None:
        _refuse_irregular(replaced, path)
    temporary = path.with_name(f".amts-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as stream:
            if replaced is not None and not path.is_symlink():
                _make_alike(stream.fileno(), replaced)
            stream.writelines(parts)
        temporary.replace(path)
    except BaseException as exc:
        if isinstance(exc, OSError):
            exc.filename = str(path)  # none if the disk is full, else the temporary one
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_export(path: Path, data: bytes) -> None:
    """Write *data* to a file that the user named, in a folder that exists.

    The file behind a link is written. If writing fails, an older file is unchanged.

    Raises:
        OSError: there is no such folder, or the file cannot be written.
    """
    target = path.resolve()
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    write_parts(target, (data,))


def refuse_read_only(path: Path) -> None:
    """Raise an error if *path* is a file that may not be written.

    Replacing or deleting a file needs permission for its folder only, so a file that
    somebody has protected has to be looked at first.

    Raises:
        PermissionError: the file is read-only.
    """
    if path.is_file() and not (
        path.stat().st_mode & _WRITABLE and os.access(path, os.W_OK)
    ):
        raise PermissionError(errno.EACCES, "it is read-only", str(path))


def _refuse_irregular(status: os.stat_result, path: Path) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device", str(path))


def _make_alike(descriptor: int, status: os.stat_result) -> None:
    """Give an open file owner, group and permissions of *status*, if possible."""
    if hasattr(os, "fchown"):  # not on Windows
        for owner, group in ((-1, status.st_gid), (status.st_uid, -1)):
            with contextlib.suppress(OSError):
                os.fchown(descriptor, owner, group)
        os.fchmod(descriptor, status.st_mode & _PERMISSIONS)


def discard(path: Path) -> None:
    """Delete what is at *path* in a build folder, be it a file, a folder or nothing.

    Raises:
        OSError: it cannot be deleted.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def discard_irregular(path: Path) -> None:
    """Delete what stands in place of a file in a build folder, if it is no file.

    Raises:
        OSError: it cannot be deleted.
    """
    if not path.is_file():
        discard(path)


def remove_unfinished(folders: Iterable[Path]) -> None:
    """Delete the temporary files in *folders* that a killed process left.

    No process may be writing to these folders.
    """
    for folder in folders:
        for path in folder.rglob(".amts-*.tmp"):
            if _UNFINISHED.fullmatch(path.name) and not path.is_symlink():
                with contextlib.suppress(OSError):
                    path.unlink()


@contextlib.contextmanager
def errors_as(
    error: type[AmtsError],
    said: str,
    remedy: str = "",
    *,
    kinds: tuple[type[Exception], ...] = (OSError,),
) -> Iterator[None]:
    """Turn errors of the system in the block into an error of this package.

    Args:
        error: type of the new error.
        said: what could not be done, with the path. The reason follows in parentheses,
            or behind the colon that ends the text.
        remedy: what the user can do; empty if nothing.
        kinds: types of errors that are converted; `ValueError` is for damaged content.

    Raises:
        AmtsError: of type *error*, for an error of these kinds in the block.
    """
    try:
        yield
    except kinds as exc:
        reason = reason_of(exc)
        why = f"{said} {reason}" if said.endswith(":") else f"{said} ({reason})"
        raise error(f"{why}; {remedy}" if remedy else why) from exc


def reason_of(exc: Exception) -> str:
    """Return the reason of an error, without its error number and path."""
    return (isinstance(exc, OSError) and exc.strerror) or str(exc)


def unreadable(path: Path, exc: OSError) -> CatalogError:
    """Return the error for a catalog that cannot be read."""
    reason = f"cannot be read ({exc.strerror or exc})"
    return CatalogError(
        f"{reason}; check that it is a file and its permissions", at=(path, 0)
    )


def as_utf8(data: bytes, path: Path, error: type[AmtsError] = ConfigError) -> str:
    """Decode *data*, the content of *path*, as UTF-8, without a byte order mark.

    Raises:
        AmtsError: of type *error*, with the line of the first byte that is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        text = "not UTF-8; save the file as UTF-8"
        raise error(text, at=(path, line)) from exc


def seen_from_here(path: Path) -> Path:
    """Return *path*, relative to the working folder if it is below that folder."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
