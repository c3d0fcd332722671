"""Warn of damaged catalogs and unknown languages, which do not stop a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.compat.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.document_records.faults import DamagePlace

logger = get_logger(__name__)


class ReportedDamage:
    """Store of the damaged catalogs that a build has reported in warnings."""

    def __init__(self) -> None:
        self._places: set[DamagePlace] = set()

    def __bool__(self) -> bool:
        return bool(self._places)

    def warn(self, places: Iterable[DamagePlace]) -> None:
        """Log a warning for each damage that this build has not reported yet."""
        for place in sorted(set(places) - self._places, key=str):
            self._places.add(place)
            if place.line:
                _warn(f"{place.path}:{place.line}", place.text, "catalog")
            else:
                _warn("", str(place), "catalog")


def warn_of_languages(faults: Iterable[tuple[str, str]]) -> None:
    """Log warnings of unknown or invalid languages.

    Args:
        faults: location and text of each fault.
    """
    for place, text in faults:
        _warn(place, f"{text}; nothing is sent to an engine", "language")


def _warn(place: str, text: str, subtype: str) -> None:
    # Sphinx treats a location without a colon as the name of a document
    if place and ":" not in place:
        place, text = "", f"{place}: {text}"
    location = place or None
    logger.warning(
        "sphinx-amts: %s", text, location=location, type="amts", subtype=subtype
    )


def refuse_wrong_languages(faults: Iterable[tuple[str, str]]) -> None:
    """Refuse unknown or invalid languages, of which `sphinx-build` only warns.

    Args:
        faults: location and text of each fault.

    Raises:
        ConfigError: a language is wrong.
    """
    for place, text in faults:
        raise ConfigError(f"{place}: {text}")
