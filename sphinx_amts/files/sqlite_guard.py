"""Open untrusted SQLite files so that they can do no harm.

A database contains more than rows: triggers and views are programs, and a journal
beside it may name a file that SQLite then deletes. The settings made here apply to one
connection, so every connection to such a file is made here.
"""

from __future__ import annotations

import sqlite3
import stat
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_ROW = 1_000_000
"""Most bytes of a value that is stored or read; sentences have some hundred."""

_STATEMENT_SECONDS = 5
"""Most seconds for one statement, which on a file of ours takes far less."""

BESIDE = ("-wal", "-shm", "-journal")
"""Ends of the names of files that SQLite makes beside a database."""

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MAX_ROW + 10_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 50_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 2,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
# Names, because the module has them from Python 3.12 on only.
_SWITCHES = {
    "SQLITE_DBCONFIG_DEFENSIVE": True,
    "SQLITE_DBCONFIG_TRUSTED_SCHEMA": False,
    "SQLITE_DBCONFIG_ENABLE_VIEW": False,
    "SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION": False,
    "SQLITE_DBCONFIG_WRITABLE_SCHEMA": False,
}
_PRAGMAS = (
    "trusted_schema = 0",
    "cell_size_check = 1",
    # a truncated file would kill the process if it were mapped
    "mmap_size = 0",
    "temp_store = 2",
)
_OPERATIONS = 100_000
_JOURNAL_END = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"


class GuardedConnection(sqlite3.Connection):
    """Connection to a database whose file is not trusted.

    Attributes:
        deadline: time, by `time.monotonic`, at which statements are aborted.
    """

    deadline = 0.0

    def begin(self, seconds: float = _STATEMENT_SECONDS) -> None:
        """Limit the time of the following statements, all together, to *seconds*."""
        self.deadline = time.monotonic() + seconds

    def rows(self, query: str, values: object = ()) -> list[tuple[object, ...]]:
        """Return the rows of one statement, within a time limit of its own."""
        self.begin()
        return self.execute(query, values).fetchall()  # type: ignore[arg-type]

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Make all statements of a block see the same state of the database."""
        if self.in_transaction:
            yield
            return
        self.begin()
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.execute("ROLLBACK")


class UnsafePlaceError(Exception):
    """Raised if the path of a database has something that SQLite must not open.

    Attributes:
        beside: whether the unsafe file is one that SQLite makes beside the database.
    """

    def __init__(self, reason: str, *, beside: bool) -> None:
        super().__init__(reason)
        self.beside = beside


def connect(
    file: Path | None, *, timeout: float, mode: str = "rwc"
) -> GuardedConnection:
    """Open the database *file*, which is not trusted, with limits on what it can do.

    Args:
        file: path of the database; `None` for a database in RAM.
        timeout: seconds to wait for other processes.
        mode: ``rwc`` to write, ``rw`` to read, ``immutable`` to read a file that nobody
            can write. (A file beside which SQLite may write is not opened as ``ro``:
            SQLite could never delete the files that it needs there.)

    Raises:
        UnsafePlaceError: the path is no regular file, but a link, for example.
        sqlite3.Error: the database cannot be opened.
    """
    place = ":memory:"
    if file is not None:
        _refuse_unsafe(file)
        option = "immutable=1" if mode == "immutable" else f"mode={mode}"
        place = f"{file.absolute().as_uri()}?{option}"
    connection = sqlite3.connect(
        place,
        uri=True,
        timeout=timeout,
        check_same_thread=False,
        isolation_level=None,
        factory=GuardedConnection,
    )
    try:
        _harden(connection, writes=mode == "rwc")
    except BaseException:
        connection.close()
        raise
    return connection


def _harden(connection: GuardedConnection, *, writes: bool) -> None:
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)
    switches = dict(_SWITCHES)
    if not writes:
        switches["SQLITE_DBCONFIG_ENABLE_TRIGGER"] = False
    if set_switch := getattr(connection, "setconfig", None):
        for name, on in switches.items():
            # the library may be older, or built without
            with suppress(AttributeError, sqlite3.OperationalError):
                set_switch(getattr(sqlite3, name), on)
    # a column that is not read as bytes may hold anything
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.begin()
    connection.set_progress_handler(
        lambda: time.monotonic() > connection.deadline, _OPERATIONS
    )
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if not writes:
        connection.execute("PRAGMA query_only = 1")


def _refuse_unsafe(file: Path) -> None:
    # SQLite follows links, also of the files beside a database, and writes there
    for end in ("", *BESIDE):
        name = file.name + end
        try:
            status = file.with_name(name).lstat()
        except (OSError, ValueError):
            continue
        reason = ""
        if stat.S_ISLNK(status.st_mode):
            reason = f"{name} is a link"
        elif not stat.S_ISREG(status.st_mode):
            reason = f"{name} is no file"
        elif end and status.st_nlink > 1:
            reason = f"{name} is a hard link to another file"
        if reason:
            raise UnsafePlaceError(reason, beside=bool(end))
    if _names_a_file(file):
        raise UnsafePlaceError("its journal names another file", beside=True)


def _names_a_file(file: Path) -> bool:
    """Return whether the journal of *file* names another file, as ours never does.

    SQLite deletes that file when it has played the journal back.
    """
    try:
        with file.with_name(f"{file.name}-journal").open("rb") as stream:
            stream.seek(-16, 2)
            end = stream.read(16)
    except (OSError, ValueError):
        return False
    return end[8:] == _JOURNAL_END and end[:4] != bytes(4)
