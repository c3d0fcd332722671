"""Define the translation memory, a store of every answer of an engine, by segment.

diskcache stores it in one SQLite file. A memory may be shared, restored from another
user's cache, or damaged, so nothing in it is trusted: a file with another schema is
refused, no row is ever unpickled, no file that a row names is opened or deleted, and a
row that this program could not have written counts as missing.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, unquote

from sphinx_amts.errors import MemoryFileError, TranslationMemoryError
from sphinx_amts.memory.bulk import units_under
from sphinx_amts.memory.database import Database
from sphinx_amts.memory.stored_unit import (
    BOOK_PREFIX,
    StoredUnit,
    book_key,
    has_control,
    pair_key,
    unit_key,
)
from sphinx_amts.model import Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from sphinx_amts.model import LanguagePair

__all__ = [
    "InMemoryTranslationMemory",
    "Memory",
    "MemoryStats",
    "StoredUnit",
    "TranslationMemory",
    "unit_key",
]

# Keys of units are hexadecimal, so these sort behind all of them.
_NOTE_PREFIX = "meta:engine:"
_PROBE_PREFIX = "meta:probe:"
_UNITS = ("0", "g")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryStats:
    """Numbers of units and rows in a translation memory.

    Attributes:
        units: number of units.
        by_engine: language pair, as ``en-zh``, and engine identity -> number of units.
        size: size of the database in bytes; 0 if it is not on disk.
        ignored: number of rows met so far that this program did not write.
    """

    units: int
    by_engine: Mapping[tuple[str, str], int]
    size: int
    ignored: int


class Memory(Protocol):
    """Interface of a translation memory to the rest of the program."""

    @property
    def writable(self) -> bool:
        """Return whether units can be stored."""

    @property
    def problem(self) -> str:
        """Return why units cannot be stored, in one line; empty if they can."""

    def get_many(self, keys: Iterable[str]) -> dict[str, StoredUnit]:
        """Return the stored units, by key; *keys* without a unit are left out."""

    def can_store(self, languages: LanguagePair, engine: str) -> bool:
        """Return whether units can be stored permanently; else see `problem`.

        A unit is stored on trial to find out: translations that are paid for must not
        be lost.
        """

    def put(self, unit: StoredUnit, book: str = "") -> None:
        """Store *unit*, replacing one with its key; record that *book* requested it."""

    def put_many(self, units: Iterable[StoredUnit], book: str = "") -> None:
        """Store *units*, all or none; record that *book* requested them."""

    def asked_for(self, book: str, keys: Iterable[str]) -> dict[str, str]:
        """Return when *book* requested units, by key; other *keys* are left out."""

    def note_asked(self, book: str, keys: Iterable[str]) -> None:
        """Record that *book* requested the units with *keys*."""

    def units(
        self, languages: LanguagePair | None = None, engine: str | None = None
    ) -> Iterator[StoredUnit]:
        """Yield all units, or those of a language pair or an engine, sorted by key."""

    def engines(self, languages: LanguagePair) -> tuple[str, ...]:
        """Return the identities of engines with units of the pair, last used first."""

    def stats(self) -> MemoryStats:
        """Count the units by engine and pair; reads the whole memory."""

    def close(self) -> None:
        """Close the files; they are opened again when the memory is used again."""


class TranslationMemory:
    """Translation memory in a folder, for any number of processes at once.

    A folder that cannot be written is no error: stored units can be read, and
    `writable` is false.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: set[tuple[str, str]] = set()
        self._kept: set[tuple[str, str]] = set()

    @classmethod
    def open(cls, directory: Path) -> TranslationMemory:
        """Open the memory in *directory*, which is created when first written.

        Raises:
            MemoryFileError: the file is damaged, or is no translation memory.
            TranslationMemoryError: the file is of a newer version, or cannot be read.
        """
        return cls(Database(directory))

    @property
    def writable(self) -> bool:
        """Return whether units can be stored; create folder and file if missing."""
        return self._database.writable()

    @property
    def problem(self) -> str:
        """Return why units cannot be stored, in one line; empty if they can."""
        return self._database.problem

    def get_many(self, keys: Iterable[str]) -> dict[str, StoredUnit]:
        """Return the stored units, by key; *keys* without a unit are left out.

        Raises:
            TranslationMemoryError: the database is damaged.
        """
        return units_under(self._database, keys, self._decoded)

    def can_store(self, languages: LanguagePair, engine: str) -> bool:
        """Return whether units can be stored permanently; else see `problem`.

        Raises:
            TranslationMemoryError: the database is damaged.
        """
        if not self.writable:
            return False
        probe = (pair_key(languages), engine)
        if probe in self._kept:
            return True
        self._database.check_all()
        unit = StoredUnit(
            key=f"{_PROBE_PREFIX}{secrets.token_hex(20)}",
            source="probe",
            target="probe",
            languages=languages,
            engine=engine,
            provenance=Provenance(engine=engine),
        )
        try:
            self._database.write([(unit.key, unit.to_json())])
            found = self.get_many([unit.key]) == {unit.key: unit}
            self._database.remove(unit.key)
        except MemoryFileError:
            raise
        except TranslationMemoryError as exc:
            self._database.problem = str(exc)
            return False
        if not found or self.get_many([unit.key]):
            self._database.problem = (
                f"{self._database.file}: the translation memory does not keep what is "
                "written into it; move it away, a new one is made"
            )
            return False
        self._kept.add(probe)
        return True

    def put(self, unit: StoredUnit, book: str = "") -> None:
        """Store *unit*, replacing one with its key; record that *book* requested it.

        Raises:
            TranslationMemoryError: *unit* cannot be written.
        """
        self.put_many((unit,), book)

    def put_many(self, units: Iterable[StoredUnit], book: str = "") -> None:
        """Store *units* in one transaction; record that *book* requested them.

        Raises:
            TranslationMemoryError: the units cannot be written; none of them is.
        """
        rows: list[tuple[str, str]] = []
        noted = set(self._noted)
        now = datetime.now(UTC).isoformat()
        for unit in units:
            rows.append((unit.key, unit.well_formed().to_json()))
            if book:
                rows.append((book_key(book, unit.key), now))
            note = (pair_key(unit.languages), unit.engine)
            if note not in noted:
                noted.add(note)
                rows.append((f"{_NOTE_PREFIX}{note[0]}:{quote(note[1])}", now))
        if rows:
            self._database.write(rows)
            self._noted = noted

    def asked_for(self, book: str, keys: Iterable[str]) -> dict[str, str]:
        """Return when *book* requested units, by key; other *keys* are left out.

        Raises:
            TranslationMemoryError: the database is damaged.
        """
        notes = {book_key(book, key): key for key in keys}
        rows = self._database.get_many(notes)
        return {notes[note]: when.decode("utf-8", "replace") for note, when in rows}

    def note_asked(self, book: str, keys: Iterable[str]) -> None:
        """Record that *book* requested the units with *keys*.

        Raises:
            TranslationMemoryError: the requests cannot be recorded.
        """
        now = datetime.now(UTC).isoformat()
        self._database.write([(book_key(book, key), now) for key in keys])

    def units(
        self, languages: LanguagePair | None = None, engine: str | None = None
    ) -> Iterator[StoredUnit]:
        """Yield all units, or those of a language pair or an engine, sorted by key.

        Raises:
            TranslationMemoryError: the database is damaged.
        """
        return _selected(
            self._decoded(self._database.range(*_UNITS)), languages, engine
        )

    def engines(self, languages: LanguagePair) -> tuple[str, ...]:
        """Return the identities of engines with units of the pair, last used first.

        Raises:
            TranslationMemoryError: the database is damaged.
        """
        prefix = f"{_NOTE_PREFIX}{pair_key(languages)}:"
        notes = [
            (time.decode("utf-8", "replace"), unquote(key.removeprefix(prefix)))
            for key, time in self._database.range(prefix, f"{prefix[:-1]};")
        ]
        notes = [note for note in notes if not has_control(note[1])]
        return tuple(identity for _, identity in sorted(notes, reverse=True))

    def forget(self, keys: Iterable[str], engine: Callable[[str], bool]) -> None:
        """Delete units, their requests, and the records of engines without units.

        Args:
            keys: keys of the units.
            engine: returns whether the engine with an identity has no units left
                afterwards.

        Raises:
            TranslationMemoryError: the units cannot be deleted; none of them is.
        """
        notes = [
            key
            for key, _ in self._database.range(_NOTE_PREFIX, f"{_NOTE_PREFIX[:-1]};")
            if engine(unquote(key.removeprefix(_NOTE_PREFIX).partition(":")[2]))
        ]
        gone = set(keys)
        notes += [
            key
            for key, _ in self._database.range(BOOK_PREFIX, f"{BOOK_PREFIX[:-1]};")
            if key.rpartition(":")[2] in gone
        ]
        if removed := [*sorted(gone), *notes]:
            self._database.remove(*removed)
        self._noted.clear()

    def stats(self) -> MemoryStats:
        """Count the units by engine and pair; reads the whole memory.

        Raises:
            TranslationMemoryError: the database is damaged.
        """
        file = self._database.file
        size = file.stat().st_size if file.is_file() else 0
        return _counted(self.units(), size=size, ignored=lambda: self._database.ignored)

    def close(self) -> None:
        """Close the files; they are opened again when the memory is used again."""
        self._database.close()

    def _decoded(self, rows: Iterable[tuple[str, bytes]]) -> Iterator[StoredUnit]:
        for key, value in rows:
            unit = StoredUnit.from_json(value, key=key)
            if unit is None:
                self._database.ignored += 1
            else:
                yield unit


