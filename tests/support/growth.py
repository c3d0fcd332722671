"""How the work of a function grows with what it is given."""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTED = 1_000
TIMED = 10_000
FREE_LINES = 2_000
FREE_SECONDS = 0.125
"""Work that nobody minds, whatever the length; the shorter text is not tried then."""


def assert_grows_slowly(
    function: Callable[[str], object],
    shape: Callable[[int], str],
    *,
    counted: int = COUNTED,
    timed: int = TIMED,
):
    """Assert that four times as long a text takes about four times the work.

    Lines of Python that are run are counted. What C does in one of them (a regular
    expression, a search) cannot be counted: there, processor time of one run is
    compared, with a bar that only quadratic growth can miss.

    Args:
        function: what is called.
        shape: makes a text of a length.
        counted: characters of the shorter text whose lines are counted.
        timed: the same of that whose time is taken; 0 where all work is Python's.
    """
    function(shape(counted))  # what is made once, and kept, is made
    if (four := _lines(function, shape(4 * counted))) > FREE_LINES:
        once = _lines(function, shape(counted))
        assert four <= 5.5 * once + FREE_LINES, (once, four)
    if timed and (four := _seconds(function, shape(4 * timed))) > FREE_SECONDS:
        once = _seconds(function, shape(timed))
        assert four <= 8 * once + FREE_SECONDS, (once, four)


def _lines(function: Callable[[str], object], text: str) -> int:
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(text)
    finally:
        sys.settrace(before)
    return count


def _seconds(function: Callable[[str], object], text: str) -> float:
    gc.disable()  # garbage of others is no work of the function
    try:
        began = time.thread_time()
        function(text)
        return time.thread_time() - began
    finally:
        gc.enable()


def repeated(part: str) -> Callable[[int], str]:
    """Return what makes texts of any length of one part."""
    return lambda size: (part * (size // len(part) + 1))[:size]
