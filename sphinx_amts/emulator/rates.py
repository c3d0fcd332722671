"""Limit the rate of requests for each operation.

Source: "Guidelines and quotas" of the Amazon Translate developer guide: 5 requests per
second for each operation that changes something, 10 for each operation that reads, and
no limit for TranslateText and TranslateDocument. Assumed: a token bucket.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sphinx_amts.emulator.refusal import Refused

_CHANGES, _READS = 5.0, 10.0
RATES = {
    operation: _READS if operation.startswith(("Describe", "Get", "List")) else _CHANGES
    for operation in """
    CreateParallelData UpdateParallelData DeleteParallelData GetParallelData
    ListParallelData ImportTerminology DeleteTerminology GetTerminology
    ListTerminologies StartTextTranslationJob StopTextTranslationJob
    DescribeTextTranslationJob ListTextTranslationJobs
    """.split()
}
"""Name of an operation -> highest number of requests per second."""


@dataclass(slots=True)
class Rates:
    """Token buckets that limit the rate of requests for each operation.

    Attributes:
        limited: whether rates are limited.
    """

    limited: bool = True
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, operation: str, now: float) -> None:
        """Take one token for *operation*, at the time *now* in seconds.

        Raises:
            Refused: no token is left: the rate is exceeded.
        """
        rate = RATES.get(operation)
        if rate is None or not self.limited:
            return
        left, before = self._left.get(operation, (rate, now))
        left = min(rate, left + max(now - before, 0.0) * rate)
        self._left[operation] = (left - 1 if left >= 1 else left, max(now, before))
        if left < 1:
            raise Refused("TooManyRequestsException", "Rate exceeded")
