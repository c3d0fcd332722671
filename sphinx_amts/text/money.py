"""Amounts of money as people read them."""

from __future__ import annotations

import math


def dollars(amount: float) -> str:
    """Return *amount* US dollars as text, rounded up to whole cents."""
    return f"${math.ceil(amount * 100 - 1e-9) / 100:.2f}"
