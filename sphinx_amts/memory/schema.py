"""Check that a database has the schema of a translation memory."""

from __future__ import annotations

import functools
import re
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sphinx_amts.files.sqlite_guard import GuardedConnection

Row = tuple[object, ...]

# Read as bytes, because names and text in it need not be text.
_SCHEMA = (
    "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), "
    "CAST(sql AS BLOB), rootpage FROM sqlite_master LIMIT 50"
)
_SETTINGS = (
    "SELECT CAST(key AS BLOB), typeof(value), CAST(value AS BLOB) FROM Settings "
    "LIMIT 50"
)
USUAL_SCHEMA = "02a1b2fd590eafacfc99716f310fda14"
"""Digest of the usual schema of diskcache, recognised without loading diskcache."""
USUAL_SETTINGS = frozenset(
    "count cull_limit disk_min_file_size disk_pickle_protocol "
    "eviction_policy hits misses size size_limit sqlite_auto_vacuum "
    "sqlite_cache_size sqlite_journal_mode sqlite_mmap_size "
    "sqlite_synchronous statistics tag_index".split()
)

_COUNTERS = frozenset({"count", "size", "hits", "misses"})
_WORD = re.compile(rb"[a-z-]{1,50}")


class ForeignDatabaseError(Exception):
    """Raised for a database with content that no translation memory has."""


def check_schema(connection: GuardedConnection) -> bool:
    """Compare the schema of a database with the one that diskcache creates.

    Every table, index and trigger must exist, to the letter, and nothing else. The
    values of diskcache's settings are never used, so they only have to be of the type
    that diskcache writes. All of it is read in one transaction.

    Returns:
        False if only a part of the schema exists, and no row: another process is
        creating it, or was killed meanwhile.

    Raises:
        ForeignDatabaseError: the schema is anything else.
        sqlite3.Error: the database is damaged, or cannot be read.
    """
    # another process may be making it, step by step
    with connection.snapshot():
        return _is_whole(connection)


def _is_whole(connection: GuardedConnection) -> bool:
    rows = connection.rows(_SCHEMA)
    found = [row[:4] for row in rows]
    # diskcache is loaded only where the database is not the usual one
    usual = digest_of(found) == USUAL_SCHEMA
    expected = frozenset(found) if usual else expected_schema()
    if strange := [row for row in found if row not in expected]:
        kind, name = (_shown(part) for part in strange[0][:2])
        raise ForeignDatabaseError(f'it has a {kind} "{name}" that is not ours')
    pages = [row[4] for row in rows if row[4]]
    if len(set(found)) < len(found) or len(set(pages)) < len(pages):
        raise ForeignDatabaseError("its tables overlap")
    names = {row[1] for row in found}
    if b"Settings" in names:
        known = USUAL_SETTINGS if usual else _known_settings()
        _check_settings(connection.rows(_SETTINGS), known)
    if len(found) == len(expected):
        return True
    if b"Cache" in names and connection.rows("SELECT 1 FROM Cache LIMIT 1"):
        raise ForeignDatabaseError("a part of its tables and triggers is missing")
    return False


def digest_of(rows: Iterable[Row]) -> str:
    """Return a digest of rows of a schema."""
    return blake2b(repr(sorted(rows, key=repr)).encode(), digest_size=16).hexdigest()


def _check_settings(rows: Iterable[Row], known: Collection[str]) -> None:
    for key, kind, value in rows:
        name = key.decode("ascii", "replace") if isinstance(key, bytes) else ""
        if name not in known:
            raise ForeignDatabaseError(f'it has a setting "{_shown(key)}"')
        numbers = {"integer", "real", "null"} if name in _COUNTERS else {"integer"}
        is_word = kind == "text" and isinstance(value, bytes) and _WORD.fullmatch(value)
        if kind not in numbers and not is_word:
            raise ForeignDatabaseError(
                f"its setting {name} has a value that is no such"
            )


def _known_settings() -> frozenset[str]:
    from sphinx_amts.memory.string_disk import KNOWN_SETTINGS

    return KNOWN_SETTINGS


@functools.cache
def expected_schema() -> frozenset[Row]:
    """Return the schema that the installed diskcache creates, as rows of `_SCHEMA`."""
    from sphinx_amts.memory.string_disk import PassingCache

    cache = PassingCache()
    try:
        rows = cache.connection().rows(_SCHEMA)
        return frozenset(row[:4] for row in rows)
    finally:
        cache.close()


def _shown(part: object) -> str:
    text = part.decode("ascii", "replace") if isinstance(part, bytes) else "?"
    short = text[:40]
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in short)
