"""Assemble the report's data; `docs/reference/report.md` explains every field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.checks.by_document import CheckData, term_faults_of
from sphinx_amts.document_records.coverage import Coverage, Size, measure
from sphinx_amts.document_records.documents import (
    DocumentRecord,
    Finding,
    MissKey,
    shown_characters,
)
from sphinx_amts.markup.model import visible_text
from sphinx_amts.model import State
from sphinx_amts.notices.publishing import reasons
from sphinx_amts.notices.shares import PageShares
from sphinx_amts.report.data import (
    UNITS,
    DocumentData,
    FindingData,
    MessageData,
    ReportData,
    TermData,
    TotalsData,
    Unit,
    UnitCounts,
)
from sphinx_amts.report.unsupported import unsupported_constructs
from sphinx_amts.scores.draft_scores import (
    BookDraftScores,
    DocumentDraftScores,
    score_data,
)
from sphinx_amts.settings.site_values import PublishRule

if TYPE_CHECKING:
    from sphinx_amts.report.history import HistoryEntry
    from sphinx_amts.terminology.checks import TermFault
    from sphinx_amts.translation.outcome import Usage

VERSION = 1

Problems = Mapping[MissKey, tuple[State, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildFacts:
    """Figures of the present build.

    Attributes:
        documents_read: number of documents read.
        documents_reread: number of these that were read twice, for new translations.
        usage: usage of the engine and the memory.
    """

    documents_read: int
    documents_reread: int
    usage: Usage


def document_results(
    record: DocumentRecord, problems: Problems
) -> tuple[dict[State, Size], list[Finding]]:
    """Return coverage and findings of a document, completed by *problems*.

    Args:
        record: record of the document.
        problems: state and reason of misses, by key of the miss.
    """
    coverage = dict(record.coverage)
    findings = list(record.findings)
    known = {finding.text for finding in findings}
    for miss in record.misses:
        if miss.text in known or miss.shown:
            continue
        state, reason = problems.get(miss.key, (State.UNTRANSLATED, ""))
        if not reason:
            continue
        findings.append(
            Finding(
                text=miss.text,
                file=miss.file,
                line=miss.line,
                state=state,
                reason=reason,
            )
        )
        if state is not State.UNTRANSLATED:
            for _ in range(miss.count):
                _move_state(coverage, measure(miss.text), state)
    order = record.order()
    findings.sort(key=lambda finding: order.get(finding.text, len(order)))
    return coverage, findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Name, languages and engine of a report.

    Attributes:
        project: name of the book.
        language: target language.
        source_language: language that the book is written in.
        engine: name of the engine that translates.
    """

    project: str
    language: str
    source_language: str
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Figures of translation quality for a report.

    Attributes:
        checks: document -> findings of checks.
        scores: scores of drafts, as far as they are switched on.
        saved: document -> saved editing in per cent; "" for all documents.
    """

    checks: Mapping[str, Sequence[CheckData]] = field(default_factory=dict)
    scores: BookDraftScores = field(default_factory=BookDraftScores)
    saved: Mapping[str, float | None] = field(default_factory=dict)


def document_data(
    docname: str,
    title: str,
    record: DocumentRecord,
    *,
    problems: Problems,
    quality: Quality,
    price: float,
    publish: PublishRule | None = None,
) -> DocumentData:
    """Return the data of a document.

    Args:
        docname: name of the document.
        title: title of the document.
        record: record of the document.
        problems: state and reason of misses, by key of the miss.
        quality: figures of translation quality.
        price: price of a character that waits for an engine, in US dollars.
        publish: rule of publishing, `None` to publish every document.
    """
    shares = PageShares.of([shown_characters(record.messages)])
    coverage, findings = document_results(record, problems)
    scores = quality.scores.documents.get(docname)
    missing = missing_characters(record, problems)
    return DocumentData(
        docname=docname,
        title=title,
        engines=record.engines,
        findings=[_finding(finding) for finding in findings],
        terms=[_term(fault) for fault in term_faults_of(record)],
        checks=list(quality.checks.get(docname, ())),
        states=states_of(record, problems),
        unpublished=[str(r) for r in reasons(shares, publish or PublishRule())],
        **score_data(
            scores or DocumentDraftScores(""), references=_references(record, scores)
        ),
        editing_saved=quality.saved.get(docname),
        characters_missing=missing,
        price_missing=round(price * missing, 6),
        revision=record.revision,
        **_by_unit(coverage),
    )


def with_documents(
    head: Head, documents: list[DocumentData], *, quality: Quality, run: BuildFacts
) -> ReportData:
    """Return the report on *documents*.

    Args:
        head: name, languages and engine.
        documents: data of the documents, sorted by name; the states of messages without
            findings may be missing.
        quality: figures of translation quality.
        run: figures of the present build.
    """
    scores = quality.scores
    engines: Counter[str] = Counter()
    for document in documents:
        engines.update(document["engines"])
    references = sum(document["references"] for document in documents)
    totals = TotalsData(
        **_sum(documents),
        engines=dict(sorted(engines.items())),
        term_faults=sum(len(document["terms"]) for document in documents),
        checks=sum(len(document["checks"]) for document in documents),
        **score_data(scores, references=references),
        editing_saved=quality.saved.get(""),
        documents_read=run.documents_read,
        documents_reread=run.documents_reread,
        **run.usage.figures(),
    )
    return ReportData(
        version=VERSION,
        project=head.project,
        language=head.language,
        source_language=head.source_language,
        engine=head.engine,
        signatures=scores.signatures,
        history=[],
        unsupported=unsupported_constructs(documents),
        documents=documents,
        totals=totals,
    )


def add_history(report: ReportData, builds: Sequence[HistoryEntry]) -> None:
    """Add the figures of all *builds*, oldest first, to *report*.

    A single build is left out: it is no trend, and a first report has no date.
    """
    report["history"] = list(builds) if len(builds) > 1 else []


def _move_state(coverage: dict[State, Size], size: Size, state: State) -> None:
    for what, sign in ((State.UNTRANSLATED, -1), (state, 1)):
        old = coverage.get(what, Size())
        coverage[what] = Size(
            *(getattr(old, unit) + sign * getattr(size, unit) for unit in UNITS)
        )


def _sum(documents: Sequence[DocumentData]) -> UnitCounts:
    """Return the sum of the counts of *documents*, by unit and state."""

    def counted(unit: Unit) -> dict[str, int]:
        return {s: sum(d[unit].get(s, 0) for d in documents) for s in map(str, State)}

    return UnitCounts(
        messages=counted("messages"),
        segments=counted("segments"),
        words=counted("words"),
        characters=counted("characters"),
    )


def _by_unit(coverage: Coverage) -> UnitCounts:
    sizes = {str(state): coverage.get(state, Size()) for state in State}
    return UnitCounts(
        messages={state: size.messages for state, size in sizes.items()},
        segments={state: size.segments for state, size in sizes.items()},
        words={state: size.words for state, size in sizes.items()},
        characters={state: size.characters for state, size in sizes.items()},
    )


def _finding(finding: Finding) -> FindingData:
    return FindingData(
        text=finding.text,
        file=finding.file,
        line=finding.line,
        state=str(finding.state),
        reason=finding.reason,
        construct=finding.construct,
    )


def states_of(record: DocumentRecord, problems: Problems) -> list[MessageData]:
    """Return every message with its state; that of a miss is taken from *problems*."""
    known = {finding.text for finding in record.findings}
    settled = {
        miss.text: problems[miss.key][0]
        for miss in record.misses
        if miss.key in problems and not miss.shown and miss.text not in known
    }
    listed: list[MessageData] = []
    for message in record.messages:
        state = settled.get(message.text, message.state)
        data = MessageData(
            file=message.file, line=message.line, state=str(state), text=message.text
        )
        for name in ("engine", "route", "parallel_data", "terminology"):
            if value := getattr(message.provenance, name, ""):
                data[name] = value
        if message.previous:
            data["previous"] = message.previous
        listed.append(data)
    return listed


def _references(record: DocumentRecord, scores: DocumentDraftScores | None) -> int:
    """Return the number of messages with a human translation and a draft."""
    if scores is not None:
        return len(scores.messages)
    return len(
        {
            message.text
            for message in record.messages
            if message.draft and message.state in (State.HUMAN, State.EDITED)
        }
    )


def missing_characters(record: DocumentRecord, problems: Problems) -> int:
    """Return the number of characters of a document that wait for an engine."""
    waiting = (State.UNTRANSLATED, State.PENDING)
    return sum(
        len(visible_text(miss.inlines))
        for miss in record.misses
        if problems.get(miss.key, (State.UNTRANSLATED, ""))[0] in waiting
    )


def _term(fault: TermFault) -> TermData:
    return TermData(
        file=fault.file,
        line=fault.line,
        term=fault.term,
        expected=list(fault.expected),
        text=fault.text,
    )
