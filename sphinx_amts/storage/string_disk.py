"""diskcache set up to hold nothing but strings, for ever."""

from __future__ import annotations

import diskcache

# Kept in the database by diskcache itself; any other name there is not ours.
KNOWN_SETTINGS = frozenset({*diskcache.DEFAULT_SETTINGS, "count", "size"}) | {
    *("hits", "misses"),
}


class StringDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no types
    """Stores strings in the database and refuses all other ways diskcache knows.

    Those are pickles, which run code when read, and files beside the database, whose
    names a poisoned row may choose.
    """

    def put(self, key: object) -> tuple[str, bool]:
        """Return *key* as it is."""
        return _string(key), True

    def get(self, key: object, raw: object) -> str:
        """Return the key of a row as it is."""
        if not raw:
            raise ValueError("a pickled key is not read")
        return _string(key)

    def store(self, value: object, *_: object, **__: object) -> tuple[object, ...]:
        """Return the columns of a row: size on disk, mode, file name and value."""
        return 0, diskcache.core.MODE_RAW, None, _string(value)

    def fetch(self, mode: int, filename: object, value: object, read: bool) -> str:  # noqa: FBT001
        """Return the value of a row."""
        if mode != diskcache.core.MODE_RAW or filename is not None or read:
            raise ValueError("only strings in the database are read")
        return _string(value)

    def filename(self, *_: object) -> tuple[str, str]:
        """Refuse to name a file."""
        raise TypeError("values are kept in the database only")

    def remove(self, file_path: object) -> None:
        """Remove nothing: no file is ours, whatever a row says."""


class StringCache(diskcache.Cache):  # type: ignore[misc]  # diskcache has no types
    """A cache of strings that evicts nothing."""

    def __init__(self, directory: str) -> None:
        """Open the cache in *directory* for writing, or make it.

        Raises:
            OSError: the folder cannot be made.
            sqlite3.Error: the database cannot be opened or written.
            diskcache.Timeout: another process holds it.
        """
        try:
            super().__init__(
                directory,
                timeout=60,
                disk=StringDisk,
                eviction_policy="none",
                cull_limit=0,
                size_limit=2**62,
                statistics=0,
                tag_index=0,
                sqlite_journal_mode="wal",
                sqlite_synchronous=1,
                # a file cut short by somebody would kill the process if it were mapped
                sqlite_mmap_size=0,
            )
        except BaseException:
            self.close()
            raise


def _string(value: object) -> str:
    if type(value) is not str:
        raise TypeError(f"only strings are stored, not {type(value).__name__}")
    return value
