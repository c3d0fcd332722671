"""Define the results that a build collects while it runs."""

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
    """Value that is computed at its first use."""

    def __init__(self) -> None:
        self._known: list[T] = []

    def get(self, compute: Callable[[], T]) -> T:
        """Return the value, which the first call gets from *compute*."""
        if not self._known:
            self._known.append(compute())
        return self._known[0]


class Run(Protocol):
    """Run of the translation pipeline that continues while documents are read."""

    def translate(
        self,
        documents: Iterable[tuple[str, Sequence[Miss]]],
        keep: Keep | None = None,
        known: Container[MissKey] = (),
    ) -> None:
        """Translate missing messages; see `PipelineRun.translate`."""

    def finish(self) -> Outcome:
        """Finish the run, and return the outcome without translations."""

    def answers(self) -> dict[str, str]:
        """Return the digests of the stored translations in use, by key form."""


@dataclass(frozen=True, slots=True)
class TranslatedPart:
    """Result of a process that has read and translated a part of the documents.

    Attributes:
        documents: names of these documents.
        outcome: result of the pipeline, without translations.
        answers: key form -> digest of the stored translation that was used.
    """

    documents: frozenset[str]
    outcome: Outcome
    answers: Mapping[str, str]


@dataclass(slots=True)
class Translated:
    """Results of the translation pipeline.

    Attributes:
        asked_ahead: keys of messages that were translated before documents were read.
        ahead: result for these messages, and results of other reading processes.
        run: unfinished run, if documents are translated before all documents are read.
        early: names of documents that are translated already.
        answers: key form -> digest of the stored translation used by finished runs.
        outcome: result for all messages.
    """

    asked_ahead: set[MissKey] = field(default_factory=set)
    ahead: Outcome = field(default_factory=Outcome)
    run: Run | None = None
    early: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)

    def take(self, part: TranslatedPart) -> None:
        """Add the result of another reading process."""
        self.early |= part.documents
        self.answers |= part.answers
        self.ahead.add(part.outcome)


@dataclass(frozen=True, slots=True)
class BuildState:
    """Results that a build collects while it runs; one module writes each attribute.

    Attributes:
        documents: documents that the build reads (`extension.handlers`).
        suspended: documents whose reading waits for translations
            (`extension.handlers`).
        local_roles: roles that existed when documents were first read.
        damage: damaged catalogs that the build has reported in warnings.
        translated: results of the pipeline (`extension.translating`).
        scores: scores of drafts (`extension.scoring`).
        localised: texts that other extensions localise themselves.
        claims: verifier of entries of committed catalogs that claim to be human.
        epilog_blocks: number of blocks of `rst_epilog` (`extension.pages.judging`).
        notice_texts: texts of notices (`extension.notices`).
        entry_lines: finder of entries of human catalogs (`extension.notices`).
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
