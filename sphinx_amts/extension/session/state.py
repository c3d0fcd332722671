"""Define what a build finds out while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from sphinx_amts.extension.compat.suspended import SuspendedReading
from sphinx_amts.extension.messages.local_roles import LocalRoles
from sphinx_amts.extension.session.damage import ReportedDamage
from sphinx_amts.extension.session.documents_read import DocumentsRead
from sphinx_amts.translation.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.catalogs.entry_lines import EntryLines
    from sphinx_amts.document_records.documents import Miss, MissKey
    from sphinx_amts.extension.messages.localised import LocalisedTexts
    from sphinx_amts.notices.texts import NoticeTexts
    from sphinx_amts.scores.draft_scores import BookDraftScores
    from sphinx_amts.translation.claims import HumanClaims

    # called with the missing messages of some documents, and their translations
    Keep = Callable[
        [Mapping[str, Sequence[Miss]], Mapping[MissKey, MachineEntry]], None
    ]

T = TypeVar("T")


class Once(Generic[T]):
    """A value that is computed when it is first needed."""

    def __init__(self) -> None:
        self._known: list[T] = []

    def get(self, compute: Callable[[], T]) -> T:
        """Return the value, which *compute* returns the first time."""
        if not self._known:
            self._known.append(compute())
        return self._known[0]


class Run(Protocol):
    """A run of the pipeline that goes on while documents are read."""

    def translate(
        self,
        documents: Iterable[tuple[str, Sequence[Miss]]],
        keep: Keep | None = None,
        known: Container[MissKey] = (),
    ) -> None:
        """Translate the missing messages of some documents."""

    def finish(self) -> Outcome:
        """Finish the run; return its outcome without translations."""

    def answers(self) -> dict[str, str]:
        """Return digests of the stored translations that were used, by key form."""


@dataclass(frozen=True, slots=True)
class TranslatedPart:
    """What a process has translated that read a part of the documents.

    Attributes:
        documents: these documents.
        outcome: its result, without translations.
        answers: digests of the stored translations that it used, by key form.
    """

    documents: frozenset[str]
    outcome: Outcome
    answers: Mapping[str, str]


@dataclass(slots=True)
class Translated:
    """Results of the pipeline.

    Attributes:
        asked_ahead: messages that were translated before documents were read.
        ahead: the result of that, and of other processes.
        run: the run, where some documents are translated before others are read.
        early: these documents.
        answers: digests of the stored translations used by runs that are finished.
        outcome: the result for all messages.
    """

    asked_ahead: set[MissKey] = field(default_factory=set)
    ahead: Outcome = field(default_factory=Outcome)
    run: Run | None = None
    early: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)

    def take(self, part: TranslatedPart) -> None:
        """Add what another process has translated."""
        self.early |= part.documents
        self.answers |= part.answers
        self.ahead.add(part.outcome)


@dataclass(frozen=True, slots=True)
class BuildState:
    """What a build finds out while it runs; each part is written by one module.

    Attributes:
        documents: documents that it reads (`extension.handlers`).
        suspended: those whose reading waits for translations (`extension.handlers`).
        local_roles: roles that existed when documents were first read.
        damage: damaged catalogs that it has warned of.
        translated: results of the pipeline (`extension.translating`).
        scores: scores of drafts (`extension.scoring`).
        localised: texts that extensions have localised.
        claims: verifies entries of committed catalogs that claim to be human.
        epilog_blocks: number of blocks of `rst_epilog` (`extension.pages.judging`).
        notice_texts: texts of notices (`extension.notices`).
        entry_lines: finds entries of human catalogs (`extension.notices`).
        totals: totals of the report of the build (`extension.handlers`).
    """

    documents: DocumentsRead = field(default_factory=DocumentsRead)
    suspended: SuspendedReading = field(default_factory=SuspendedReading)
    local_roles: LocalRoles = field(default_factory=LocalRoles)
    damage: ReportedDamage = field(default_factory=ReportedDamage)
    translated: Translated = field(default_factory=Translated)
    scores: Once[BookDraftScores] = field(default_factory=Once)
    localised: Once[LocalisedTexts] = field(default_factory=Once)
    claims: Once[HumanClaims] = field(default_factory=Once)
    epilog_blocks: Once[int] = field(default_factory=Once)
    notice_texts: Once[NoticeTexts] = field(default_factory=Once)
    entry_lines: Once[EntryLines] = field(default_factory=Once)
    totals: Once[Mapping[str, object]] = field(default_factory=Once)
