"""The fields of the report's data; `docs/reference/report.md` describes each."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from sphinx_amts.scores.draft_scores import ScoreData

if TYPE_CHECKING:
    from sphinx_amts.checks.by_document import CheckData
    from sphinx_amts.report.history import HistoryEntry


class ConstructData(TypedDict):
    """A kind of construct, with the place where it stands first."""

    construct: str
    messages: int
    file: str
    line: int


class FindingData(TypedDict):
    """A message that is not shown translated."""

    file: str
    line: int
    state: str
    reason: str
    construct: str
    text: str


class TermData(TypedDict):
    """A machine translation with another word for a term."""

    file: str
    line: int
    term: str
    expected: list[str]
    text: str


class MessageData(TypedDict, total=False):
    """A message and its state; what is empty is left out."""

    file: str
    line: int
    state: str
    text: str
    engine: str
    route: str
    parallel_data: str
    terminology: str
    previous: str


class DocumentData(ScoreData):
    """One document; each unit is split by state."""

    docname: str
    title: str
    messages: dict[str, int]
    segments: dict[str, int]
    words: dict[str, int]
    characters: dict[str, int]
    engines: dict[str, int]
    findings: list[FindingData]
    terms: list[TermData]
    checks: list[CheckData]
    states: list[MessageData]
    editing_saved: float | None
    characters_missing: int
    price_missing: float
    revision: str


class ReportData(TypedDict):
    """The whole report."""

    version: int
    project: str
    language: str
    source_language: str
    engine: str
    signatures: dict[str, str]
    history: list[HistoryEntry]
    unsupported: list[ConstructData]
    documents: list[DocumentData]
    totals: dict[str, object]
