"""Delete entries of the overlay catalogs that a fresh build would not write.

Otherwise a page would depend on earlier builds, and not only on the book with its
catalogs and settings and on the translation memory.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.model import Origin
from sphinx_amts.translation import run_state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.translation.used_answers import UsedAnswers

STATE_FILE = "state.json"
_REUSED = {Origin.MEMORY, Origin.OUTDATED}


def drop_stale_reuse(session: Session) -> None:
    """Delete overlay entries that reuse human text if human catalogs have changed."""
    known = run_state.load(session.work / STATE_FILE)
    if not known.human or known.human == session.catalogs.human_digest():
        return
    _drop(session, lambda entry: entry.origin in _REUSED)


def drop_outdated_overlay(session: Session) -> None:
    """Delete the overlay if memory and settings would now give another overlay.

    The memory is not opened if nothing has changed since the last build. If no used
    engine translations are recorded, as after a command that sends nothing, entries
    that reuse human text are kept, because they do not come from an engine.
    """
    overlay = session.catalogs.overlay
    if session.engine_missing or not any(overlay.rglob("*.po")):
        return
    from sphinx_amts.translation.used_answers import UsedAnswers

    used = UsedAnswers.load(_path(session))
    stamp = _stamp(session)
    if used is not None:
        if used.stamp == stamp and used.segment == session.settings.segment:
            return
        if _answers_are_current(session, used):
            replace(used, stamp=stamp).save(_path(session))
            return
    _path(session).unlink(missing_ok=True)
    _drop(session, lambda entry: used is not None or entry.origin not in _REUSED)


def keep_used_answers(session: Session, answers: Mapping[str, str]) -> None:
    """Record the stored engine translations from which the overlay was written.

    Args:
        session: session of the build.
        answers: key form (normalised source) -> digest of the translation.
    """
    if session.engine_missing or session.dry_run:
        return
    from sphinx_amts.translation.used_answers import UsedAnswers

    UsedAnswers(
        answers=dict(answers),
        segment=session.settings.segment,
        engine=session.engine_identity or "",
        stamp=_stamp(session),
    ).save(_path(session))


def take_used_answers(session: Session) -> dict[str, str]:
    """Delete the record of used engine translations, and return its content.

    Returns:
        key form (normalised source) -> digest of the translation; empty without an
        engine or if nothing is sent.
    """
    if session.engine_missing or session.dry_run:
        return {}
    from sphinx_amts.translation.used_answers import UsedAnswers

    known = UsedAnswers.load(_path(session)) or UsedAnswers()
    _path(session).unlink(missing_ok=True)
    return known.answers


def _answers_are_current(session: Session, used: UsedAnswers) -> bool:
    # loaded only when the memory has changed
    from sphinx_amts.memory.build_memory import BuildMemory
    from sphinx_amts.translation.lookup import Lookup

    memory = BuildMemory(session.memory_dir, session.options.warn)
    try:
        lookup = Lookup(
            memory=memory,
            languages=session.languages,
            engine=session.engine_identity,
            book=session.answers_for,
            rehearses=session.catalogs.rehearsal,
        )
        counted = used.are_current(lookup, session.settings.segment)
        return counted or memory.unusable
    finally:
        memory.close()


def _drop(session: Session, stale: Callable[[MachineEntry], bool]) -> None:
    from sphinx_amts.catalogs.machine_writer import write_overlay

    state = session.work / STATE_FILE
    for path in sorted(session.catalogs.overlay.rglob("*.po")):
        docname = path.relative_to(session.catalogs.overlay).with_suffix("").as_posix()
        entries = session.catalogs.overlay_entries(docname)
        kept = [entry for entry in entries.values() if not stale(entry)]
        if len(kept) < len(entries):
            # results of earlier runs do not hold without these entries
            run_state.save(state, replace(run_state.load(state), runs={}))
            write_overlay(path, session.languages.target, kept)


def _path(session: Session) -> Path:
    return session.catalogs.overlay / "answers.json"


def _stamp(session: Session) -> str:
    memory = run_state.memory_stamp(session.memory_dir)
    engine = session.engine_identity or ""
    return repr((memory, str(session.memory_dir), engine, session.answers_for))
