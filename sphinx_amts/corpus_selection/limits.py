"""Define limits for the number or size of the chosen pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.corpus.model import CorpusPair

SERVICE_BYTES = 5_000_000_000
"""Most bytes of a file of parallel data that Amazon Translate imports."""

_UNIT_BYTES = 170
"""Approximate bytes of a pair in a TMX file besides its texts."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(%|[kMG]?B|[kM]?)", re.ASCII)
_FACTORS = {"": 1, "k": 1000, "M": 10**6}
_BYTES = {"B": 1, "kB": 1000, "MB": 10**6, "GB": 10**9}
_USUAL_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class SizeLimit:
    """Limit for a choice: a number of pairs, a file size or a share of all pairs.

    At most one attribute is not `None`.

    Attributes:
        pairs: most pairs.
        bytes: most bytes of the file.
        share: highest share of the pairs that were read, from 0 to 1.
    """

    pairs: int | None = None
    bytes: int | None = None
    share: float | None = None

    @classmethod
    def parse(cls, text: str) -> SizeLimit:
        """Parse a limit as users write it: "20000", "50k", "20%", "5MB".

        Raises:
            ValueError: *text* is no limit, or its value is 0 or above 100%.
        """
        found = _SIZE.fullmatch(text.strip())
        if not found:
            raise ValueError(text)
        number, unit = float(found[1]), found[2]
        if unit == "%":
            limit = cls(share=number / 100)
        elif unit in _BYTES:
            limit = cls(bytes=int(number * _BYTES[unit]))
        else:
            limit = cls(pairs=int(number * _FACTORS[unit]))
        if not (limit.pairs or limit.bytes or 0 < (limit.share or 0) <= 1):
            raise ValueError(text)
        return limit

    def of(self, total: int) -> SizeLimit:
        """Return this limit, with a share converted to a number of pairs.

        Args:
            total: number of pairs that were read.
        """
        if self.share is None:
            return self
        return SizeLimit(pairs=max(1, round(total * self.share)))

    def share_of(self, total: int, mean_bytes: float) -> float:
        """Return the share of the pairs that the limit allows to choose.

        If the limit allows all pairs, a usual share of 0.1 is returned.

        Args:
            total: number of pairs that were read.
            mean_bytes: mean size of a pair in bytes.
        """
        limit = self.of(total)
        most = limit.pairs
        if most is None and limit.bytes is not None:
            most = int(limit.bytes / max(1.0, mean_bytes))
        if most is None or most >= total:
            return _USUAL_SHARE
        return most / total

    def cost(self, pair: CorpusPair) -> int:
        """Return the cost of *pair*: its bytes for a limit in bytes, else 1."""
        if self.bytes is None:
            return 1
        return len(pair.source.encode()) + len(pair.target.encode()) + _UNIT_BYTES

    @property
    def most(self) -> int:
        """Return the highest sum of costs that the limit allows."""
        return self.pairs or self.bytes or SERVICE_BYTES
