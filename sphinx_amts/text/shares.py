"""Write shares in per cent, as commands and pages show them."""

from __future__ import annotations


def percent(number: float, count: float, *, blank: str = " ") -> str:
    """Write a share in whole per cent; 100 % and 0 % only where exact.

    Halves are rounded to even, here and in the scripts of pages, so that the two parts
    of a whole add up to 100 %.

    Args:
        number: size of the part.
        count: size of the whole; if it is 0, the result is a dash.
        blank: white space before the percent sign.
    """
    return f"{rounded(number, count):g}{blank}%" if count else "–"


def rounded(number: float, count: float) -> float:
    """Return a share in per cent, rounded, but in tenths if it is nearly 0 or 100.

    The result is 0 or 100 only if the share is exactly that.
    """
    share = 100 * number / count
    if 99.5 <= share < 100 or 0 < share <= 0.5:
        return _tenths(share)
    return round(share)


def with_tenths(share: float) -> str:
    """Write a share in per cent with one decimal; 100.0 and 0.0 only where exact."""
    return f"{_tenths(share):.1f}"


def _tenths(share: float) -> float:
    tenths = round(10 * share)
    return (min(max(tenths, 1), 999) if 0 < share < 100 else tenths) / 10
