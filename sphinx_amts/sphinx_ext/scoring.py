"""Scores of drafts in the report: which of them are at hand, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.markup.model import has_letters, visible_text
from sphinx_amts.model import Dialect, MessageKind, Origin, State
from sphinx_amts.services import draft_scores
from sphinx_amts.services.draft_scores import BookScores, DocumentScores, Triple
from sphinx_amts.services.human import HumanIndex
from sphinx_amts.services.records import Miss
from sphinx_amts.sphinx_ext.codecs import codecs_outside_documents
from sphinx_amts.sphinx_ext.extraction import dialect_of
from sphinx_amts.sphinx_ext.session import records_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx

    from sphinx_amts.services.records import DocumentRecord, MessageState
    from sphinx_amts.sphinx_ext.codecs import Codecs
    from sphinx_amts.sphinx_ext.session import Session

FILE = "scores.json"

_HUMAN = (State.HUMAN, State.EDITED)


def current_scores(app: Sphinx, session: Session) -> BookScores:
    """Return the scores of all drafts, computing those of documents that changed.

    Raises:
        EvaluationError: sacrebleu lacks a package for the language.
    """
    if session.scores is None:
        session.scores = _scores(app, session)
    return session.scores


def _scores(app: Sphinx, session: Session) -> BookScores:
    if not session.settings.scores or session.settings.engine.startswith("pseudo"):
        return BookScores()
    path = session.work / FILE
    known = draft_scores.load(path)
    records = records_of(app.env)
    if _is_current(known, records):
        return known
    # loaded only when there is something to score
    from sphinx_amts.services.evaluation.scores import Scorer

    scorer = Scorer(session.languages.target)
    documents: dict[str, DocumentScores] = {}
    with codecs_outside_documents(app.env) as codecs:
        for docname, record in sorted(records.items()):
            kept = known.documents.get(docname)
            if kept is not None and kept.revision == record.revision:
                documents[docname] = kept
                continue
            dialect = dialect_of(app.env, docname) or Dialect.PLAIN
            triples = list(_triples(record, codecs, dialect, session))
            documents[docname] = draft_scores.score_document(
                scorer, record.revision, triples
            )
    scores = draft_scores.pool(scorer, documents.items())
    draft_scores.save(path, scores)
    return scores


def _is_current(known: BookScores, records: Mapping[str, DocumentRecord]) -> bool:
    return {name: scores.revision for name, scores in known.documents.items()} == {
        name: record.revision for name, record in records.items()
    }


def _triples(
    record: DocumentRecord, codecs: Codecs, dialect: Dialect, session: Session
) -> Iterator[Triple]:
    """Yield each message that both a person and a machine translated, once."""
    human = {m.text: m for m in record.messages if m.state in _HUMAN and m.shown}
    drafts = {text: m.draft for text, m in human.items() if m.draft}
    lacking = [m for text, m in human.items() if text not in drafts]
    drafts |= _from_memory(lacking, codecs, dialect, session)
    for text, draft in sorted(drafts.items()):
        try:
            message, reference, hypothesis = (
                codecs.encode(version, dialect)
                for version in (text, human[text].shown, draft)
            )
        except Exception:  # noqa: S112  # roles are anybody's code
            continue
        if has_letters(message) and visible_text(reference).strip():
            yield Triple(
                text=text, draft=draft, inlines=(message, reference, hypothesis)
            )


def _from_memory(
    messages: list[MessageState], codecs: Codecs, dialect: Dialect, session: Session
) -> dict[str, str]:
    """Return what machines once wrote for *messages*, as the memory has it."""
    from sphinx_amts.services.pipeline import Translator
    from sphinx_amts.storage.memory import TranslationMemory

    misses = []
    for message in messages:
        try:
            inlines = codecs.encode(message.text, dialect)
        except Exception:  # noqa: S112  # roles are anybody's code
            continue
        misses.append(
            Miss(
                text=message.text,
                kind=MessageKind.BLOCK,
                dialect=dialect,
                line=message.line,
                inlines=inlines,
            )
        )
    if not misses or not session.memory_dir.is_dir():
        return {}
    memory = TranslationMemory.open(session.memory_dir)
    try:
        outcome = Translator(
            languages=session.languages,
            segment=session.settings.segment,
            memory=memory,
            engine=None,
            permission=session.permission,
            price_per_million=0.0,
            human=HumanIndex,
            decode=codecs.decode,
            ask=False,
        ).translate(misses)
    finally:
        memory.close()
    return {
        text: found.text
        for (_, _, text), found in outcome.translations.items()
        if found.origin is Origin.MACHINE
    }
