"""Translate missing messages in the middle of a build, and read documents again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.errors import AmtsError, EngineError
from sphinx_amts.extension.compat.garbage_collection import collect_new
from sphinx_amts.extension.compat.internals import reread, without_warnings
from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.extension.compat.symbols import same_symbols
from sphinx_amts.extension.interrupted import UnsavedReading
from sphinx_amts.extension.outcome_cache import run_stamp
from sphinx_amts.extension.overlay_manifest import STATE_FILE, keep_manifest
from sphinx_amts.extension.overlay_upkeep import keep_used_answers
from sphinx_amts.extension.resuming import read_suspended
from sphinx_amts.extension.session.domain import domain_of, records_of
from sphinx_amts.extension.session.state import TranslatedPart
from sphinx_amts.translation import run_state
from sphinx_amts.translation.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.document_records.documents import DocumentRecord, Miss, MissKey
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.extension.session.state import Keep, Run

logger = get_logger(__name__)


def translate(app: Sphinx, session: Session) -> list[str]:
    """Translate the missing messages of all documents, and show the translations.

    Returns:
        names of the documents that were read again.

    Raises:
        EngineError: messages remain missing, and `amts_strict` is set.
        AmtsError: an error that would also occur in a later build.
    """
    env = app.env
    path = session.work / STATE_FILE
    hidden: list[str] = []
    renewed: frozenset[str] = frozenset()
    translated = session.state.translated
    if session.options.again:
        from sphinx_amts.extension.asking_again import answers_to_renew

        renewed, hidden = answers_to_renew(
            app,
            session,
            read_again=lambda docnames: _read_again(app, session, docnames),
            look_up=lambda: _look_up(app, session),
        )
    written: set[str] = set()
    keep = _keeping(session, written)
    early, known = translated.early, translated.asked_ahead
    run = translated.run
    if run is None and all(
        m.key in known for name, left in _misses(env) for m in left if name not in early
    ):
        keep(dict(_misses(env)), {})
        if early:
            keep_used_answers(session, translated.answers)
        outcome = Outcome()
    else:
        # loaded only when something is missing, which is not so in most builds
        from sphinx_amts.extension.pipeline_run import PipelineRun

        run = run or PipelineRun(app, session, renewed=renewed)
        run.translate((d for d in _misses(env) if d[0] not in early), keep, known)
        outcome = _finish(session, run)
        run = translated.run = None  # frees memory before trees are made
    keep_manifest(session)
    outcome.add(translated.ahead)
    # translations are in the overlay now; reading again needs the memory
    outcome.translations = {}
    translated.ahead = Outcome()
    translated.answers = {}
    docnames = sorted(written.union(hidden).difference(read_suspended(session)))
    _read_again(app, session, docnames)
    left = {miss.key for _, misses in _misses(env) for miss in misses}
    outcome.problems = {k: p for k, p in outcome.problems.items() if k in left}
    stamp = run_stamp(env, session) if outcome.complete else ""
    run_state.save(path, run_state.load(path).with_run(stamp, outcome))
    translated.outcome = outcome
    if session.settings.strict and not outcome.complete:
        raise EngineError("; ".join(outcome.notices) + " (amts_strict is set)")
    for notice in outcome.notices:
        logger.info("sphinx-amts: %s", notice)
    return docnames


def translates_early(app: Sphinx, session: Session) -> bool:
    """Return whether documents may be translated before all documents are read.

    If so, a pipeline run is started and stored in the session.

    Raises:
        AmtsError: an error that would also occur in a later build.
    """
    from sphinx_amts.extension.pipeline_run import PipelineRun

    state = session.state
    run = PipelineRun(app, session)
    try:
        # each part would load all human text, and wait for an engine that has failed
        if state.suspended.in_part and (
            _has_human_text(session) or state.translated.ahead.failed
        ):
            return False
        if run.in_portions:
            state.translated.run = run
    except AmtsError:
        if not state.suspended.in_part:
            raise
    return state.translated.run is not None


def _has_human_text(session: Session) -> bool:
    catalogs = session.catalogs
    memory = catalogs.human_memory
    return any(catalogs.all_human_in_script()) or (
        memory is not None and memory.exists()
    )


def translate_waiting(app: Sphinx, session: Session) -> None:
    """Translate the messages of suspended documents, and finish their reading.

    If an error occurs in a process that reads a part of the documents, it is ignored:
    the main process translates these documents, and reports its own error.

    Raises:
        AmtsError: an error that would also occur in a later build.
    """
    translated, suspended = session.state.translated, session.state.suspended
    records, docnames = records_of(app.env), suspended.names()
    if translated.run is not None:
        try:
            translated.run.translate(
                ((docname, records[docname].misses) for docname in docnames),
                _keeping(session, set()),
                translated.asked_ahead,
            )
            translated.early.update(docnames)
        except AmtsError:
            if not suspended.in_part:
                raise
            translated.run = None
    for docname in docnames:
        suspended.resume(docname)
    collect_new()


def hand_over(app: Sphinx, session: Session) -> None:
    """Pass the result of this reading process on to the main process.

    Raises:
        AmtsError: an error that would also occur in a later build.
    """
    run, early = session.state.translated.run, session.state.translated.early
    if run is not None:
        part = TranslatedPart(frozenset(early), run.finish(), run.answers())
        domain_of(app.env).hand_over(part)


def _look_up(app: Sphinx, session: Session) -> Outcome:
    """Look up the translations of missing messages, and send nothing."""
    from sphinx_amts.extension.pipeline_run import PipelineRun

    run = PipelineRun(app, session, ask=False)
    run.translate(_misses(app.env))
    return _finish(session, run)


def _finish(session: Session, run: Run) -> Outcome:
    """Finish a run, and record which stored translations were used."""
    outcome = run.finish()
    session.state.translated.answers |= run.answers()
    keep_used_answers(session, session.state.translated.answers)
    return outcome


def _keeping(session: Session, written: set[str]) -> Keep:
    """Return a function that writes the translations of a portion into overlays.

    Args:
        session: session of the build.
        written: gets the names of documents whose overlay has changed.
    """
    ahead = session.state.translated.ahead.translations

    def keep(
        documents: Mapping[str, Sequence[Miss]],
        translations: Mapping[MissKey, MachineEntry],
    ) -> None:
        for docname, misses in documents.items():
            found = (translations.get(m.key) or ahead.get(m.key) for m in misses)
            if _write_overlay(session, docname, list(filter(None, found))):
                written.add(docname)

    return keep


def _read_again(app: Sphinx, session: Session, docnames: list[str]) -> None:
    if not docnames:
        return
    env = app.env
    UnsavedReading(session).begin(docnames)
    with (
        session.state.documents.reading_again(env, docnames),
        without_warnings(),
        session.notebooks.replaying(),
        same_symbols(env),
    ):
        reread(app, docnames)


def translate_ahead(
    app: Sphinx, session: Session, extracted: Mapping[str, DocumentRecord]
) -> None:
    """Translate messages before documents are read, so that each is read only once.

    Args:
        app: application that has read nothing yet.
        session: session of the build.
        extracted: document name -> record of the document as read without translations.
            The record is used for a document that this build has not read yet.

    Raises:
        AmtsError: an error that would also occur in a later build.
    """
    catalogs, records = session.catalogs, records_of(app.env)
    localised = session.localised_texts(app.env)
    misses: dict[str, list[Miss]] = {}
    for docname in sorted(app.env.found_docs & (extracted.keys() - records.keys())):
        records[docname] = extracted[docname]
        domain = docname_to_domain(docname, app.config.gettext_compact)
        if catalogs.damage(docname, domain):
            continue  # reported when the document is read
        known = catalogs.human(domain).keys() | catalogs.committed_entries(docname)
        known |= catalogs.overlay_entries(docname).keys()
        found = extracted[docname].misses
        misses[docname] = [
            miss
            for miss in found
            # what an extension may replace is requested once the document is read
            if miss.text not in known
            and not localised.may_replace(
                miss.text, generated_by_extension=miss.generated_by_extension
            )
        ]
    translated = session.state.translated
    translated.asked_ahead = {miss.key for left in misses.values() for miss in left}
    if not translated.asked_ahead:
        return
    from sphinx_amts.extension.pipeline_run import PipelineRun

    ahead = translated.ahead.translations
    write = _keeping(session, set())

    def keep(
        documents: Mapping[str, Sequence[Miss]],
        translations: Mapping[MissKey, MachineEntry],
    ) -> None:
        ahead.update(translations)
        write(documents, translations)

    run = PipelineRun(app, session)
    run.translate(misses.items(), keep)
    translated.ahead = _finish(session, run)
    keep_manifest(session)
    translated.ahead.translations = ahead


def _misses(env: BuildEnvironment) -> Iterator[tuple[str, Sequence[Miss]]]:
    """Yield the missing messages of each document that has any."""
    records = records_of(env)
    for docname, head in records.heads():
        if head.misses:
            yield docname, records[docname].misses
            records.settle()  # their other data take much memory


def _write_overlay(
    session: Session, docname: str, found: Sequence[MachineEntry]
) -> bool:
    """Add translations to the overlay of a document; return whether it has changed."""
    if not found:
        return False
    from sphinx_amts.catalogs.machine_writer import write_overlay

    entries = session.catalogs.overlay_entries(docname)
    entries |= {entry.msgid: entry for entry in found}
    path = session.catalogs.machine_paths(docname)[-1]
    return write_overlay(path, session.languages.target, entries.values())
