"""Keep Python's garbage collector from taking much of the time of a build.

Python looks for garbage each time some hundred objects more exist than before. A
document is a tree of objects that refer to each other, and thousands live on, so that
the search takes two fifths of the time in which Sphinx builds its own documentation.
Peak memory is the same with the interval used here.

Python looks through all that is left when it exits, three times, which takes a sixth of
the time of a build with little to do.
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
"""Number of objects after which a search begins."""

FEW = 5
"""Number of documents that leave little garbage when they are read."""

_BUFFERED = frozenset({BufferedRandom, BufferedWriter, TextIOWrapper})

_before: list[int] = []


@dataclass(slots=True)
class _Spared:
    """What the collector of this process does not look through.

    Attributes:
        here: whether objects are spared by this module.
        before: whether some were spared by others, before this build; `None` as long
            as nobody has asked, since Python counts all of them to tell.
    """

    here: bool = False
    before: bool | None = None


_spared = _Spared()


def collect_rarely() -> None:
    """Lengthen the interval between two collections, until `collect_as_before`.

    Collection that is off, or as rare already, stays as it is.
    """
    interval = gc.get_threshold()[0]
    if not _before and 0 < interval < INTERVAL:
        _before.append(interval)
        gc.set_threshold(INTERVAL)


def collect_as_before() -> None:
    """Restore the interval between two collections, and spare nothing any longer."""
    spare_nothing()
    _spared.before = None
    if _before:
        gc.set_threshold(_before.pop())


def collect_all() -> None:
    """Collect the garbage among all objects, those that were spared here included."""
    spare_nothing()
    gc.collect()


def collect_after_reading(documents: int) -> None:
    """Collect the garbage that the reading of so many documents has left."""
    if documents > FEW:
        collect_all()
    else:
        # where nothing is spared, it is worth less than a search through all objects;
        # else what is old by now would be spared with the rest
        gc.collect(2 if _spared.here else 1)


def collect_new() -> None:
    """Collect the garbage among objects that are not spared, and spare the others."""
    gc.collect()
    spare_what_exists()


def spare_what_exists() -> None:
    """Let the collector no longer look through what exists, until `spare_nothing`.

    A process that has spared what it loaded before a build, as one that is copied for
    each build does, goes on sparing that. Nothing more is spared there, because Python
    can give up all that is spared at once only.
    """
    if _spared.before is None:
        _spared.before = not _spared.here and gc.get_freeze_count() > 0
    if not _spared.before:
        gc.freeze()
        _spared.here = True


def spare_nothing() -> None:
    """Let the collector look through all that `spare_what_exists` kept from it."""
    if _spared.here:
        gc.unfreeze()
        _spared.here = False


@contextmanager
def sparing_what_exists() -> Iterator[None]:
    """Let the collector look only through objects that are made in the meantime."""
    spare_what_exists()
    try:
        yield
    finally:
        spare_nothing()


def exit_without_search() -> None:
    """Let Python exit without looking for garbage, which goes with the process.

    Only for a process that has nothing to do but the build.
    """
    atexit.unregister(_spare_the_rest)
    atexit.register(_spare_the_rest)


def _spare_the_rest() -> None:
    """Spare all that exists, and flush the files that nobody has closed.

    Python would find these in its search, those of `conf.py` and extensions as well.
    """
    for found in gc.get_objects():
        if type(found) in _BUFFERED:
            with suppress(OSError, ValueError):  # as when Python closes it
                found.flush()
    gc.freeze()
