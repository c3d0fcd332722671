"""Score machine drafts for the report, and keep the scores of unchanged documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.document_records.documents import Miss
from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.kept_report import SCORES_FILE
from sphinx_amts.extension.messages.codecs import encoder
from sphinx_amts.extension.messages.extraction import dialect_of
from sphinx_amts.extension.session.book_codecs import codecs_outside_documents
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.markup.model import has_letters, visible_text
from sphinx_amts.memory.human_index import HumanIndex
from sphinx_amts.model import Dialect, MessageKind, Origin, State
from sphinx_amts.scores import draft_scores
from sphinx_amts.scores.draft_scores import BookDraftScores, DocumentDraftScores, Triple
from sphinx_amts.scores.lines import View, lines_of
from sphinx_amts.scores.written import WrittenHypotheses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx

    from sphinx_amts.document_records.documents import DocumentRecord, MessageState
    from sphinx_amts.extension.messages.codecs import Codecs
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.markup.model import Inline


_HUMAN = (State.HUMAN, State.EDITED)


def current_scores(app: Sphinx, session: Session) -> BookDraftScores:
    """Return the scores of machine drafts; only changed documents are scored again.

    Raises:
        ConfigError: the folder in `amts_hypotheses` does not exist.
        EvaluationError: sacrebleu lacks a package for the language, or files of
            hypotheses and references do not belong together.
    """
    return session.state.scores.get(lambda: _scores(app, session))


def _scores(app: Sphinx, session: Session) -> BookDraftScores:
    if not session.settings.scores or session.settings.engine.startswith("pseudo"):
        return BookDraftScores()
    path = session.work / SCORES_FILE
    known = draft_scores.load(path)
    records = records_of(app.env)
    written = _written(app, session)
    revisions = {
        name: record.revision + (written.revision(name) if written else "")
        for name, record in records.items()
    }
    if revisions == {name: kept.revision for name, kept in known.documents.items()}:
        return known
    # loaded only when there is something to score
    from sphinx_amts.scores.metrics import Scorer

    scorer = Scorer(session.languages.target)
    documents: dict[str, DocumentDraftScores] = {}
    with codecs_outside_documents(app.env) as codecs:
        for docname, record in sorted(records.items()):
            kept = known.documents.get(docname)
            if kept is not None and kept.revision == revisions[docname]:
                documents[docname] = kept
                continue
            dialect = dialect_of(app.env, docname) or Dialect.PLAIN
            drafts = _Drafts(record, codecs, dialect, session)
            lines = written.read(docname) if written else {}
            documents[docname] = draft_scores.score_document(
                scorer, revisions[docname], list(drafts.triples(lines))
            )
    scores = draft_scores.pool(scorer, documents.items())
    draft_scores.save(path, scores)
    return scores


def _written(app: Sphinx, session: Session) -> WrittenHypotheses | None:
    if session.settings.hypotheses is None:
        return None
    folder = Path(app.confdir, session.settings.hypotheses)
    if not folder.is_dir():
        raise ConfigError(
            f"amts_hypotheses: {folder}: no such folder; name that of a system in the "
            "folder hypotheses of an evaluation"
        )
    return WrittenHypotheses(folder=folder, languages=session.languages)


class _Drafts:
    """Finder of the machine drafts of one document."""

    def __init__(
        self,
        record: DocumentRecord,
        codecs: Codecs,
        dialect: Dialect,
        session: Session,
    ) -> None:
        self._codecs = codecs
        self._dialect = dialect
        self._session = session
        self._encode = encoder(codecs, dialect, record.readings)
        self._record = record

    def triples(self, written: Mapping[str, str]) -> Iterator[Triple]:
        """Yield source, hypothesis and reference of each message that has all three.

        Args:
            written: reference -> hypothesis of an evaluation, each as one line.
        """
        # an entry that was edited in a machine catalog is no reference yet
        human = {
            m.text: m
            for m in self._record.messages
            if m.state in _HUMAN and m.shown and m.provenance is None
        }
        drafts = {text: m.draft for text, m in human.items() if m.draft}
        lacking = [m for text, m in human.items() if text not in drafts]
        drafts |= self._from_memory(lacking)
        for text, shown in sorted((m.text, m.shown) for m in human.values()):
            message, reference = self._encoded(text), self._encoded(shown)
            if not has_letters(message) or not visible_text(reference).strip():
                continue
            line = lines_of([reference], View.EVERYTHING)[0]
            draft = written.get(line) or drafts.get(text, "")
            hypothesis = self._encoded(draft)
            if hypothesis:
                yield Triple(
                    text=text,
                    draft=draft,
                    inlines=(message, reference, hypothesis),
                    edited=self._encoded(human[text].draft)
                    if human[text].state is State.EDITED
                    else None,
                )

    def _encoded(self, text: str) -> tuple[Inline, ...]:
        """Return *text* as inline elements, an empty tuple if it cannot be parsed."""
        try:
            return self._encode(text)
        except Exception:  # roles may be code of any extension
            return ()

    def _from_memory(self, messages: list[MessageState]) -> dict[str, str]:
        """Return the machine translations of *messages* in the translation memory.

        Returns:
            message -> msgstr.
        """
        from sphinx_amts.memory.build_memory import BuildMemory
        from sphinx_amts.translation.lookup import lookup_for
        from sphinx_amts.translation.pipeline import (
            HumanLookup,
            Rendering,
            TranslationPipeline,
        )

        misses = []
        for message in messages:
            inlines = self._encoded(message.text)
            if not inlines:
                continue
            misses.append(
                Miss(
                    text=message.text,
                    kind=MessageKind.BLOCK,
                    dialect=self._dialect,
                    line=message.line,
                    inlines=inlines,
                )
            )
        if not misses or not self._session.memory_dir.is_dir():
            return {}
        memory = BuildMemory(self._session.memory_dir, self._session.options.warn)
        try:
            languages, book = self._session.languages, self._session.answers_for
            outcome = TranslationPipeline(
                lookup_for(None, memory, languages, book=book),
                None,
                segment=self._session.settings.segment,
                human=HumanLookup(index=HumanIndex),
                rendering=Rendering(decode=self._codecs.decode),
            ).translate(misses)
        finally:
            memory.close()
        return {
            text: found.msgstr
            for (_, _, text), found in outcome.translations.items()
            if found.origin is Origin.MACHINE
        }
