"""Nothing is spent without the permission of the person who runs.

It comes from the environment or from `--spend` of our own program, and is taken down
before any code of the book is run: settings, which a book brings along, can lower it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VARIABLE = "AMTS_SPEND"


_ROUNDING = 1e-9


class SharedBudget:
    """What all languages of one command have committed to, in US dollars."""

    def __init__(self) -> None:
        self.spent = 0.0

    def take(self, cost: float, limit: float) -> bool:
        """Commit to *cost* if all together stay within *limit*; return if they do."""
        if self.spent + cost > limit + _ROUNDING:
            return False
        self.spent += cost
        return True


@dataclass(slots=True)
class Permission:
    """What one run may spend, in US dollars, and what it has committed to.

    Attributes:
        limit: 0 where nobody gave permission.
        shared_limit: of all runs that share the budget; `None` if it is the same.
        budget: shared by the languages of one command.
    """

    limit: float = 0.0
    spent: float = 0.0
    shared_limit: float | None = None
    budget: SharedBudget = field(default_factory=SharedBudget)

    def allows(self, cost: float) -> bool:
        """Whether *cost* more can be spent, as far as this run alone decides."""
        return self.limit > 0 and self.spent + cost <= self.limit + _ROUNDING

    def spend(self, cost: float) -> bool:
        """Commit to *cost* before the call that costs it; return `False` if not."""
        shared = self.limit if self.shared_limit is None else self.shared_limit
        if not self.allows(cost) or not self.budget.take(cost, shared):
            return False
        self.spent += cost
        return True


@dataclass(frozen=True, slots=True)
class Grant:
    """What the person who runs has permitted, as it was written.

    Attributes:
        text: the amount; empty for none.
        place: where it was written.
    """

    text: str = ""
    place: str = VARIABLE

    def amount(self) -> float | None:
        """Return US dollars, `None` if nothing is permitted.

        Raises:
            ConfigError: the text is no amount.
        """
        text = self.text.strip()
        if not text:
            return None
        try:
            amount = float(text)
        except ValueError:
            amount = -1.0
        if not 0 <= amount < float("inf"):
            equals = "=" if self.place == VARIABLE else " "
            raise ConfigError(
                f"{self.place}{equals}{text!r} is no amount; set it to the US dollars "
                "that this run may spend, such as 5"
            )
        return amount


_taken: list[Grant] = []


@contextmanager
def taken(grant: Grant) -> Iterator[None]:
    """Let *grant* be what is permitted, whatever the book's code sets meanwhile."""
    _taken.append(grant)
    try:
        yield
    finally:
        _taken.remove(grant)


def granted() -> Grant:
    """Return what is permitted: what was taken down, else what the environment says.

    To be called before code of the book is run, as far as that is possible.
    """
    return _taken[-1] if _taken else Grant(os.environ.get(VARIABLE, ""))


def permission(
    grant: Grant,
    *,
    limits: Iterable[float | None] = (),
    book_limit: float | None = None,
) -> Permission:
    """Return the permission for one run.

    Args:
        grant: what the person who runs has permitted.
        limits: of ``conf.py`` and overrides for the language, which can only lower
            what was granted.
        book_limit: the limit for all languages together, likewise.

    Raises:
        ConfigError: what was granted is no amount.
    """
    amount = grant.amount()
    if amount is None:
        return Permission()
    return Permission(
        limit=lowest(amount, *limits, book_limit),
        shared_limit=lowest(amount, book_limit),
    )


def lowest(limit: float, *others: float | None) -> float:
    """Return the lowest of limits; `None` is none."""
    return min(limit, *(other for other in others if other is not None), limit)


def price(characters: int, per_million: float) -> float:
    """Return the price of *characters* in US dollars."""
    return characters * per_million / 1_000_000
