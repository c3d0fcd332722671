"""Assemble the report's data; `docs/reference/report.md` explains every field."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts._version import __version__
from sphinx_amts.checks.by_document import CheckData, term_faults_of
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.markup.model import visible_text
from sphinx_amts.model import State
from sphinx_amts.records.coverage import Coverage, Size, measure, total
from sphinx_amts.records.documents import DocumentRecord, Finding, MissKey
from sphinx_amts.report.data import (
    UNITS,
    DocumentData,
    FindingData,
    MessageData,
    ReportData,
    TermData,
    TotalsData,
    UnitCounts,
)
from sphinx_amts.report.unsupported import unsupported_constructs
from sphinx_amts.scores.draft_scores import (
    BookDraftScores,
    DocumentDraftScores,
    score_data,
)

if TYPE_CHECKING:
    from pathlib import Path

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
    """Return coverage and findings of a document, with the pipeline's *problems*."""
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
        engine: name of the engine.
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


def make_report(
    head: Head,
    *,
    titles: Mapping[str, str],
    records: Mapping[str, DocumentRecord],
    problems: Problems,
    quality: Quality,
    run: BuildFacts,
) -> ReportData:
    """Assemble the report of a build.

    Args:
        head: name, languages and engine.
        titles: name of a document -> title.
        records: name of a document -> record.
        problems: state and reason of misses.
        quality: figures of translation quality.
        run: figures of the present build.
    """
    checks, scores, saved = quality.checks, quality.scores, quality.saved
    missing = {name: _missing(records[name], problems) for name in records}
    price = run.usage.price_missing / (sum(missing.values()) or 1)
    documents: list[DocumentData] = []
    coverages: list[Coverage] = []
    for docname in sorted(records):
        coverage, findings = document_results(records[docname], problems)
        coverages.append(coverage)
        documents.append(
            DocumentData(
                docname=docname,
                title=titles.get(docname, docname),
                engines=records[docname].engines,
                findings=[_finding(finding) for finding in findings],
                terms=[_term(fault) for fault in term_faults_of(records[docname])],
                checks=list(checks.get(docname, ())),
                states=_states(records[docname], problems),
                **score_data(
                    scores.documents.get(docname, DocumentDraftScores("")),
                    references=_references(
                        records[docname], scores.documents.get(docname)
                    ),
                ),
                editing_saved=saved.get(docname),
                characters_missing=missing[docname],
                price_missing=round(price * missing[docname], 6),
                revision=records[docname].revision,
                **_by_unit(coverage),
            )
        )
    engines: Counter[str] = Counter()
    for record in records.values():
        engines.update(record.engines)
    references = sum(document["references"] for document in documents)
    totals = TotalsData(
        **_by_unit(total(coverages)),
        engines=dict(sorted(engines.items())),
        term_faults=sum(len(document["terms"]) for document in documents),
        checks=sum(len(document["checks"]) for document in documents),
        **score_data(scores, references=references),
        editing_saved=saved.get(""),
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


def write_json(path: Path, report: ReportData) -> bool:
    """Write *report* as JSON; return whether the file has changed.

    Raises:
        OSError: the output folder cannot be written.
    """
    text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    return write_if_changed(path, text.encode("utf-8", "replace"))


def _move_state(coverage: dict[State, Size], size: Size, state: State) -> None:
    for what, sign in ((State.UNTRANSLATED, -1), (state, 1)):
        old = coverage.get(what, Size())
        coverage[what] = Size(
            *(getattr(old, unit) + sign * getattr(size, unit) for unit in UNITS)
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


def _states(record: DocumentRecord, problems: Problems) -> list[MessageData]:
    """Return every message with its state, that of misses included."""
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


def _missing(record: DocumentRecord, problems: Problems) -> int:
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


def fingerprint(report: ReportData) -> str:
    """Return a digest of *report* without the figures of the present build.

    A page of a report with the same fingerprint is up to date.
    """
    lasting = {key: value for key, value in report.items() if key != "totals"}
    text = json.dumps([__version__, lasting], ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
