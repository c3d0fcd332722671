"""Define the session: the state of a build, created once its builder is set."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.extension.messages.local_roles import LocalRoles
from sphinx_amts.extension.session.dependents import ShownElsewhere
from sphinx_amts.extension.session.progress import (
    report_job,
    show_translating,
    warn_of_memory,
)
from sphinx_amts.model import EMULATED
from sphinx_amts.translation.engine_choice import NO_ENGINE
from sphinx_amts.translation.outcome import Outcome, Usage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.extension.compat.notebooks import Notebooks
    from sphinx_amts.extension.compat.reading_order import NotedByOthers
    from sphinx_amts.extension.messages.conditions import Conditions
    from sphinx_amts.extension.messages.localised import LocalisedTexts
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.records.documents import MissKey
    from sphinx_amts.scores.draft_scores import BookDraftScores
    from sphinx_amts.settings import Settings
    from sphinx_amts.terminology.terms import TermBase
    from sphinx_amts.translation.budget import Permission
    from sphinx_amts.translation.claims import HumanClaims
    from sphinx_amts.translation.lookup import Renew


class Damage(StrEnum):
    """Reaction of a build to a catalog that cannot be read completely."""

    WARN = "warn"
    """Warn of it and go on with what can be read, as Sphinx does."""
    REFUSE = "refuse"
    """Stop."""
    SKIP = "skip"
    """Leave its documents untranslated, and go on."""


@dataclass(slots=True)
class Session:
    """State of a build in a language other than the source language.

    Attributes:
        conditions: evaluates the `only` and `ifconfig` conditions of the builder.
        profile: identifier of all that determines which catalog entries a page uses.
        work: folder beside the doctrees, for data of this language between builds.
        book: name of the book, under which translations of engines are stored.
        engine_identity: identity of the engine that is set; `None` without one.
        engine_missing: whether one is set, but not installed or set up.
        makes_no_pages: whether the builder makes no pages to read, so that nothing is
            requested and nothing written.
        dry_run: look everything up, send nothing.
        damage: reaction to a catalog that cannot be read completely.
        damaged: one line for each such catalog.
        language_faults: location and text of each fault of the languages; if there are
            any, nothing is sent.
        notify: called with the state of jobs of an engine.
        warn: called with faults of the translation memory.
        progress: called with the numbers of translated and of all segments.
        again: request again what a paid job did not return.
        renewed_keys: keys of units to request again.
        renew: decides which stored engine translations to renew; `None` for none.
        terms: the book's terms, if they are set.
        human_claims: verifies entries of committed catalogs that claim to be human;
            `None` until it is needed.
        scores: scores of drafts, once they are computed.
        local_roles: roles that existed when documents were first read.
        asked_ahead: keys of messages that were translated before documents were read.
        outcome_ahead: the result of that.
        localised: texts that extensions have localised; `None` until they are needed.
        failed: whether something failed that `notices` report.
        broken: whether the engine could not be used at all.
        noted_elsewhere: domain data of documents that this build does not read; `None`
            where it reads none.
        epilog_blocks: number of blocks of `rst_epilog`; `None` until it is needed.
        shown_elsewhere: titles and labels on other pages of documents read again.
    """

    settings: Settings
    languages: LanguagePair
    catalogs: CatalogChain
    conditions: Conditions
    profile: str
    work: Path
    memory_dir: Path
    permission: Permission
    notebooks: Notebooks
    book: str = ""
    engine_identity: str | None = None
    engine_missing: bool = False
    makes_no_pages: bool = False
    dry_run: bool = False
    damage: Damage = Damage.WARN
    damaged: set[str] = field(default_factory=set)
    language_faults: list[tuple[str, str]] = field(default_factory=list)
    notify: Callable[[str], None] = report_job
    warn: Callable[[str], None] = warn_of_memory
    progress: Callable[[int, int], None] = show_translating
    again: bool = False
    renewed_keys: frozenset[str] = frozenset()
    renew: Renew | None = None
    terms: TermBase | None = None
    scores: BookDraftScores | None = None
    usage: Usage = field(default_factory=Usage)
    documents_read: set[str] = field(default_factory=set)
    documents_reread: set[str] = field(default_factory=set)
    notices: list[str] = field(default_factory=list)
    failed: bool = False
    broken: bool = False
    noted_elsewhere: NotedByOthers | None = None
    shown_elsewhere: ShownElsewhere = field(default_factory=ShownElsewhere)
    local_roles: LocalRoles = field(default_factory=LocalRoles)
    asked_ahead: set[MissKey] = field(default_factory=set)
    outcome_ahead: Outcome = field(default_factory=Outcome)
    localised: LocalisedTexts | None = None
    epilog_blocks: int | None = None
    human_claims: HumanClaims | None = None

    @property
    def answers_for(self) -> str:
        """Return the book whose stored translations are used; empty for all books."""
        alone = self.settings.engine == NO_ENGINE
        return "" if alone and self.settings.memory_scope == "all" else self.book

    @property
    def engine_name(self) -> str:
        """Return the name of the engine, or of the emulator that takes its place."""
        return EMULATED if self.catalogs.rehearsal else self.settings.engine

    def localised_texts(self, env: BuildEnvironment) -> LocalisedTexts:
        """Return the texts that extensions have localised."""
        if self.localised is None:
            from sphinx_amts.extension.messages.localised import localised_texts

            self.localised = localised_texts(env)
        return self.localised

    @property
    def claims(self) -> HumanClaims:
        """Return what verifies entries of committed catalogs that claim to be human."""
        if self.human_claims is None:
            from sphinx_amts.translation.claims import HumanClaims

            self.human_claims = HumanClaims(self.catalogs)
        return self.human_claims
