"""Waiting for the service: pauses that grow, and looks that may come too early."""

from __future__ import annotations

import time
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_Found = TypeVar("_Found")

LOOKS = 3
"""How often something is looked for that may just have been made."""

BETWEEN_LOOKS = 1.0
"""Seconds."""


def pauses(seconds: Sequence[float]) -> Iterator[float]:
    """Yield *seconds* to wait, the last one again and again."""
    return chain(seconds, repeat(seconds[-1]))


def found_soon(find: Callable[[], _Found | None]) -> _Found | None:
    """Return what *find* finds; it is asked again a little later."""
    for look in range(LOOKS):
        if look:
            time.sleep(BETWEEN_LOOKS)
        if (found := find()) is not None:
            return found
    return None
