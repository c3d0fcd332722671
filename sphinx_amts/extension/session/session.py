"""Define the session of a build, which is created after the builder."""

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
    """Selection of machine translations that count as missing because of a change.

    Attributes:
        label: text that identifies the change in the profile of a build.
        hides: returns whether a catalog entry is ignored; `None` to ignore no entry.
        renew: returns whether a stored translation is requested again; `None` to
            request none.
    """

    label: str = ""
    hides: Callable[[MachineEntry], bool] | None = None
    renew: Renew | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Data of a build in a language other than the source language.

    Attributes:
        settings: settings of the target language.
        options: options with which the book was opened.
        languages: source and target language.
        catalogs: catalogs of the target language.
        claims: verifier of entries of committed catalogs that claim to be human.
        conditions: evaluator of the `only` and `ifconfig` conditions for the builder.
        profile: identifier of everything that determines which catalog entries a page
            uses.
        work: folder beside the doctrees, for data of this language between builds.
        memory_dir: folder of the translation memory.
        permission: permission to spend money.
        notebooks: store of the outputs of notebooks.
        book: name of the book, under which translations of engines are stored.
        engine_identity: identity of the engine that is set; `None` without an engine.
        engine_missing: whether an engine is set, but not installed or not set up.
        makes_no_pages: whether the builder makes no pages with text, so that nothing is
            requested and nothing is written.
        language_faults: location and text of each fault of the languages; with any
            fault, nothing is sent to an engine.
        refresh: selection of machine translations to be renewed.
        terms: terms of the book; `None` if not set.
        state: results that the build collects while it runs.
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
        """Return whether messages are only looked up, and nothing is sent."""
        return self.options.dry_run or bool(self.language_faults)

    @property
    def outcome(self) -> Outcome:
        """Return the result of the translation of all missing messages."""
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
        """Return the texts that other extensions localise themselves."""

        def compute() -> LocalisedTexts:
            from sphinx_amts.extension.messages.localised import localised_texts

            return localised_texts(env)

        return self.state.localised.get(compute)

    @property
    def claims(self) -> HumanClaims:
        """Return the verifier of catalog entries that claim to be human."""

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
        """Return the finder of the entries of messages in human catalogs."""

        def compute() -> EntryLines:
            from sphinx_amts.catalogs.entry_lines import EntryLines

            return EntryLines(self.catalogs)

        return self.state.entry_lines.get(compute)
