"""What the present build is about: one object, made when the builder is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.extension.messages.local_roles import LocalRoles
from sphinx_amts.extension.messages.localised import LocalisedTexts, localised_texts
from sphinx_amts.extension.session.dependents import ShownElsewhere
from sphinx_amts.extension.session.progress import (
    show_translating,
    tell_job,
    warn_of_memory,
)
from sphinx_amts.model import EMULATED
from sphinx_amts.translation.claims import HumanClaims
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
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.records.documents import MissKey
    from sphinx_amts.scores.draft_scores import BookDraftScores
    from sphinx_amts.settings import Settings
    from sphinx_amts.terminology.terms import TermBase
    from sphinx_amts.translation.budget import Permission
    from sphinx_amts.translation.lookup import Renew


class Damage(StrEnum):
    """What happens where a catalog cannot be read whole."""

    WARN = "warn"
    """Warn of it and go on with what can be read, as Sphinx does."""
    REFUSE = "refuse"
    """Stop."""
    SKIP = "skip"
    """Leave the documents alone that it belongs to, and go on."""


@dataclass(slots=True)
class Session:
    """A build in a language that the book is not written in.

    Attributes:
        conditions: tell which text the builder shows.
        profile: stands for all that decides which catalogs a page is made from.
        work: folder of what builds keep for this language, beside the doctrees.
        book: name of the book, in which engines are asked and answers kept.
        engine_identity: of the engine that is set; `None` without one.
        engine_missing: whether one is set, but not there on this machine.
        inert: whether the builder makes no pages to read, so that nothing is asked
            for and nothing written.
        dry_run: look everything up, send nothing.
        damage: what happens where a catalog cannot be read whole.
        damaged: what was found so, one line each.
        doubts: what is wrong with the languages, with the place of each; nothing is
            sent then.
        notify: told how jobs of an engine get on.
        warn: told what is wrong with the translation memory.
        progress: told how many of how many segments an engine has answered.
        again: ask again for what a job was paid for but did not bring.
        anew: keys of units that are asked for anew.
        renew: tells which stored answers of machines no longer count; `None` if all
            do.
        terms: the book's terms, as far as they are set.
        claims: tells whether people wrote what committed catalogs say so of.
        scores: of drafts, once they are known.
        local_roles: what roles there were when documents were read first.
        asked: messages that were translated before anything was read.
        ahead: what became of them.
        localised: texts that are in the reader's language without any translation;
            `None` until they are needed.
        failed: whether something went wrong that `notices` tell of.
        broken: whether the engine could not be used at all.
        noted: what documents have noted that this build does not read; `None` where it
            reads none.
        epilog_blocks: how many blocks `rst_epilog` has; `None` until it matters.
        shown_elsewhere: what pages show of documents that this build reads again.
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
    inert: bool = False
    dry_run: bool = False
    damage: Damage = Damage.WARN
    damaged: set[str] = field(default_factory=set)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    notify: Callable[[str], None] = tell_job
    warn: Callable[[str], None] = warn_of_memory
    progress: Callable[[int, int], None] = show_translating
    again: bool = False
    anew: frozenset[str] = frozenset()
    renew: Renew | None = None
    terms: TermBase | None = None
    scores: BookDraftScores | None = None
    usage: Usage = field(default_factory=Usage)
    documents_read: set[str] = field(default_factory=set)
    documents_reread: set[str] = field(default_factory=set)
    notices: list[str] = field(default_factory=list)
    failed: bool = False
    broken: bool = False
    noted: NotedByOthers | None = None
    shown_elsewhere: ShownElsewhere = field(default_factory=ShownElsewhere)
    local_roles: LocalRoles = field(default_factory=LocalRoles)
    asked: set[MissKey] = field(default_factory=set)
    ahead: Outcome = field(default_factory=Outcome)
    localised: LocalisedTexts | None = None
    epilog_blocks: int | None = None
    claims: HumanClaims = field(init=False)

    @property
    def answers_for(self) -> str:
        """Whose stored answers count without an engine; empty for everybody's."""
        alone = self.settings.engine == NO_ENGINE
        return "" if alone and self.settings.memory_scope == "all" else self.book

    @property
    def engine_name(self) -> str:
        """Name of the engine, which is another one where an emulator answers."""
        return EMULATED if self.catalogs.rehearsal else self.settings.engine

    def localised_texts(self, env: BuildEnvironment) -> LocalisedTexts:
        """Return the texts that are in the reader's language without a translation."""
        if self.localised is None:
            self.localised = localised_texts(env)
        return self.localised

    def __post_init__(self) -> None:
        self.claims = HumanClaims(self.catalogs)
