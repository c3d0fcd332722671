"""Define the fields of the report's data; `docs/reference/report.md` has them all."""

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
    """Count each unit of source text by state."""

    messages: dict[str, int]
    segments: dict[str, int]
    words: dict[str, int]
    characters: dict[str, int]


class ConstructData(TypedDict):
    """Hold a kind of construct, with the place of its first occurrence."""

    construct: str
    messages: int
    file: str
    line: int


class FindingData(TypedDict):
    """Hold a message that is not shown translated."""

    file: str
    line: int
    state: str
    reason: str
    construct: str
    text: str


class TermData(TypedDict):
    """Hold a machine translation without the translation of a term."""

    file: str
    line: int
    term: str
    expected: list[str]
    text: str


class MessageData(TypedDict, total=False):
    """Hold a message and its state; empty fields are left out."""

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
    """Hold the data of one document."""

    docname: str
    title: str
    engines: dict[str, int]
    findings: list[FindingData]
    terms: list[TermData]
    checks: list[CheckData]
    states: list[MessageData]
    editing_saved: float | None
    characters_missing: int
    price_missing: float
    revision: str


class TotalsData(UnitCounts, ScoreData, UsageData):
    """Hold the totals of all documents, and the figures of the present build."""

    engines: dict[str, int]
    term_faults: int
    checks: int
    editing_saved: float | None
    documents_read: int
    documents_reread: int


class ReportData(TypedDict):
    """Hold the whole report."""

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
