"""Define how much may be chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.corpus.model import CorpusPair

SERVICE_BYTES = 5_000_000_000
"""Bytes of a file of parallel data that Amazon Translate imports."""

_UNIT_BYTES = 170
"""Bytes of a pair in a TMX file besides its texts."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(%|[kMG]?B|[kM]?)", re.ASCII)
_FACTORS = {"": 1, "k": 1000, "M": 10**6}
_BYTES = {"B": 1, "kB": 1000, "MB": 10**6, "GB": 10**9}
_USUAL_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class SizeLimit:
    """Limit of what is chosen.

    Attributes:
        pairs: number of pairs; `None` where it is not by pairs.
        bytes: bytes of the file; `None` where it is not by bytes.
        share: share of all pairs that were read; `None` where it is not by share.
    """

    pairs: int | None = None
    bytes: int | None = None
    share: float | None = None

    @classmethod
    def parse(cls, text: str) -> SizeLimit:
        """Read a limit as users write it: "20000", "50k", "20%", "5MB".

        Raises:
            ValueError: it is none.
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
        """Return the limit in pairs or bytes, where *total* pairs were read."""
        if self.share is None:
            return self
        return SizeLimit(pairs=max(1, round(total * self.share)))

    def share_of(self, total: int, mean_bytes: float) -> float:
        """Return the share of *total* pairs that it allows; a usual one without any.

        Args:
            total: how many pairs were read.
            mean_bytes: of one pair in the file.
        """
        limit = self.of(total)
        most = limit.pairs
        if most is None and limit.bytes is not None:
            most = int(limit.bytes / max(1.0, mean_bytes))
        if most is None or most >= total:
            return _USUAL_SHARE
        return most / total

    def cost(self, pair: CorpusPair) -> int:
        """Return what *pair* takes of the limit."""
        if self.bytes is None:
            return 1
        return len(pair.source.encode()) + len(pair.target.encode()) + _UNIT_BYTES

    @property
    def most(self) -> int:
        """Return the limit as a number of what `cost` counts."""
        return self.pairs or self.bytes or SERVICE_BYTES
