"""Translate missing messages in the middle of a build, and read documents again."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.catalogs.entries import MachineEntry
from sphinx_amts.errors import EngineError, EngineNotSetUp
from sphinx_amts.extension.asking_again import answers_to_renew
from sphinx_amts.extension.compat.internals import reread, without_warnings
from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.extension.compat.symbols import same_symbols
from sphinx_amts.extension.missing import kept_words, run_stamp
from sphinx_amts.extension.overlay_upkeep import STATE_FILE, keep_used_answers
from sphinx_amts.extension.resuming import read_suspended
from sphinx_amts.extension.session.book_codecs import codecs_outside_documents
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.translation import run_state
from sphinx_amts.translation.engine_choice import make_engine
from sphinx_amts.translation.outcome import Outcome, Translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_amts.engines.base import Engine
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.records.documents import DocumentRecord, Miss, MissKey
    from sphinx_amts.translation.engine_client import EngineClient

logger = get_logger(__name__)


def translate(app: Sphinx, session: Session) -> list[str]:
    """Translate missing messages of all documents; return the documents read again.

    Raises:
        AmtsError: an error from which a later build cannot recover by itself.
    """
    env = app.env
    path = session.work / STATE_FILE
    digest = session.catalogs.human_digest()
    misses = _misses(env)
    hidden: list[str] = []
    renewed: frozenset[str] = frozenset()
    translated = session.state.translated
    if session.options.again:
        renewed, hidden = answers_to_renew(
            app,
            session,
            read_again=lambda docnames: _read_again(app, session, docnames),
            look_up=lambda: _run(app, session, _misses(env), digest, ask=False),
        )
        misses = _misses(env)
    new = {k: miss for k, miss in misses.items() if k not in translated.asked_ahead}
    outcome = _run(app, session, new, digest, renewed=renewed) if new else Outcome()
    outcome.add(translated.ahead)
    written = set()
    for docname, head in records_of(env).heads():
        if head.misses and _write_overlay(
            session, docname, records_of(env)[docname].misses, outcome
        ):
            written.add(docname)
        records_of(env).settle()
    # in the overlay now; what is read again takes the memory
    outcome.translations = {}
    translated.ahead = Outcome()
    del misses, new
    records_of(env).settle()
    docnames = sorted(written.union(hidden).difference(read_suspended(session)))
    _read_again(app, session, docnames)
    left = _misses(env)
    outcome.problems = {k: p for k, p in outcome.problems.items() if k in left}
    stamp = run_stamp(env, session) if outcome.complete else ""
    known = run_state.load(path)
    run_state.save(path, known.with_run(stamp, digest, outcome))
    translated.outcome = outcome
    if session.settings.strict and not outcome.complete:
        raise EngineError("; ".join(outcome.notices) + " (amts_strict is set)")
    for notice in outcome.notices:
        logger.info("sphinx-amts: %s", notice)
    return docnames


def _read_again(app: Sphinx, session: Session, docnames: list[str]) -> None:
    if not docnames:
        return
    env = app.env
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
    """Translate messages before documents are read, so that these are read only once.

    Args:
        app: application that has read nothing yet.
        session: session of the build.
        extracted: records of documents read without any translation. They are used
            for documents that have no record yet, until these are read.

    Raises:
        AmtsError: an error from which a later build cannot recover by itself.
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
    unique = {miss.key: miss for left in misses.values() for miss in left}
    if not unique:
        return
    translated = session.state.translated
    translated.asked_ahead = set(unique)
    translated.ahead = _run(app, session, unique, catalogs.human_digest())
    for docname, left in misses.items():
        _write_overlay(session, docname, left, translated.ahead)


def _misses(env: BuildEnvironment) -> dict[MissKey, Miss]:
    records = records_of(env)
    misses = {
        miss.key: miss
        for docname, head in records.heads()
        if head.misses
        for miss in records[docname].misses
    }
    records.settle()  # all else in them takes as much memory again
    return misses


