"""Select the machine translations that `sphinx-amts refresh` renews."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import JobEngine
from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.session.session import Refresh
from sphinx_amts.model import Origin
from sphinx_amts.terminology.checks import text_of_exchange, without_code
from sphinx_amts.translation.engine_choice import make_engine

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.memory.stored_unit import StoredUnit
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.settings.definitions import Settings
    from sphinx_amts.terminology.terms import TermBase

REASONS = ("engine", "parallel-data", "terminology", "terms")


def refresh_for(
    because: str,
    settings: Settings,
    languages: LanguagePair,
    *,
    terms: TermBase | None,
    project: str,
    memory_dir: Path,
) -> Refresh:
    """Select the machine translations that are outdated by a change.

    Args:
        because: what has changed, one of `REASONS`.
        settings: settings of the language.
        languages: source and target language.
        terms: terms of the book; `None` if not set.
        project: name of the book.
        memory_dir: folder of the translation memory.

    Raises:
        ConfigError: no engine is set, the engine does not use *because*, or the book
            has no terms.
        EngineError: the present version of *because* cannot be found out or used.
    """
    if because == "terms":
        return _refresh_for_terms(terms)
    engine = make_engine(settings, project=project, memory_dir=memory_dir)
    if engine is None:
        raise ConfigError("no engine is set; set amts_engine, or give -D amts_engine=…")
    label = engine.label
    version = ""
    if because != "engine":
        if not isinstance(engine, JobEngine):
            raise ConfigError(
                f"the engine {engine.name} uses no {because.replace('-', ' ')}; "
                "nothing is made anew for its sake"
            )
        version = engine.versions(languages).get(because, "")

    def is_concerned(entry: MachineEntry) -> bool:
        if entry.origin is not Origin.MACHINE:
            return False
        if because == "engine":
            return entry.provenance.engine != label
        used = entry.provenance.details.get(because, "")
        return entry.provenance.engine == label and used != version

    def is_outdated(unit: StoredUnit) -> bool:
        return unit.provenance.details.get(because, "") != version

    renew = is_outdated if because != "engine" else None
    return Refresh(f" refresh {because} {version}", is_concerned, renew)


def _refresh_for_terms(terms: TermBase | None) -> Refresh:
    """Select the machine translations that lack target terms of the book.

    Catalog entries are checked without their markup. An entry that has the terms after
    all is found in the translation memory again.

    Raises:
        ConfigError: the book has no terms.
    """
    if terms is None:
        raise ConfigError("the book has no terms; name their file in amts_terms")

    def is_concerned(entry: MachineEntry) -> bool:
        return entry.origin is Origin.MACHINE and bool(
            terms.missing(without_code(entry.msgid), without_code(entry.msgstr))
        )

    written = repr(sorted(map(str, terms.terms))).encode()
    return Refresh(
        f" refresh terms {blake2b(written, digest_size=8).hexdigest()}",
        is_concerned,
        lambda unit: bool(
            terms.missing(text_of_exchange(unit.source), text_of_exchange(unit.target))
        ),
    )
