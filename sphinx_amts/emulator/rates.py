"""How many requests of a kind are answered in a second.

Source: "Guidelines and quotas" of the Amazon Translate developer guide: 5 for what
changes something, 10 for what is looked at, each operation by itself. It names none for
TranslateText and TranslateDocument. Assumed: a second's allowance is a bucket that
fills steadily.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sphinx_amts.emulator.refusal import Refused

_CHANGES = 5.0
_LOOKS = 10.0
RATES = {
    "CreateParallelData": _CHANGES,
    "UpdateParallelData": _CHANGES,
    "DeleteParallelData": _CHANGES,
    "GetParallelData": _LOOKS,
    "ListParallelData": _LOOKS,
    "ImportTerminology": _CHANGES,
    "DeleteTerminology": _CHANGES,
    "GetTerminology": _LOOKS,
    "ListTerminologies": _LOOKS,
    "StartTextTranslationJob": _CHANGES,
    "StopTextTranslationJob": _CHANGES,
    "DescribeTextTranslationJob": _LOOKS,
    "ListTextTranslationJobs": _LOOKS,
}
"""Operation -> requests in a second."""


@dataclass(slots=True)
class Rates:
    """What is left of each allowance.

    Attributes:
        limited: whether there is any limit.
    """

    limited: bool = True
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, operation: str, now: float) -> None:
        """Take one request off an allowance, at the time *now* in seconds.

        Raises:
            Refused: nothing is left of it.
        """
        rate = RATES.get(operation)
        if rate is None or not self.limited:
            return
        left, before = self._left.get(operation, (rate, now))
        left = min(rate, left + max(now - before, 0.0) * rate)
        self._left[operation] = (left - 1 if left >= 1 else left, max(now, before))
        if left < 1:
            raise Refused("TooManyRequestsException", "Rate exceeded")
