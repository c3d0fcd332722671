"""Wait between calls of the service, with growing pauses."""

from __future__ import annotations

import time
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_Found = TypeVar("_Found")

ATTEMPTS = 3
"""Number of look-ups of a resource that may just have been created."""

PAUSE = 1.0
"""Seconds between look-ups."""


def pauses(seconds: Sequence[float]) -> Iterator[float]:
    """Yield the pauses *seconds* one by one, then repeat the last pause for ever."""
    return chain(seconds, repeat(seconds[-1]))


def retry_until_found(find: Callable[[], _Found | None]) -> _Found | None:
    """Call *find* up to `ATTEMPTS` times until it returns a result.

    Returns:
        the result, or `None` if no call has returned one.
    """
    for look in range(ATTEMPTS):
        if look:
            time.sleep(PAUSE)
        if (found := find()) is not None:
            return found
    return None
