"""Write amounts of money as text."""

from __future__ import annotations

import math


def dollars(amount: float) -> str:
    """Write an amount in US dollars, rounded up to whole cents."""
    return f"${math.ceil(amount * 100 - 1e-9) / 100:.2f}"


def limit(amount: float) -> str:
    """Write a spending limit in US dollars, never rounded up.

    Fractions of a cent are shown: a limit may be less than a cent, and so may a price.
    """
    millionths = math.floor(amount * 1_000_000 + 1e-6)
    whole, rest = divmod(millionths, 1_000_000)
    digits = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"${whole}.{digits}"
