"""Keep Python's garbage collector from taking much of the time of a build.

Python looks for garbage each time some hundred objects more exist than before. A
document is a tree of objects that refer to each other, and thousands live on, so that
the search takes two fifths of the time in which Sphinx builds its own documentation.
Peak memory is the same with the interval used here.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INTERVAL = 10_000
"""Number of objects after which a search begins."""

_before: list[int] = []


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
    gc.unfreeze()
    if _before:
        gc.set_threshold(_before.pop())


def collect_all() -> None:
    """Collect the garbage among all objects, those that were spared included."""
    gc.unfreeze()
    gc.collect()


@contextmanager
def sparing_what_exists() -> Iterator[None]:
    """Let the collector look only through objects that are made in the meantime."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
