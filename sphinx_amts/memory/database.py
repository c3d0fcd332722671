"""Read and write the database of a translation memory: strings under string keys.

Reading goes straight to SQLite, because diskcache reads one key at a time (50,000
look-ups take seconds, but a tenth of a second in batches), and because a memory on a
read-only disk can be read, though diskcache cannot open it. The file is not trusted:
each connection compares its schema with ours before it reads or writes a row.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

from sphinx_amts.errors import MemoryFileError, TranslationMemoryError
from sphinx_amts.files.set_aside import Identity, identity_of
from sphinx_amts.files.sqlite_guard import (
    MAX_ROW,
    GuardedConnection,
    UnsafePlaceError,
    connect,
)
from sphinx_amts.memory.database_faults import (
    NOT_WRITABLE,
    concerns_disk,
    error_of,
    foreign,
    primary_code,
)
from sphinx_amts.memory.queries import (
    COLUMNS,
    KEY_ALONE,
    LINES_BETWEEN,
    ROWS_BETWEEN,
    batches,
    is_dense,
    key_of,
    lines_of,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from sphinx_amts.memory.queries import Numbers


FORMAT = 1
"""Version of the format of rows; a memory with a higher version is refused."""

FORMAT_KEY = "meta:format"
_FILE_NAME = "cache.db"
_BUSY_SECONDS = 10
_PAGE = 250
_WHOLE_SECONDS = 300
# ValueError: diskcache finds two rows under a key, as it never does in a sound file.
_FAULTS = (sqlite3.Error, OSError, ValueError, UnsafePlaceError)


class Database:
    """Database in one folder, with one connection for each process and thread.

    Attributes:
        file: path of the database.
        problem: why rows cannot be written, in one line; empty if no obstacle was met.
        ignored: number of rows that were ignored because this program did not write
            them.
    """

    def __init__(self, directory: Path) -> None:
        """Check the database in *directory*, which need not exist.

        Raises:
            MemoryFileError: the file is damaged, or is no translation memory.
            TranslationMemoryError: the file is of a newer version, or cannot be read.
        """
        self.file = directory / _FILE_NAME
        self.problem = ""
        self.ignored = 0
        self._identity: Identity | None = None
        self._readers: dict[tuple[int, int], GuardedConnection] = {}
        self._cache: Any = None
        try:
            self._refuse_newer()
        except BaseException:
            self.close()
            raise

    def get_many(self, keys: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield key and value of the rows that exist for *keys*, in any order.

        The numbers of the rows are taken from the index, and the rows are read in the
        order of these numbers: each page of the file is read once, and neighbouring
        rows need no search.
        """
        names = sorted(set(keys))
        for numbers in batches(sorted(self.numbers(names))):
            yield from self.sound_rows(numbers, frozenset(names))

    def sound_rows(
        self, numbers: Sequence[int], wanted: Collection[str]
    ) -> list[tuple[str, bytes]]:
        """Return key and value of *wanted* rows by number; skip and count others."""
        rows = self._between(numbers)
        return self._sound([row for row in rows if key_of(row) in wanted])

    def numbers(self, names: Sequence[str], owner: int = 0) -> list[int]:
        """Return the numbers (rowid) of the rows that exist for the keys *names*.

        Args:
            names: the keys, sorted, since neighbours in the index share its pages.
            owner: as for `lines`.
        """
        found: list[int] = []
        for batch in batches(names):
            query = one_of("group_concat(Cache.rowid)", "key", len(batch))
            for (joined,) in self._select(query, batch, owner) or ():
                found += map(int, joined.split(",")) if joined else ()
        return found

    def lines(
        self, numbers: Sequence[int], owner: int = 0
    ) -> Iterator[tuple[Numbers, bytes, int]]:
        """Yield the values of rows in batches, as text with one value a line.

        SQLite joins the values: fifty thousand single rows take Python several times as
        long. Rows in another layout than this program writes are left out. Rows between
        those with *numbers* may be included.

        Args:
            numbers: numbers of the rows, sorted.
            owner: thread that lends the calling thread its connection; 0 for none.

        Yields:
            a batch of *numbers*, the values as lines, and how many values these are.
        """
        for batch in batches(numbers):
            if is_dense(batch):
                values: Sequence[int] = (batch[0], batch[-1])
                rows = self._select(LINES_BETWEEN, values, owner)
            else:
                rows = self._select(lines_of(len(batch)), batch, owner)
            for count, lines in rows or ((0, None),):
                yield batch, lines or b"", count

    def range(self, first: str, end: str) -> Iterator[tuple[str, bytes]]:
        """Yield key and value of the rows with *first* <= key < *end*, sorted."""
        after = first.encode()
        while rows := self._page(after, end):
            yield from self._sound(rows)
            if rows[-1][0] <= after:
                raise self._foreign("its index is not sorted")
            after = rows[-1][0]

    def writable(self) -> bool:
        """Return whether rows can be written, having opened the database for writing.

        Raises:
            MemoryFileError: the database is damaged.
        """
        return not self.problem and self._writer() is not None

    def write(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write *rows*, each a key and a value, in one transaction.

        Raises:
            TranslationMemoryError: the rows cannot be written.
        """

        def write_all(cache: Any) -> None:
            for key, value in rows:
                if len(value.encode()) > MAX_ROW:
                    raise TranslationMemoryError(
                        f"{self.file}: an answer of more than {MAX_ROW} bytes is not "
                        "kept; divide the paragraph that it translates"
                    )
                cache.set(key, value)

        self._change(write_all)

    def remove(self, *keys: str) -> None:
        """Delete the rows with *keys*, if they exist, in one transaction.

        Raises:
            TranslationMemoryError: the rows cannot be deleted.
        """

        def remove_all(cache: Any) -> None:
            for key in keys:
                cache.delete(key)

        self._change(remove_all)

    def check_all(self) -> None:
        """Read the whole file and compare its index with its rows.

        Raises:
            MemoryFileError: the file is damaged.
            TranslationMemoryError: the file cannot be read, or reading takes too long.
        """
        reader = self._reader()
        if reader is None:
            return
        try:
            reader.begin(_WHOLE_SECONDS)
            ((found,),) = reader.execute("PRAGMA integrity_check(1)").fetchall()
        except (sqlite3.Error, UnicodeError) as exc:
            if primary_code(exc) == sqlite3.SQLITE_INTERRUPT:
                raise TranslationMemoryError(
                    f"{self.file}: the translation memory cannot be checked in "
                    f"{_WHOLE_SECONDS} seconds; set amts_memory_dir to another folder"
                ) from exc
            raise self._error(exc) from exc
        if found != "ok":
            raise self._foreign("its index does not fit its rows")

    def close(self) -> None:
        """Close the connections of this process."""
        own = [key for key in self._readers if key[0] == os.getpid()]
        for key in own:
            self._readers.pop(key).close()
        if self._cache is not None:
            self._cache.close()
            self._cache = None

    def _refuse_newer(self) -> None:
        for _, value in self.get_many([FORMAT_KEY]):
            if value.isdigit() and int(value[:9]) > FORMAT:
                raise TranslationMemoryError(
                    f"{self.file}: written by a newer sphinx-amts (format "
                    f"{int(value[:9])}, this one reads {FORMAT}); upgrade sphinx-amts, "
                    "or set amts_memory_dir to another folder"
                )

    def _between(self, numbers: Sequence[int]) -> list[Any]:
        """Return the rows with *numbers*, and the rows between if they are few."""
        if is_dense(numbers):
            ends = (numbers[0], numbers[-1])
            if (rows := self._select(ROWS_BETWEEN, ends)) is not None:
                return rows
        return self._rows(numbers)

    def _rows(self, numbers: Sequence[int]) -> list[Any]:
        rows = self._select(one_of(COLUMNS, "Cache.rowid", len(numbers)), numbers)
        if rows is not None:
            return rows
        # one of them is too long to be ours
        if len(numbers) == 1:
            self.ignored += 1
            return []
        half = len(numbers) // 2
        return self._rows(numbers[:half]) + self._rows(numbers[half:])

    def _page(self, after: bytes, end: str) -> list[Any]:
        """Return the next rows between two keys, without values that are too long."""
        where = "FROM Cache WHERE key > CAST(? AS TEXT) AND key < ? ORDER BY key LIMIT"
        for columns, limit in ((COLUMNS, _PAGE), (COLUMNS, 1), (KEY_ALONE, 1)):
            rows = self._select(f"SELECT {columns} {where} {limit}", (after, end))
            if rows is not None:
                return rows
        raise self._foreign("it has a key that is not ours")

    def _select(
        self, query: str, values: Sequence[object], owner: int = 0
    ) -> list[Any] | None:
        """Return the rows of *query*; `None` if one of them is too long to be ours."""
        try:
            reader = self._reader(owner)
            return [] if reader is None else reader.rows(query, values)
        except (sqlite3.Error, UnicodeError) as exc:
            if primary_code(exc) == sqlite3.SQLITE_TOOBIG:
                return None
            raise self._error(exc) from exc

    def _sound(self, rows: Sequence[Any]) -> list[tuple[str, bytes]]:
        # NUL and what is not UTF-8 never come from us
        sound = [
            (key.decode("ascii"), value)
            for key, value in rows
            if value is not None and key.isascii() and len(value) <= MAX_ROW
        ]
        self.ignored += len(rows) - len(sound)
        return sound

    def _reader(self, owner: int = 0) -> GuardedConnection | None:
        # A connection must not pass a fork: the child leaves its parent's alone.
        place = (os.getpid(), -owner or threading.get_ident())
        reader = self._readers.get(place)
        if reader is None and _exists(self.file):
            reader = self._opened()
            whole = False
            try:
                whole = self._is_whole(reader)
            finally:
                if not whole:
                    reader.close()
            if not whole:
                return None
            self._readers[place] = reader
        return reader

    def _opened(self) -> GuardedConnection:
        self._identity = identity_of(self.file)
        try:
            return self._connected("rw")
        except sqlite3.OperationalError as exc:
            if primary_code(exc) not in NOT_WRITABLE:
                raise self._error(exc, opening=True) from exc
        except (sqlite3.Error, UnicodeError) as exc:
            raise self._error(exc, opening=True) from exc
        # SQLite writes beside a database even to read it, unless it is immutable
        try:
            return self._connected("immutable")
        except (sqlite3.Error, UnicodeError) as exc:
            raise self._error(exc, opening=True) from exc

    def _connected(self, mode: str) -> GuardedConnection:
        try:
            reader = connect(self.file, timeout=_BUSY_SECONDS, mode=mode)
        except UnsafePlaceError as exc:
            raise self._error(exc) from exc
        try:
            reader.rows("SELECT count(*) FROM sqlite_master")
            reader.execute("PRAGMA cache_size = 200")  # pages are read in order
        except BaseException:
            reader.close()
            raise
        return reader

    def _is_whole(self, connection: GuardedConnection) -> bool:
        """Return whether the database is a translation memory, and complete."""
        from sphinx_amts.memory.schema import ForeignDatabaseError, check_schema

        try:
            return check_schema(connection)
        except ForeignDatabaseError as exc:
            raise self._foreign(str(exc)) from exc
        except (sqlite3.Error, UnicodeError) as exc:
            raise self._error(exc, opening=True) from exc

    def _writer(self) -> Any:  # diskcache has no types
        if self._cache is None and not self.problem:
            from sphinx_amts.memory.string_disk import StringCache

            self._identity = identity_of(self.file) or self._identity
            try:
                cache = self._cache = StringCache(self.file, self._is_whole)
                if not list(self.get_many([FORMAT_KEY])):
                    with cache.changes():
                        cache.set(FORMAT_KEY, str(FORMAT))
            except MemoryFileError:
                self.close()
                raise
            except TranslationMemoryError:
                self._drop_writer()
                if not self.problem:
                    raise
            except _FAULTS as exc:
                error = self._error(exc)
                self._drop_writer()
                if not self.problem:
                    raise error from exc
        return self._cache

    def _drop_writer(self) -> None:
        if self._cache is not None:
            self._cache.close()
            self._cache = None

    def _change(self, change: Any) -> None:
        """Call *change* with the cache, in one transaction."""
        cache = self._writer()
        if cache is None:
            raise TranslationMemoryError(self.problem)
        try:
            with cache.changes():
                change(cache)
        except _FAULTS as exc:
            raise self._error(exc) from exc

    def _foreign(self, reason: str) -> MemoryFileError:
        return foreign(self.file, self._identity, reason)

    def _error(
        self, exc: Exception, *, opening: bool = False
    ) -> TranslationMemoryError:
        """Convert *exc* to an error with a remedy; set `problem` if the disk fails."""
        error = error_of(exc, self.file, self._identity, opening=opening)
        if concerns_disk(exc) and not isinstance(error, MemoryFileError):
            self.problem = str(error)
        return error


def _exists(file: Path) -> bool:
    try:
        return os.path.lexists(file)
    except (OSError, ValueError):
        return False
