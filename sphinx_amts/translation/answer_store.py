"""Store the answers of an engine in the translation memory as they come."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import is_instant
from sphinx_amts.memory.stored_unit import StoredUnit

if TYPE_CHECKING:
    from sphinx_amts.engines.base import Engine, Result
    from sphinx_amts.translation.lookup import Lookup

INTERVAL = 0.1
"""Seconds between two transactions with answers of an instant engine."""


class AnswerStore:
    """Writer of the answers of one engine.

    An answer is stored before the next one is waited for, except those of an instant
    engine, which are collected until `INTERVAL` has passed.

    Args:
        engine: the engine.
        lookup: finds stored answers; new ones are added to its memory.
    """

    def __init__(self, engine: Engine, lookup: Lookup) -> None:
        self._identity = engine.identity
        self._collects = is_instant(engine)
        self._lookup = lookup
        self._units: list[StoredUnit] = []
        self._stored = monotonic()

    def put(self, answer: Result, source: str) -> None:
        """Store *answer*, which translates the exchange form *source*.

        Raises:
            TranslationMemoryError: the memory cannot be written.
        """
        if not self._lookup.memory.writable:
            return
        unit = StoredUnit(
            key=answer.key,
            source=source,
            target=answer.html,
            languages=self._lookup.languages,
            engine=self._identity,
            provenance=answer.provenance,
            stored=datetime.now(UTC).date().isoformat(),
        )
        self._units.append(unit)
        if not self._collects or monotonic() - self._stored > INTERVAL:
            self.flush()

    def flush(self) -> None:
        """Store the answers that were collected.

        Raises:
            TranslationMemoryError: the memory cannot be written.
        """
        units, self._units = self._units, []
        if units:
            self._lookup.memory.put_many(units, self._lookup.book)
        self._stored = monotonic()
