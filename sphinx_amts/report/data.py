"""Define the types of the report's data; `docs/reference/report.md` explains them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from sphinx_amts.scores.draft_scores import ScoreData
from sphinx_amts.translation.outcome import UsageData

if TYPE_CHECKING:
    from sphinx_amts.checks.by_document import CheckData
    from sphinx_amts.report.history import HistoryEntry


Unit = Literal["messages", "segments", "words", "characters"]

UNITS: tuple[Unit, ...] = ("messages", "segments", "words", "characters")


class UnitCounts(TypedDict):
    """Size of source text in each unit, by state."""

    messages: dict[str, int]
    segments: dict[str, int]
    words: dict[str, int]
    characters: dict[str, int]


class ConstructData(TypedDict):
    """A kind of construct that prevents translation, with its first occurrence."""

    construct: str
    messages: int
    file: str
    line: int


class FindingData(TypedDict):
    """A message that is not shown translated, with the reason."""

    file: str
    line: int
    state: str
    reason: str
    construct: str
    text: str


class TermData(TypedDict):
    """A message whose machine translation lacks every permitted one of a term."""

    file: str
    line: int
    term: str
    expected: list[str]
    text: str


class MessageData(TypedDict, total=False):
    """A message and its state; empty fields are omitted."""

    file: str
    line: int
    state: str
    text: str
    engine: str
    route: str
    parallel_data: str
    terminology: str
    previous: str


class DocumentData(UnitCounts, ScoreData):
    """Report data of one document."""

    docname: str
    title: str
    engines: dict[str, int]
    findings: list[FindingData]
    terms: list[TermData]
    checks: list[CheckData]
    states: list[MessageData]
    unpublished: list[str]
    editing_saved: float | None
    characters_missing: int
    price_missing: float
    revision: str


class TotalsData(UnitCounts, ScoreData, UsageData):
    """Totals of all documents, and figures of the present build."""

    engines: dict[str, int]
    term_faults: int
    checks: int
    editing_saved: float | None
    documents_read: int
    documents_reread: int


class ReportData(TypedDict):
    """Data of the whole report."""

    version: int
    project: str
    language: str
    source_language: str
    engine: str
    signatures: dict[str, str]
    history: list[HistoryEntry]
    unsupported: list[ConstructData]
    documents: list[DocumentData]
    totals: TotalsData
