"""Wait between calls of the service, with growing pauses."""

from __future__ import annotations

import time
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_Found = TypeVar("_Found")

ATTEMPTS = 3
"""Look-ups of a resource that may just have been made."""

PAUSE = 1.0
"""Seconds between look-ups."""


def pauses(seconds: Sequence[float]) -> Iterator[float]:
    """Yield the pauses *seconds* in turn, and repeat the last one."""
    return chain(seconds, repeat(seconds[-1]))


def retry_until_found(find: Callable[[], _Found | None]) -> _Found | None:
    """Return the first result of several calls of *find*, else `None`."""
    for look in range(ATTEMPTS):
        if look:
            time.sleep(PAUSE)
        if (found := find()) is not None:
            return found
    return None
