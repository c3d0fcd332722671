"""Delete entries of the overlay catalogs that a fresh build would not write.

Otherwise a page would depend on earlier builds, and not only on the book with its
catalogs and settings and on the translation memory.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from sphinx_amts.extension.overlay_manifest import (
    catalogs_in,
    forget_runs,
    keep_manifest,
    sound_overlay,
)
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.extension.written_back import WrittenBack
from sphinx_amts.files.disk import discard
from sphinx_amts.model import Origin
from sphinx_amts.translation import run_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.leverage.changed_text import Resembling
    from sphinx_amts.memory.build_memory import BuildMemory
    from sphinx_amts.translation.lookup import Lookup
    from sphinx_amts.translation.used_answers import UsedAnswers

_REUSED = {Origin.MEMORY, Origin.OUTDATED}


def drop_stale_reuse(env: BuildEnvironment, session: Session) -> None:
    """Delete overlay entries that may have other human text if that has changed.

    Text of machines may have sentences of people in it, and what people have translated
    since, or no longer. It is found again in the memory; where that has lost answers of
    an engine that costs money, it stays.
    """
    made = sound_overlay(session)
    if made is None or made.human == session.catalogs.human_digest():
        return
    if session.makes_no_pages:
        return  # it would find nothing in their place
    # loaded only where there is something to compare
    from sphinx_amts.leverage.changed_text import SeenText

    seen = SeenText(session.catalogs)
    records = records_of(env)
    book = chain.from_iterable(map(records.texts, records))
    changed = seen.changed(made.human, book)
    if changed.some:
        _drop_resembling(env, session, changed)
    seen.keep()
    keep_manifest(session)


def _drop_resembling(
    env: BuildEnvironment, session: Session, changed: Resembling
) -> None:
    free = _costs_nothing(session)
    written = WrittenBack(env, session)
    records = records_of(env)
    # what stood in a catalog of its own shows what else stood at its place
    current = {docname for docname in records if written.is_current(docname)}

    def is_stale(docname: str, entry: MachineEntry) -> bool:
        if entry.origin in _REUSED:
            return True
        return free and (docname not in current or changed.has(entry.msgid))

    _drop(session, is_stale)


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
    discard(_path(session))
    _drop(session, lambda _, entry: used is not None or entry.origin not in _REUSED)


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
    discard(_path(session))
    return known.answers


def _answers_are_current(session: Session, used: UsedAnswers) -> bool:
    with _memory_of(session) as (memory, lookup):
        counted = used.are_current(lookup, session.settings.segment)
        return counted or memory.unusable


def _costs_nothing(session: Session) -> bool:
    """Return whether machine translations in the overlay cost nothing to make again."""
    if session.engine_missing:
        return False
    # loaded only when human text has changed
    from sphinx_amts.translation.engine_choice import make_engine
    from sphinx_amts.translation.used_answers import UsedAnswers

    engine = make_engine(session.settings)
    if engine is None or not engine.metered:
        return True
    used = UsedAnswers.load(_path(session))
    if used is None:
        return True  # the overlay is made anew in any case
    with _memory_of(session) as (_, lookup):
        return lookup.find(used.answers).keys() == used.answers.keys()


@contextmanager
def _memory_of(session: Session) -> Iterator[tuple[BuildMemory, Lookup]]:
    # loaded only when something has changed
    from sphinx_amts.memory.build_memory import BuildMemory
    from sphinx_amts.translation.lookup import Lookup

    memory = BuildMemory(session.memory_dir, session.options.warn)
    try:
        yield (
            memory,
            Lookup(
                memory=memory,
                languages=session.languages,
                engine=session.engine_identity,
                book=session.answers_for,
                rehearses=session.catalogs.rehearsal,
            ),
        )
    finally:
        memory.close()


def _drop(session: Session, stale: Callable[[str, MachineEntry], bool]) -> None:
    from sphinx_amts.catalogs.machine_writer import write_overlay

    for docname, path in catalogs_in(session):
        entries = session.catalogs.overlay_entries(docname)
        kept = [entry for entry in entries.values() if not stale(docname, entry)]
        if len(kept) < len(entries):
            forget_runs(session)
            write_overlay(path, session.languages.target, kept)
    keep_manifest(session)


def _path(session: Session) -> Path:
    return session.catalogs.overlay / "answers.json"


def _stamp(session: Session) -> str:
    memory = run_state.memory_stamp(session.memory_dir)
    engine = session.engine_identity or ""
    return repr((memory, str(session.memory_dir), engine, session.answers_for))
