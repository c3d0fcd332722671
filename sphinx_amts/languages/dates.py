"""Parse dates as other tools write them."""

from __future__ import annotations

from datetime import date


def iso_day(stamp: str) -> str:
    """Return the date of *stamp* as ``2025-01-31``; "" if it does not begin with one.

    *stamp* may be written as in ``20250131T120000Z`` or ``2025-01-31T12:00:00+01:00``.
    """
    stamp = stamp.strip()
    basic = stamp[:8]
    day = basic if basic.isascii() and basic.isdecimal() else stamp[:10]
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return ""
