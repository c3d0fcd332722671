"""Count the characters that the service would bill."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sphinx_amts.emulator.refusal import Refused

STANDARD = 15.0
"""US dollars per million characters without parallel data."""

CUSTOM = 60.0
"""US dollars per million characters with parallel data.

Source of both prices: public comparisons of 2024 and 2025.
"""


@dataclass(slots=True)
class Meter:
    """Bill of an emulated account, limited by a budget.

    Attributes:
        budget: US dollars above which requests are refused; `None` for no limit.
        lines: one line of the bill for each text and target language.
    """

    budget: float | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)

    def bill(
        self, *, operation: str, job: str, target: str, texts: list[str], custom: bool
    ) -> int:
        """Add *texts* to the bill, and return the number of their characters.

        Args:
            operation: name of the API operation.
            job: id of the job, or "" for a request without one.
            target: code of the target language.
            texts: the source texts.
            custom: whether parallel data are used.

        Raises:
            Refused: the bill would exceed the budget.
        """
        rate = CUSTOM if custom else STANDARD
        characters = sum(map(len, texts))
        cost = characters * rate / 1_000_000
        if self.budget is not None and self.dollars + cost > self.budget + 1e-9:
            raise Refused("LimitExceededException", "The test's budget is used up.")
        self.lines += [
            {
                "operation": operation,
                "job": job,
                "target": target,
                "text": text,
                "characters": len(text),
                "rate": rate,
            }
            for text in texts
        ]
        return characters

    @property
    def characters(self) -> int:
        """Return the number of billed characters."""
        return sum(line["characters"] for line in self.lines)

    @property
    def dollars(self) -> float:
        """Return the sum of the bill in US dollars."""
        return (
            float(sum(line["characters"] * line["rate"] for line in self.lines)) / 1e6
        )

    def data(self) -> dict[str, Any]:
        """Return the bill and its sums as data for JSON."""
        sums = {"characters": self.characters, "dollars": self.dollars}
        return {**asdict(self), **sums}
