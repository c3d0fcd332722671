"""Nothing is spent without the permission of the person who runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "AMTS_SPEND"


@dataclass(slots=True)
class Permission:
    """What one run may spend, in US dollars, and what it has committed to.

    Attributes:
        limit: 0 where nobody gave permission.
    """

    limit: float = 0.0
    spent: float = 0.0

    def allows(self, cost: float) -> bool:
        """Whether *cost* more can be spent."""
        return self.limit > 0 and self.spent + cost <= self.limit + 1e-9

    def spend(self, cost: float) -> None:
        """Note that *cost* is spent, before the call that costs it."""
        self.spent += cost


def permission(
    *,
    granted: float | None,
    environment: Mapping[str, str],
    conf_limit: float | None,
) -> Permission:
    """Return the permission for one run.

    Args:
        granted: limit given on the command line of this run, if any; it decides over
            the environment variable.
        environment: the process's environment variables.
        conf_limit: limit of ``conf.py``, which can only lower what was granted.

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
    return Permission(limit if conf_limit is None else min(limit, conf_limit))


def price(characters: int, per_million: float) -> float:
    """Return the price of *characters* in US dollars."""
    return characters * per_million / 1_000_000
