"""Define what a build finds out while it runs."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from sphinx_amts.extension.compat.reading_order import NotedByOthers
from sphinx_amts.extension.messages.local_roles import LocalRoles
from sphinx_amts.extension.session.damage import ReportedDamage
from sphinx_amts.extension.session.dependents import ShownElsewhere
from sphinx_amts.translation.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.extension.messages.localised import LocalisedTexts
    from sphinx_amts.records.documents import MissKey
    from sphinx_amts.scores.draft_scores import BookDraftScores

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


class DocumentsRead:
    """Documents that a build reads, and data of all others.

    Attributes:
        first: documents read for the first time.
        again: documents read again, with the translations of their messages.
        shown_elsewhere: titles and labels of these documents on other pages.
    """

    def __init__(self) -> None:
        self.first: set[str] = set()
        self.again: set[str] = set()
        self.shown_elsewhere = ShownElsewhere()
        self._noted: NotedByOthers | None = None

    def begin(self, env: BuildEnvironment, docnames: list[str]) -> None:
        """Count documents to read, and save the domain data of all others."""
        self.first.update(docnames)
        self._noted = self._others(env, docnames) if docnames else None

    def settle(self) -> None:
        """Sort domain data once all documents are read."""
        if self._noted is not None:
            self._noted.settle()

    @contextmanager
    def reading_again(
        self, env: BuildEnvironment, docnames: Iterable[str]
    ) -> Iterator[None]:
        """Count documents that the context reads again, and sort domain data."""
        self.again.update(docnames)
        noted = self._others(env, docnames)
        yield
        noted.settle()

    def _others(self, env: BuildEnvironment, docnames: Iterable[str]) -> NotedByOthers:
        noted = NotedByOthers(env, docnames)
        self.shown_elsewhere.remember(env, docnames)
        return noted


@dataclass(slots=True)
class Translated:
    """Results of the translation pipeline.

    Attributes:
        asked_ahead: messages that were translated before documents were read.
        ahead: the result of that.
        outcome: the result for all messages.
    """

    asked_ahead: set[MissKey] = field(default_factory=set)
    ahead: Outcome = field(default_factory=Outcome)
    outcome: Outcome = field(default_factory=Outcome)


@dataclass(frozen=True, slots=True)
class BuildState:
    """Everything that a build finds out while it runs.

    Attributes:
        documents: documents that it reads; written by the handlers of events.
        local_roles: roles that existed when documents were first read.
        damage: damaged catalogs that it has warned of.
        translated: results of the pipeline; written by `extension.translating`.
        scores: scores of drafts; computed by `extension.scoring`.
        localised: texts that extensions have localised.
        epilog_blocks: number of blocks of `rst_epilog`; computed by `pages.judging`.
    """

    documents: DocumentsRead = field(default_factory=DocumentsRead)
    local_roles: LocalRoles = field(default_factory=LocalRoles)
    damage: ReportedDamage = field(default_factory=ReportedDamage)
    translated: Translated = field(default_factory=Translated)
    scores: Once[BookDraftScores] = field(default_factory=Once)
    localised: Once[LocalisedTexts] = field(default_factory=Once)
    epilog_blocks: Once[int] = field(default_factory=Once)
