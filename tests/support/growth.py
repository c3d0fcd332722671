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
    function(shape(10))  # what is made once, and kept, is made
    once, four = (_lines(function, shape(size)) for size in (counted, 4 * counted))
    assert four <= 5.5 * once + 2_000, (once, four)
    if timed:
        once, four = (_seconds(function, shape(size)) for size in (timed, 4 * timed))
        assert four <= 8 * once + 0.125, (once, four)


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