class InMemoryTranslationMemory:
    """Translation memory in RAM, which ends with its process."""

    writable = True
    problem = ""

    def __init__(self) -> None:
        self._units: dict[str, StoredUnit] = {}
        self._engines: dict[tuple[str, str], None] = {}
        self._asked: dict[str, str] = {}

    def get_many(self, keys: Iterable[str]) -> dict[str, StoredUnit]:
        """Return the stored units, by key; *keys* without a unit are left out."""
        return {key: self._units[key] for key in keys if key in self._units}

    def can_store(self, languages: LanguagePair, engine: str) -> bool:  # noqa: ARG002
        """Return whether units can be stored until the process ends: always."""
        return True

    def put(self, unit: StoredUnit, book: str = "") -> None:
        """Store *unit*, replacing one with its key; record that *book* requested it."""
        self.put_many((unit,), book)

    def put_many(self, units: Iterable[StoredUnit], book: str = "") -> None:
        """Store *units*; record that *book* requested them."""
        added = [unit.well_formed() for unit in units]
        if book:
            self.note_asked(book, (unit.key for unit in added))
        self._units.update((unit.key, unit) for unit in added)
        for unit in added:
            self._engines.setdefault((pair_key(unit.languages), unit.engine))

    def asked_for(self, book: str, keys: Iterable[str]) -> dict[str, str]:
        """Return when *book* requested units, by key; other *keys* are left out."""
        notes = {key: book_key(book, key) for key in keys}
        return {k: self._asked[n] for k, n in notes.items() if n in self._asked}

    def note_asked(self, book: str, keys: Iterable[str]) -> None:
        """Record that *book* requested the units with *keys*."""
        now = datetime.now(UTC).isoformat()
        self._asked.update((book_key(book, key), now) for key in keys)

    def units(
        self, languages: LanguagePair | None = None, engine: str | None = None
    ) -> Iterator[StoredUnit]:
        """Yield all units, or those of a language pair or an engine, sorted by key."""
        units = [self._units[key] for key in sorted(self._units)]
        return _selected(units, languages, engine)

    def engines(self, languages: LanguagePair) -> tuple[str, ...]:
        """Return the identities of engines with units of the pair, last used first."""
        pair = pair_key(languages)
        return tuple(
            identity for known, identity in reversed(self._engines) if known == pair
        )

    def stats(self) -> MemoryStats:
        """Count the units by engine and pair."""
        return _counted(self.units(), size=0, ignored=lambda: 0)

    def close(self) -> None:
        """Do nothing: there is no file."""


def _selected(
    units: Iterable[StoredUnit], languages: LanguagePair | None, engine: str | None
) -> Iterator[StoredUnit]:
    pair = None if languages is None else pair_key(languages)
    for unit in units:
        if pair in (None, pair_key(unit.languages)) and engine in (None, unit.engine):
            yield unit


def _counted(
    units: Iterable[StoredUnit], *, size: int, ignored: Callable[[], int]
) -> MemoryStats:
    by_engine = Counter((pair_key(unit.languages), unit.engine) for unit in units)
    return MemoryStats(
        units=by_engine.total(),
        by_engine=dict(sorted(by_engine.items())),
        size=size,
        ignored=ignored(),
    )
