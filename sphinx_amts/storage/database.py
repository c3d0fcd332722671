"""The database of a translation memory: strings under string keys, nothing else.

Reading goes straight to SQLite, because diskcache reads one key at a time (50,000
look-ups take it seconds, and a tenth of one in batches), and because a memory on a
read-only disk can be read, though diskcache cannot open it.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

from sphinx_amts.errors import TranslationMemoryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

FORMAT = 1
"""Version of what rows hold; a program refuses a memory with a higher one."""

FORMAT_KEY = "meta:format"
_FILE_NAME = "cache.db"
_BUSY_SECONDS = 60
_BATCH = 500
_PAGE = 1000
# The columns are cast, because Python refuses a whole answer for one bad byte in it.
_COLUMNS = (
    "CAST(key AS BLOB), raw = 1 AND mode = 1 AND filename IS NULL AND "
    "typeof(key) = 'text' AND typeof(value) = 'text', CAST(value AS BLOB)"
)
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_NOT_WRITABLE = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


class Database:
    """The rows in one folder; each process and thread has its own connection.

    Attributes:
        file: path of the database.
        problem: why it cannot be written, in one line; empty if it can, as far as is
            known.
        ignored: how many rows were passed over because they are not ours.
    """

    def __init__(self, directory: Path) -> None:
        """Look at the database in *directory*, which need not exist.

        Raises:
            TranslationMemoryError: it is damaged, from a newer version, not a memory,
                or may not be read.
        """
        self.file = directory / _FILE_NAME
        self.problem = ""
        self.ignored = 0
        self._readers: dict[tuple[int, int], sqlite3.Connection] = {}
        self._cache: Any = None
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def get_many(self, keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield key and value of those *keys* that are there."""
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            yield from self._rows(f"key IN ({marks})", batch)

    def range(self, first: str, end: str) -> Iterator[tuple[str, bytes]]:
        """Yield key and value of the rows with *first* <= key < *end*, by key."""
        after = first.encode()
        query = "key > CAST(? AS TEXT) AND key < ? ORDER BY key LIMIT ?"
        while rows := self._select(query, (after, end, _PAGE)):
            yield from self._sound(rows)
            after = rows[-1][0]

    def writable(self) -> bool:
        """Tell whether rows can be written, by opening the database for it.

        Raises:
            TranslationMemoryError: the database is damaged.
        """
        return not self.problem and self._writer() is not None

    def write(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write all of *rows*, key and value, or none of them.

        Raises:
            TranslationMemoryError: they cannot be written.
        """
        import diskcache

        cache = self._writer()
        if cache is None:
            raise TranslationMemoryError(self.problem)
        try:
            with cache.transact():
                for key, value in rows:
                    cache.set(key, value)
        except diskcache.Timeout as exc:
            raise TranslationMemoryError(
                f"{self.file}: another process has been writing for {_BUSY_SECONDS} "
                "seconds; wait for it to end, or end it"
            ) from exc
        except sqlite3.Error as exc:
            raise self._error(exc) from exc

    def close(self) -> None:
        """Close the connections of this process."""
        own = [key for key in self._readers if key[0] == os.getpid()]
        for key in own:
            self._readers.pop(key).close()
        if self._cache is not None:
            self._cache.close()
            self._cache = None

    def _check(self) -> None:
        from sphinx_amts.storage.string_disk import KNOWN_SETTINGS

        settings = self._execute("SELECT CAST(key AS BLOB) FROM Settings", ())
        strange = {bytes(key).decode("ascii", "replace") for (key,) in settings}
        if strange := strange - KNOWN_SETTINGS:
            raise TranslationMemoryError(
                f"{self.file}: not a translation memory (it has a setting "
                f'"{min(strange)}"); move it away, a new one is made'
            )
        for _, value in self.get_many([FORMAT_KEY]):
            if value.isdigit() and int(value[:9]) > FORMAT:
                raise TranslationMemoryError(
                    f"{self.file}: written by a newer sphinx-amts (format "
                    f"{int(value[:9])}, this one reads {FORMAT}); upgrade sphinx-amts, "
                    "or set amts_memory_dir to another folder"
                )

    def _rows(
        self, condition: str, values: Sequence[object]
    ) -> Iterator[tuple[str, bytes]]:
        return self._sound(self._select(condition, values))

    def _select(self, condition: str, values: Sequence[object]) -> list[Any]:
        return self._execute(f"SELECT {_COLUMNS} FROM Cache WHERE {condition}", values)  # noqa: S608

    def _sound(self, rows: Iterable[Any]) -> Iterator[tuple[str, bytes]]:
        for key, sound, value in rows:
            # NUL and what is not UTF-8 never come from us
            if sound and key.isascii():
                yield key.decode("ascii"), value
            else:
                self.ignored += 1

    def _execute(self, query: str, values: Sequence[object]) -> list[Any]:
        try:
            reader = self._reader()
            return [] if reader is None else reader.execute(query, values).fetchall()
        except sqlite3.OperationalError as exc:
            # made, but killed before its tables were
            if "no such table" in str(exc):
                return []
            raise self._error(exc) from exc
        except sqlite3.Error as exc:
            raise self._error(exc) from exc

    def _reader(self) -> sqlite3.Connection | None:
        # A connection must not pass a fork: the child leaves its parent's alone.
        place = (os.getpid(), threading.get_ident())
        reader = self._readers.get(place)
        if reader is None and _exists(self.file):
            reader = self._readers[place] = self._connect()
        return reader

    def _connect(self) -> sqlite3.Connection:
        uri = self.file.absolute().as_uri()
        try:
            return _connected(f"{uri}?mode=rw")
        except sqlite3.OperationalError as exc:
            if _primary_code(exc) not in _NOT_WRITABLE:
                raise
        # SQLite wants to write beside a database even to read it, unless told that
        # nobody writes it
        return _connected(f"{uri}?immutable=1")

    def _writer(self) -> Any:  # diskcache has no types
        if self._cache is None and not self.problem:
            import diskcache

            from sphinx_amts.storage.string_disk import StringCache

            try:
                cache = StringCache(str(self.file.parent))
                if cache.get(FORMAT_KEY) is None:
                    cache.set(FORMAT_KEY, str(FORMAT))
                self._cache = cache
            except OSError as exc:
                self.problem = _not_writable(self.file, exc.strerror or str(exc))
            except diskcache.Timeout:
                self.problem = _not_writable(self.file, "another process holds it")
            except sqlite3.Error as exc:
                error = self._error(exc)
                if not self.problem:
                    raise error from exc
        return self._cache

    def _error(self, exc: sqlite3.Error) -> TranslationMemoryError:
        """Say what happened; remember it if nothing can be written any more."""
        code = _primary_code(exc)
        if code in _DAMAGED:
            return TranslationMemoryError(
                f"{self.file}: the translation memory is damaged ({exc}); restore it "
                "from a copy or move it away, a new one is made"
            )
        if code in _NOT_WRITABLE:
            self.problem = _not_writable(self.file, str(exc))
            return TranslationMemoryError(self.problem)
        return TranslationMemoryError(
            f"{self.file}: the translation memory cannot be used ({exc}); "
            "try again, or set amts_memory_dir to another folder"
        )


def _connected(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=_BUSY_SECONDS, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA query_only = 1")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _exists(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:
        return False


def _primary_code(exc: sqlite3.Error) -> int:
    return int(getattr(exc, "sqlite_errorcode", 0)) & 0xFF


def _not_writable(file: Path, reason: str) -> str:
    return (
        f"{file}: the translation memory cannot be written ({reason}); check the "
        "permissions and the space on the disk, or set amts_memory_dir to another "
        "folder"
    )
