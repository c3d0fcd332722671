"""Reduce the time that Python's garbage collector takes in a build.

By default, the garbage collector runs each time some hundred objects more exist than
before. The trees of documents have many long-lived objects that refer to each other, so
that collections take two fifths of the time in which Sphinx builds its own
documentation. With the longer interval used here, peak memory is the same.

Python also runs the collector three times when it exits, which takes a sixth of the
time of a build that has little to do.

To *spare* objects means to exclude them from collections with `gc.freeze`.
"""

from __future__ import annotations

import atexit
import gc
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedRandom, BufferedWriter, TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INTERVAL = 10_000
"""Number of new objects after which a collection begins."""

FEW = 5
"""Number of documents up to which reading leaves little garbage."""

_BUFFERED = frozenset({BufferedRandom, BufferedWriter, TextIOWrapper})

_before: list[int] = []


@dataclass(slots=True)
class _Spared:
    """Record of the objects that the collector of this process spares.

    Attributes:
        here: whether this module has spared objects.
        before: whether other code had spared objects before this build; `None` until
            the value is needed, because Python has to count all these objects.
    """

    here: bool = False
    before: bool | None = None


_spared = _Spared()


def collect_rarely() -> None:
    """Lengthen the interval between two collections, until `collect_as_before`.

    Nothing changes if the collector is off, or has such an interval already.
    """
    interval = gc.get_threshold()[0]
    if not _before and 0 < interval < INTERVAL:
        _before.append(interval)
        gc.set_threshold(INTERVAL)


def collect_as_before() -> None:
    """Restore the interval between two collections, and stop sparing objects."""
    spare_nothing()
    _spared.before = None
    if _before:
        gc.set_threshold(_before.pop())


def collect_all() -> None:
    """Collect the garbage among all objects, including those that were spared here."""
    spare_nothing()
    gc.collect()


def collect_after_reading(documents: int) -> None:
    """Collect the garbage that the reading of documents has left.

    Args:
        documents: number of documents that were read.
    """
    if documents > FEW:
        collect_all()
    else:
        # if nothing is spared, a collection of all objects is not worth its time;
        # otherwise old garbage would be spared with the rest
        gc.collect(2 if _spared.here else 1)


def collect_new() -> None:
    """Collect the garbage among objects that are not spared, and spare the rest."""
    gc.collect()
    spare_what_exists()


def spare_what_exists() -> None:
    """Exclude all present objects from garbage collection, until `spare_nothing`.

    Nothing is done if other code had spared objects before the build, for example in a
    process that is forked for each build: Python can only stop sparing all objects at
    once.
    """
    if _spared.before is None:
        _spared.before = not _spared.here and gc.get_freeze_count() > 0
    if not _spared.before:
        gc.freeze()
        _spared.here = True


def spare_nothing() -> None:
    """Include the objects that `spare_what_exists` has spared in collections again."""
    if _spared.here:
        gc.unfreeze()
        _spared.here = False


@contextmanager
def sparing_what_exists() -> Iterator[None]:
    """Limit garbage collection in the context to objects that are created in it."""
    spare_what_exists()
    try:
        yield
    finally:
        spare_nothing()


def exit_without_search() -> None:
    """Let Python exit without collecting garbage.

    Only for a process that does nothing but the build.
    """
    atexit.unregister(_spare_the_rest)
    atexit.register(_spare_the_rest)


def _spare_the_rest() -> None:
    """Spare all objects, and flush files that were not closed.

    Without this function, Python would flush such files of `conf.py` and extensions
    when it collects the garbage at exit.
    """
    for found in gc.get_objects():
        if type(found) in _BUFFERED:
            with suppress(OSError, ValueError):  # as when Python closes it
                found.flush()
    gc.freeze()
