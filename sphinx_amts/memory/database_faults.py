"""Describe faults of the file of a translation memory, each with a remedy."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sphinx_amts.errors import MemoryFileError, TranslationMemoryError
from sphinx_amts.files.set_aside import is_replaced
from sphinx_amts.files.sqlite_guard import UnsafePlaceError

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.files.set_aside import Identity

_DAMAGED = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FORMAT,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_INTERRUPT,
    }
)
# What healthy files give as well once they are in use.
_DAMAGED_WHEN_OPENED = _DAMAGED | {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG}
_IN_WORDS = {
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "it may not be opened",
}
NOT_WRITABLE = frozenset(_IN_WORDS)
"""SQLite's codes of errors that concern the disk, not the file."""

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})


def concerns_disk(exc: BaseException) -> bool:
    """Return whether *exc* is due to the disk or another process, not the file."""
    return isinstance(exc, OSError) or primary_code(exc) in NOT_WRITABLE | _BUSY


def foreign(file: Path, identity: Identity | None, reason: str) -> MemoryFileError:
    """Return the error for a file that is no translation memory, for *reason*."""
    fault = f"{file}: not a translation memory ({reason})"
    return MemoryFileError(fault, file=file, identity=identity)


def error_of(
    exc: Exception, file: Path, identity: Identity | None, *, opening: bool
) -> TranslationMemoryError:
    """Convert *exc* to an error with a remedy.

    The new error quotes the name of an error of SQLite, not its message, which may
    quote the file.

    Args:
        exc: error of SQLite, diskcache or the operating system.
        file: path of the database.
        identity: identity of the file that was opened.
        opening: whether only the schema has been read so far, so that more errors of
            SQLite mean a damaged file.
    """
    if isinstance(exc, UnsafePlaceError):
        if exc.beside:
            return foreign(file, identity, str(exc))
        return TranslationMemoryError(
            f"{file}: the translation memory cannot be used ({exc}); move that away, "
            "check the permissions, or set amts_memory_dir to another folder"
        )
    if isinstance(exc, OSError):
        return _not_writable(file, exc.strerror or "no reason is known")
    code = primary_code(exc)
    name = str(
        getattr(_origin(exc), "sqlite_errorname", "") or "bytes that are no text"
    )
    damaged = _DAMAGED_WHEN_OPENED if opening else _DAMAGED
    if code in damaged or isinstance(exc, UnicodeError):
        fault = f"{file}: the translation memory is damaged ({name})"
        return MemoryFileError(fault, file=file, identity=identity)
    if code in _IN_WORDS:
        if identity is not None and is_replaced(file, identity):
            # SQLite then misses what was renamed together with the database
            fault = f"{file}: the translation memory was replaced by another process"
            return MemoryFileError(fault, file=file, identity=identity)
        return _not_writable(file, f"{_IN_WORDS[code]}, {name}")
    if code in _BUSY:
        return TranslationMemoryError(
            f"{file}: the translation memory cannot be used, because another process "
            "does not let go of it; wait for it to end, or end it"
        )
    return TranslationMemoryError(
        f"{file}: the translation memory cannot be used ({name}); try again, or set "
        "amts_memory_dir to another folder"
    )


def primary_code(exc: BaseException) -> int:
    """Return SQLite's primary code of an error, 0 for any other error."""
    return int(getattr(_origin(exc), "sqlite_errorcode", 0)) & 0xFF


def _origin(exc: BaseException) -> BaseException:
    """Return SQLite's first error behind *exc*: diskcache fails again on rollback."""
    while isinstance(exc.__context__, sqlite3.Error):
        exc = exc.__context__
    return exc


def _not_writable(file: Path, reason: str) -> TranslationMemoryError:
    return TranslationMemoryError(
        f"{file}: the translation memory cannot be written ({reason}); check the "
        "permissions and the space on the disk, or set amts_memory_dir to another "
        "folder"
    )
