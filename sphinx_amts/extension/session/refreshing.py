"""Select the machine translations that `sphinx-amts refresh` translates anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import JobEngine
from sphinx_amts.errors import ConfigError
from sphinx_amts.model import Origin
from sphinx_amts.terminology.checks import text_of_exchange, without_code
from sphinx_amts.translation.engine_choice import make_engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.memory.stored_unit import StoredUnit
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.settings import Settings
    from sphinx_amts.terminology.terms import TermBase
    from sphinx_amts.translation.lookup import Renew

REASONS = ("engine", "parallel-data", "terminology", "terms")


@dataclass(frozen=True, slots=True)
class Refresh:
    """Machine translations that count as missing, since a change has outdated them.

    Attributes:
        label: describes the change in the profile of a build.
        hides: returns whether an entry of a catalog is hidden; `None` for none.
        renew: returns whether a stored translation is replaced; `None` for none.
    """

    label: str = ""
    hides: Callable[[MachineEntry], bool] | None = None
    renew: Renew | None = None


def refresh_for(
    because: str,
    settings: Settings,
    languages: LanguagePair,
    *,
    terms: TermBase | None,
    project: str,
    memory_dir: Path,
) -> Refresh:
    """Return the machine translations that a change has outdated, one of `REASONS`.

    Raises:
        ConfigError: no engine is set, or it uses no such thing, or the book has none.
        EngineError: what is in force now cannot be found out, or cannot be used.
    """
    if because == "terms":
        return _refresh_for_terms(terms)
    engine = make_engine(settings, project=project, memory_dir=memory_dir)
    if engine is None:
        raise ConfigError("no engine is set; set amts_engine, or give -D amts_engine=…")
    label = engine.label
    version = ""
    renew: Renew | None = None
    if because != "engine":
        if not isinstance(engine, JobEngine):
            raise ConfigError(
                f"the engine {engine.name} uses no {because.replace('-', ' ')}; "
                "nothing is made anew for its sake"
            )
        version = engine.versions(languages).get(because, "")
        renew = partial(_is_of_other, because, version)

    def is_concerned(entry: MachineEntry) -> bool:
        if entry.origin is not Origin.MACHINE:
            return False
        if because == "engine":
            return entry.provenance.engine != label
        used = entry.provenance.details.get(because, "")
        return entry.provenance.engine == label and used != version

    return Refresh(f" refresh {because} {version}", is_concerned, renew)


def _is_of_other(because: str, version: str, unit: StoredUnit) -> bool:
    return unit.provenance.details.get(because, "") != version


def _refresh_for_terms(terms: TermBase | None) -> Refresh:
    """Return the translations that lack target terms of the book.

    Entries of catalogs are checked without their markup; those that turn out to have
    the terms come back from the memory.
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
