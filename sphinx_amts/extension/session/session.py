"""Define the session of a build, made once its builder is set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.extension.session.state import BuildState
from sphinx_amts.model import EMULATED
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.catalogs.entry_lines import EntryLines
    from sphinx_amts.extension.compat.notebooks import Notebooks
    from sphinx_amts.extension.messages.conditions import Conditions
    from sphinx_amts.extension.messages.localised import LocalisedTexts
    from sphinx_amts.extension.session.options import RunOptions
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.notices.texts import NoticeTexts
    from sphinx_amts.settings.definitions import Settings
    from sphinx_amts.terminology.terms import TermBase
    from sphinx_amts.translation.budget import Permission
    from sphinx_amts.translation.claims import HumanClaims
    from sphinx_amts.translation.lookup import Renew
    from sphinx_amts.translation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Refresh:
    """Machine translations that count as missing, since a change has outdated them.

    Attributes:
        label: describes the change in the profile of a build.
        hides: returns whether an entry of a catalog is hidden; `None` for none.
        renew: returns whether a stored translation is replaced; `None` for none.
    """

    label: str = ""
    hides: Callable[[MachineEntry], bool] | None = None
    renew: Renew | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A build in a language other than the source language.

    Attributes:
        options: options of whoever opened the book.
        claims: verifies entries of committed catalogs that claim to be human.
        conditions: evaluates the `only` and `ifconfig` conditions of the builder.
        profile: identifier of all that determines which catalog entries a page uses.
        work: folder beside the doctrees, for data of this language between builds.
        book: name of the book, under which translations of engines are stored.
        engine_identity: identity of the engine that is set; `None` without one.
        engine_missing: whether one is set, but not installed or set up.
        makes_no_pages: whether the builder makes no pages to read, so that nothing is
            requested and nothing written.
        language_faults: location and text of each fault of the languages; if there are
            any, nothing is sent.
        refresh: machine translations that are translated anew.
        terms: the book's terms, if they are set.
        state: what the build finds out while it runs.
    """

    settings: Settings
    options: RunOptions
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
    language_faults: tuple[tuple[str, str], ...] = ()
    refresh: Refresh = field(default_factory=Refresh)
    terms: TermBase | None = None
    state: BuildState = field(default_factory=BuildState)

    @property
    def dry_run(self) -> bool:
        """Return whether everything is looked up, and nothing sent."""
        return self.options.dry_run or bool(self.language_faults)

    @property
    def outcome(self) -> Outcome:
        """Return the result of translating all messages."""
        return self.state.translated.outcome

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

        def compute() -> LocalisedTexts:
            from sphinx_amts.extension.messages.localised import localised_texts

            return localised_texts(env)

        return self.state.localised.get(compute)

    @property
    def claims(self) -> HumanClaims:
        """Return what verifies entries of committed catalogs that claim to be human."""

        def compute() -> HumanClaims:
            from sphinx_amts.translation.claims import HumanClaims

            return HumanClaims(self.catalogs)

        return self.state.claims.get(compute)

    @property
    def notice_texts(self) -> NoticeTexts:
        """Return the texts of notices in the language of the pages."""

        def compute() -> NoticeTexts:
            from sphinx_amts.notices.texts import DOMAIN, NoticeTexts

            return NoticeTexts(self.languages.target, self.catalogs.human(DOMAIN))

        return self.state.notice_texts.get(compute)

    @property
    def entry_lines(self) -> EntryLines:
        """Return what finds the entries of messages in human catalogs."""

        def compute() -> EntryLines:
            from sphinx_amts.catalogs.entry_lines import EntryLines

            return EntryLines(self.catalogs)

        return self.state.entry_lines.get(compute)
