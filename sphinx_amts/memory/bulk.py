"""Read many units at once: SQLite joins their rows, and two threads read them."""

from __future__ import annotations

import gc
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, cast

from sphinx_amts.memory.stored_unit import add_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx_amts.memory.database import Database
    from sphinx_amts.memory.queries import Numbers
    from sphinx_amts.memory.stored_unit import StoredUnit

_T = TypeVar("_T")
_U = TypeVar("_U")

_MANY = 4000
"""Number of values from which on a second thread with its own connection is faster."""


def units_under(
    database: Database,
    keys: Iterable[str],
    decode: Callable[[Iterable[tuple[str, bytes]]], Iterator[StoredUnit]],
) -> dict[str, StoredUnit]:
    """Return the units that exist for *keys*, by key.

    Args:
        database: the database.
        keys: keys of units.
        decode: parses rows, each a key and a value, in another layout than we write.

    Raises:
        TranslationMemoryError: the database is damaged.
    """
    # in the order of the book, in which most units were stored: neighbours in the file
    # are then neighbours here, which the processor's cache notices
    names = list(keys)
    found: dict[str, str | StoredUnit] = dict(zip(names, names, strict=True))

    def read(part: Sequence[int], owner: int) -> list[tuple[Numbers, int]]:
        return [
            (batch, add_units(found, lines, count))
            for batch, lines, count in database.lines(part, owner)
        ]

    with collecting_nothing():
        numbers = sorted(_in_halves(sorted(found), database.numbers))
        added = _in_halves(numbers, read)
        for batch in [batch for batch, count in added if count < len(batch)]:
            rows = database.sound_rows(batch, found)
            rest = [(key, value) for key, value in rows if isinstance(found[key], str)]
            found |= {unit.key: unit for unit in decode(rest)}
        if sum(count for _, count in added) < len(found):
            for key in [key for key, unit in found.items() if isinstance(unit, str)]:
                del found[key]
    return cast("dict[str, StoredUnit]", found)


def _in_halves(
    values: Sequence[_T], read: Callable[[Sequence[_T], int], list[_U]]
) -> list[_U]:
    """Apply *read* to *values*, to one half in another thread, and join the results.

    SQLite reads most of the time without holding the interpreter's lock.

    Args:
        values: the values.
        read: called with some values and the *owner* of a connection, as
            `Database.lines`.
    """
    half = len(values) // 2
    if len(values) < _MANY or (os.cpu_count() or 1) < 2:
        return read(values, 0)
    owner = threading.get_ident()
    second: list[_U] = []
    failed: list[BaseException] = []

    def read_second() -> None:
        try:
            second.extend(read(values[half:], owner))
        except BaseException as exc:  # raised by the thread that waits for this one
            failed.append(exc)

    thread = threading.Thread(target=read_second)
    thread.start()
    try:
        first = read(values[:half], 0)
    finally:
        thread.join()
    if failed:
        raise failed[0]
    return first + second


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """Pause the garbage collector for a block that makes many objects and no cycles.

    The collector would look through all these objects again and again. Afterwards they
    count as old, so that it does not look through them at once.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        gc.enable()
