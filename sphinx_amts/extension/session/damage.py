"""Warn of damaged catalogs and unknown languages, which do not stop a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.catalogs.damage import place_of
from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.compat.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = get_logger(__name__)


class ReportedDamage:
    """Damaged catalogs of which a build has warned."""

    def __init__(self) -> None:
        self._lines: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._lines)

    def warn(self, lines: Iterable[str]) -> None:
        """Warn once per build of each catalog that cannot be read completely."""
        for line in sorted(set(lines) - self._lines):
            self._lines.add(line)
            place = place_of(line)
            if place is not None and place.line:
                _warn(f"{place.path}:{place.line}", place.text, "catalog")
            else:
                _warn("", line, "catalog")


def warn_of_languages(faults: Iterable[tuple[str, str]]) -> None:
    """Warn of unknown or invalid languages of a build."""
    for place, text in faults:
        _warn(place, f"{text}; nothing is sent to an engine", "language")


def _warn(place: str, text: str, subtype: str) -> None:
    # Sphinx takes a place without a colon for the name of a document
    if place and ":" not in place:
        place, text = "", f"{place}: {text}"
    location = place or None
    logger.warning(
        "sphinx-amts: %s", text, location=location, type="amts", subtype=subtype
    )


def refuse_wrong_languages(faults: Iterable[tuple[str, str]]) -> None:
    """Raise `ConfigError` for unknown or invalid languages, where a build only warns.

    Raises:
        ConfigError: a language is wrong.
    """
    for place, text in faults:
        raise ConfigError(f"{place}: {text}")
