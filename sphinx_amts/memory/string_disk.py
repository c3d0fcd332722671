"""Configure diskcache to store only strings, without eviction."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from typing import TYPE_CHECKING, Any

import diskcache

from sphinx_amts.files.sqlite_guard import GuardedConnection, connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Kept in the database by diskcache itself; any other name there is not ours.
KNOWN_SETTINGS = frozenset({*diskcache.DEFAULT_SETTINGS, "count", "size"}) | {
    *("hits", "misses"),
}

BUSY_SECONDS = 30
"""Seconds that writing waits for another process."""

# All settings of diskcache, so that none is taken from a database.
_SETTINGS = {
    "eviction_policy": "none",
    "cull_limit": 0,
    "size_limit": 2**62,
    "statistics": 0,
    "tag_index": 0,
    "sqlite_auto_vacuum": 1,
    "sqlite_cache_size": 2**13,
    "sqlite_journal_mode": "wal",
    "sqlite_mmap_size": 0,
    "sqlite_synchronous": 1,
    "disk_min_file_size": 2**15,
    "disk_pickle_protocol": 5,
}
_OF_CONNECTIONS = frozenset({"sqlite_cache_size", "sqlite_synchronous"})


class StringDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no types
    """Storage of strings in the database, without diskcache's other ways of storage.

    The other ways are pickles, which run code when read, and files beside the database,
    whose names a malicious row may choose.
    """

    def put(self, key: object) -> tuple[str, bool]:
        """Return *key*, which is its own database value, and that it is not pickled."""
        return _string(key), True

    def get(self, key: object, raw: object) -> str:
        """Return the key of a row, which is its database value *key*.

        Raises:
            ValueError: the key is a pickle.
        """
        if not raw:
            raise ValueError("a pickled key is not read")
        return _string(key)

    def store(self, value: object, *_: object, **__: object) -> tuple[object, ...]:
        """Return the columns of a row for *value*: size, mode, file name and value."""
        return 0, diskcache.core.MODE_RAW, None, _string(value)

    def fetch(self, mode: int, filename: object, value: object, read: bool) -> str:  # noqa: FBT001
        """Return the value of a row, given its columns.

        Raises:
            ValueError: the value is a pickle or a file.
        """
        if mode != diskcache.core.MODE_RAW or filename is not None or read:
            raise ValueError("only strings in the database are read")
        return _string(value)

    def filename(self, *_: object) -> tuple[str, str]:
        """Refuse to name a file for a value.

        Raises:
            TypeError: always.
        """
        raise TypeError("values are kept in the database only")

    def remove(self, file_path: object) -> None:
        """Delete nothing: no file is ours, whatever a row names."""


class StringCache(diskcache.Cache):  # type: ignore[misc]  # diskcache has no types
    """Cache of strings without eviction, which ignores settings in the file."""

    def __init__(
        self, file: Path | None, check: Callable[[GuardedConnection], object]
    ) -> None:
        """Open the database *file* for writing, or create it and its folder.

        Args:
            file: path of the database; `None` for a database in RAM.
            check: called with every connection before it is used.

        Raises:
            OSError: the folder cannot be made.
            sqlite3.Error: the database cannot be opened or written.
            UnsafePlaceError: as for `connect`.
        """
        self._file = file
        self._check = check
        self._inherited: list[object] = []
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        try:
            # any folder will do: connections are opened here, and there are no files
            super().__init__(os.sep, timeout=BUSY_SECONDS, disk=StringDisk, **_SETTINGS)
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def changes(self) -> Iterator[None]:
        """Make all changes of a block in one transaction.

        Raises:
            sqlite3.Error: the changes cannot be made, or another process has locked the
                database.
        """
        try:
            with self.transact():
                yield
        except diskcache.Timeout as exc:
            # diskcache takes every error at the beginning for that of another process
            raise exc.__context__ or exc from exc

    def connection(self) -> GuardedConnection:
        """Return the connection of this process and thread; open it if necessary."""
        local = self._local
        if getattr(local, "pid", None) != os.getpid():
            # a connection must not pass a fork, not even to be closed
            self._inherited.append(getattr(local, "con", None))
            local.con, local.pid = None, os.getpid()
        connection: GuardedConnection | None = local.con
        if connection is None:
            connection = connect(self._file, timeout=BUSY_SECONDS)
            try:
                self._check(connection)
                for name, value in _SETTINGS.items():
                    if name in _OF_CONNECTIONS:
                        pragma = name.removeprefix("sqlite_")
                        connection.execute(f"PRAGMA {pragma} = {value}")
            except BaseException:
                connection.close()
                raise
            local.con = connection
        connection.begin()
        return connection

    def close(self) -> None:
        """Close the connection of this process and thread."""
        local = getattr(self, "_local", None)
        if local is None or getattr(local, "pid", None) != os.getpid():
            return
        if local.con is not None:
            local.con.close()
            local.con = None

    @property
    def _con(self) -> GuardedConnection:
        # diskcache's own runs every PRAGMA that the Settings table of a file names
        return self.connection()

    @property
    def _sql_retry(self) -> Callable[..., sqlite3.Cursor]:
        # diskcache's own waits for a minute, and as long again at the next statement
        def run(statement: str, *values: Any) -> sqlite3.Cursor:
            end = time.monotonic() + BUSY_SECONDS
            while True:
                try:
                    return self.connection().execute(statement, *values)
                except sqlite3.OperationalError as exc:
                    busy = exc.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                    if not busy or time.monotonic() > end:
                        raise
                    time.sleep(0.01)

        return run


class PassingCache(StringCache):
    """Cache in RAM, which ends with this process."""

    def __init__(self) -> None:
        """Create the cache."""
        self._made = False
        super().__init__(None, lambda _: None)
        self._made = True

    def close(self) -> None:
        """Close the cache."""
        # diskcache opens a cache anew when it has made it, which would make another
        if self._made:
            super().close()


def _string(value: object) -> str:
    if type(value) is not str:
        raise TypeError(f"only strings are stored, not {type(value).__name__}")
    return value
