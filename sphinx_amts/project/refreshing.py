"""Select the machine translations that `sphinx-amts refresh` translates anew."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import JobEngine
from sphinx_amts.errors import ConfigError
from sphinx_amts.model import Origin
from sphinx_amts.terminology.checks import text_of_exchange, without_code
from sphinx_amts.translation.engine_choice import make_engine

if TYPE_CHECKING:
    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.extension.session.session import Session

REASONS = ("engine", "parallel-data", "terminology", "terms")


def prepare_refresh(session: Session, because: str, *, project: str) -> None:
    """Make *session* treat machine translations that a change has outdated as missing.

    Args:
        session: session of a build that has not read anything yet.
        because: one of `REASONS`.
        project: name of the book.

    Raises:
        ConfigError: no engine is set, or it uses no such thing, or the book has none.
        EngineError: what is in force now cannot be found out, or cannot be used.
    """
    if because == "terms":
        _prepare_terms(session)
        return
    engine = make_engine(
        session.settings, project=project, memory_dir=session.memory_dir
    )
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
        version = engine.versions(session.languages).get(because, "")
        session.renew = lambda unit: unit.provenance.details.get(because, "") != version

    def is_concerned(entry: MachineEntry) -> bool:
        if entry.origin is not Origin.MACHINE:
            return False
        if because == "engine":
            return entry.provenance.engine != label
        used = entry.provenance.details.get(because, "")
        return entry.provenance.engine == label and used != version

    session.catalogs.hide(is_concerned)
    session.profile += f" refresh {because} {version}"


def _prepare_terms(session: Session) -> None:
    """Make *session* treat translations that lack target terms of the book as missing.

    Entries of catalogs are checked without their markup; those that turn out to have
    the terms come back from the memory.
    """
    terms = session.terms
    if terms is None:
        raise ConfigError("the book has no terms; name their file in amts_terms")

    def is_concerned(entry: MachineEntry) -> bool:
        return entry.origin is Origin.MACHINE and bool(
            terms.missing(without_code(entry.msgid), without_code(entry.msgstr))
        )

    session.renew = lambda unit: bool(
        terms.missing(text_of_exchange(unit.source), text_of_exchange(unit.target))
    )
    session.catalogs.hide(is_concerned)
    written = repr(sorted(map(str, terms.terms))).encode()
    session.profile += f" refresh terms {blake2b(written, digest_size=8).hexdigest()}"
