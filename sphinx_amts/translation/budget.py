"""Limit the spending of a run to the amount that the user has permitted.

The permission comes from the environment or from `--spend`, and is read before any
code of the book is run: the settings of a book can only lower it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.text import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VARIABLE = "AMTS_SPEND"


_ROUNDING = 1e-9


class SharedBudget:
    """Sum of the costs that the languages of one command have committed to."""

    def __init__(self) -> None:
        self.spent = 0.0

    def take(self, cost: float, limit: float) -> bool:
        """Commit to *cost* if the sum stays within *limit*; return whether it does."""
        if self.spent + cost > limit + _ROUNDING:
            return False
        self.spent += cost
        return True


@dataclass(slots=True)
class Permission:
    """Spending limit of one run in US dollars, with the costs committed to so far.

    Attributes:
        limit: limit of this run; 0 without permission.
        spent: sum of the costs that this run has committed to.
        shared_limit: limit of all runs that share the budget; `None` if it is *limit*.
        budget: sum of costs that the languages of one command share.
    """

    limit: float = 0.0
    spent: float = 0.0
    shared_limit: float | None = None
    budget: SharedBudget = field(default_factory=SharedBudget)

    def allows(self, cost: float) -> bool:
        """Return whether a further *cost* is within the limit of this run."""
        return self.limit > 0 and self.spent + cost <= self.limit + _ROUNDING

    def refusal(self, cost: float) -> str:
        """Return why a further *cost* is refused."""
        if not self.limit:
            return "no permission"
        over = "more than other languages left of" if self.allows(cost) else "more than"
        return f"{over} the limit of {money.limit(self.limit)}"

    def spend(self, cost: float) -> bool:
        """Commit to *cost* before the paid call; return whether it is permitted."""
        shared = self.limit if self.shared_limit is None else self.shared_limit
        if not self.allows(cost) or not self.budget.take(cost, shared):
            return False
        self.spent += cost
        return True


@dataclass(frozen=True, slots=True)
class Grant:
    """Amount of money that the user has permitted to spend, as written.

    Attributes:
        text: the amount; empty for none.
        place: the environment variable or option that sets it.
    """

    text: str = ""
    place: str = VARIABLE

    def amount(self) -> float | None:
        """Return the amount in US dollars, `None` if nothing is permitted.

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


_fixed: list[Grant] = []


@contextmanager
def fixed_grant(grant: Grant) -> Iterator[None]:
    """Keep *grant* in force in the context, whatever code of the book sets."""
    _fixed.append(grant)
    try:
        yield
    finally:
        _fixed.remove(grant)


def current_grant() -> Grant:
    """Return the grant set by `fixed_grant`, else that of the environment.

    Call it before code of the book is run, as far as that is possible.
    """
    return _fixed[-1] if _fixed else Grant(os.environ.get(VARIABLE, ""))


def permission(
    grant: Grant,
    *,
    limits: Iterable[float | None] = (),
    book_limit: float | None = None,
    budget: SharedBudget | None = None,
) -> Permission:
    """Return the permission for one run.

    Args:
        grant: amount that the user has permitted.
        limits: limits in ``conf.py`` and overrides for the language, which can only
            lower the grant; `None` means no limit.
        book_limit: limit for all languages together, which can only lower the grant,
            too.
        budget: sum of costs shared with other runs; `None` for a budget of its own.

    Raises:
        ConfigError: the text of the grant is no amount.
    """
    amount = grant.amount()
    shared = budget or SharedBudget()
    if amount is None:
        return Permission(budget=shared)
    return Permission(
        limit=lowest(amount, *limits, book_limit),
        shared_limit=lowest(amount, book_limit),
        budget=shared,
    )


def lowest(limit: float, *others: float | None) -> float:
    """Return the lowest of the limits; `None` means no limit."""
    return min(limit, *(other for other in others if other is not None), limit)


def price(characters: int, per_million: float) -> float:
    """Return the price of *characters*, at US dollars *per_million* characters."""
    return characters * per_million / 1_000_000
