"""Estimate how many pairs of parallel data are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.editions.model import Pair


def expected_wrong(pairs: Iterable[Pair]) -> int:
    """Return the expected number of wrong pairs, by the confidence of each pair."""
    return round(sum(1 - pair.confidence for pair in pairs))
