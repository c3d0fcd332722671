"""Tell how many pairs of parallel data are likely wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.editions.model import Pair


def expected_wrong(pairs: Iterable[Pair]) -> int:
    """Return the number of wrong pairs to expect: the sum of their doubts."""
    return round(sum(1 - pair.confidence for pair in pairs))
