"""Nothing is spent without the permission of the person who runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "AMTS_SPEND"


_ROUNDING = 1e-9


class Purse:
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
        shared_limit: of all runs that share the purse; `None` if it is the same.
        purse: shared by the languages of one command.
    """

    limit: float = 0.0
    spent: float = 0.0
    shared_limit: float | None = None
    purse: Purse = field(default_factory=Purse)

    def allows(self, cost: float) -> bool:
        """Whether *cost* more can be spent, as far as this run alone decides."""
        return self.limit > 0 and self.spent + cost <= self.limit + _ROUNDING

    def spend(self, cost: float) -> bool:
        """Commit to *cost* before the call that costs it; return `False` if not."""
        shared = self.limit if self.shared_limit is None else self.shared_limit
        if not self.allows(cost) or not self.purse.take(cost, shared):
            return False
        self.spent += cost
        return True


def permission(
    *,
    granted: float | None,
    environment: Mapping[str, str],
    conf_limit: float | None,
    book_limit: float | None = None,
) -> Permission:
    """Return the permission for one run.

    Args:
        granted: limit given on the command line of this run, if any; it decides over
            the environment variable.
        environment: the process's environment variables.
        conf_limit: lowest limit of ``conf.py`` for the language, which can only lower
            what was granted.
        book_limit: the limit of ``conf.py`` for all languages together.

    Raises:
        ConfigError: the environment variable holds no amount.
    """
    limit = granted
    if limit is None and (text := environment.get(VARIABLE, "").strip()):
        try:
            limit = float(text)
        except ValueError:
            limit = -1.0
        if not 0 <= limit < float("inf"):
            raise ConfigError(
                f"{VARIABLE}={text!r} is no amount; set it to the US dollars that "
                "this run may spend, such as 5"
            )
    if limit is None:
        return Permission()
    return Permission(
        limit=_lower(limit, conf_limit), shared_limit=_lower(limit, book_limit)
    )


def _lower(limit: float, other: float | None) -> float:
    return limit if other is None else min(limit, other)


def price(characters: int, per_million: float) -> float:
    """Return the price of *characters* in US dollars."""
    return characters * per_million / 1_000_000
