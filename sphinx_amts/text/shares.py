"""Write shares in per cent, as commands and pages show them."""

from __future__ import annotations


def percent(number: float, count: float, *, blank: str = " ") -> str:
    """Return a share in per cent; never 100 % or 0 % where that is not so.

    A half goes to the even number, here and in the scripts of pages, so that the two
    parts of a whole make 100 %.

    Args:
        number: of the part.
        count: of the whole; of nothing there is no share.
        blank: what stands before the sign.
    """
    if not count:
        return "–"
    share = 100 * number / count
    if 99.5 <= share < 100 or 0 < share <= 0.5:
        return f"{with_tenths(share)}{blank}%"
    return f"{round(share)}{blank}%"


def with_tenths(share: float) -> str:
    """Return a share in per cent; never 100.0 or 0.0 where that is not so."""
    tenths = round(10 * share)
    return f"{(min(max(tenths, 1), 999) if 0 < share < 100 else tenths) / 10:.1f}"