def _run(
    app: Sphinx,
    session: Session,
    misses: dict[MissKey, Miss],
    digest: str,
    *,
    ask: bool = True,
    renewed: frozenset[str] = frozenset(),
) -> Outcome:
    # loaded only when something is missing, which is not so in most builds
    from sphinx_amts.extension.session.human_sources import HumanSources
    from sphinx_amts.memory.build_memory import BuildMemory
    from sphinx_amts.terminology.terms import pattern_of
    from sphinx_amts.translation.lookup import lookup_for
    from sphinx_amts.translation.pipeline import (
        HumanLookup,
        Rendering,
        TranslationPipeline,
    )

    settings = session.settings
    engine: Engine | None = None
    missing = ""
    try:
        engine = make_engine(
            settings,
            project=session.book,
            memory_dir=session.memory_dir,
            again=session.options.again,
            notify=session.options.notify,
        )
    except EngineNotSetUp as exc:
        missing = str(exc)
    # what cannot be read may have been paid for, or be human
    held = bool(session.state.damage and engine is not None and engine.metered)
    memory = BuildMemory(session.memory_dir, session.options.warn)
    try:
        with codecs_outside_documents(app.env) as codecs:
            human = HumanSources(app.env, session, codecs, digest)
            lookup = lookup_for(
                engine,
                memory,
                session.languages,
                book=session.answers_for,
                renew=session.refresh.renew,
                renewed_keys=renewed,
            )
            client: EngineClient | None = None
            if engine is not None:
                from sphinx_amts.translation.engine_client import EngineClient

                client = EngineClient(
                    engine,
                    lookup,
                    permission=session.permission,
                    price_per_million=settings.command_price,
                    ask=ask and not (session.dry_run or held),
                    collects=not session.options.offline,
                    progress=session.options.progress,
                )
            pipeline = TranslationPipeline(
                lookup,
                client,
                segment=settings.segment,
                human=HumanLookup(index=human.index, leverage=human.leverage),
                rendering=Rendering(
                    decode=codecs.decode,
                    typeset=partial(_typeset, session),
                    keep=pattern_of(kept_words(session)),
                ),
            )
            try:
                outcome = pipeline.translate(misses.values())
            finally:
                _keep_receipt(app, session, engine, pipeline.outcome)
            if held and outcome.usage.segments_missing:
                outcome.complete = False
                outcome.notices.append(
                    "nothing is sent to an engine that costs money before the damaged "
                    "catalogs are mended"
                )
            if missing:
                outcome.complete = False
                outcome.failed = outcome.broken = True
                outcome.notices.append(missing)
            if memory.unusable:
                outcome.complete = False
            if outcome.usage.segments_sent and not memory.writable:
                outcome.complete = False
                outcome.failed = True
                outcome.notices.append(
                    f"{memory.problem}; what this build translated is kept beside "
                    "the doctrees only"
                )
    finally:
        memory.close()
    keep_used_answers(session, pipeline.used_digests)
    return outcome


def _typeset(session: Session, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return a machine translation with the typography of its language."""
    from sphinx_amts.markup.typography import typeset

    target = session.languages.target
    return typeset(inlines, target, session.settings.typography)


def _keep_receipt(
    app: Sphinx, session: Session, engine: Engine | None, outcome: Outcome
) -> None:
    """Save the receipt of paid requests, or report that it cannot be written."""
    usage = outcome.usage
    if engine is None or not engine.metered or not usage.segments_sent:
        return
    from sphinx_amts.translation.receipts import Receipt, keep_receipt

    receipt = Receipt.of(
        usage,
        engine,
        book=session.book,
        languages=session.languages,
        limit=session.permission.limit,
    )
    try:
        keep_receipt(session.memory_dir, receipt, datetime.now(UTC))
    except OSError as exc:
        outcome.failed = True
        outcome.notices.append(f"no receipt could be kept: {exc}")


def _write_overlay(
    session: Session, docname: str, misses: Iterable[Miss], outcome: Outcome
) -> bool:
    """Write translations of a document into its overlay; return whether it changed."""
    found = [
        _entry(miss, translation)
        for miss in misses
        if (translation := outcome.translations.get(miss.key))
    ]
    if not found:
        return False
    from sphinx_amts.catalogs.machine_writer import write_overlay

    entries = session.catalogs.overlay_entries(docname)
    entries |= {entry.msgid: entry for entry in found}
    path = session.catalogs.machine_paths(docname)[-1]
    return write_overlay(path, session.languages.target, entries.values())


def _entry(miss: Miss, translation: Translation) -> MachineEntry:
    draft = translation.draft
    return MachineEntry(
        msgid=miss.text,
        msgstr=translation.text,
        origin=translation.origin,
        provenance=translation.provenance,
        human=translation.human,
        previous=translation.previous,
        evidence=translation.evidence,
        draft=_entry(miss, draft) if draft is not None else None,
    )
