"""Define what the transform before `Locale` passes on to the one after it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.extension.compat.translators import restore, splice
from sphinx_amts.extension.pages.links import FootnoteReferences
from sphinx_amts.extension.pages.page_checks import remember_human_translations

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from docutils import nodes

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.document_records.documents import Finding, Miss
    from sphinx_amts.extension.messages.extraction import Extracted
    from sphinx_amts.extension.pages.bystanders import Bystander
    from sphinx_amts.extension.pages.headings import Headings
    from sphinx_amts.extension.pages.judging import Judge
    from sphinx_amts.extension.pages.names import TargetNames
    from sphinx_amts.extension.pages.outdated import OutdatedText
    from sphinx_amts.extension.pages.shown import Shown
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import Dialect


@dataclass(slots=True, kw_only=True)
class SplicedDocument:
    """State of a document that `SpliceCatalog` passes on to `JudgeTranslation`.

    Attributes:
        domain: text domain of the document.
        entries: what `Locale` gets, by message.
        saved: translator of the domain before `splice`.
        footnotes: references to footnotes before `Locale`.
        reused: context in which `Locale` gets parsed texts.
        bystanders: excluded elements, as they were.
        headings: anchors of a MyST page, as they were.
        names: registers names of translated terms and titles.
        human: human translations, by message.
        machine: accepted machine entries, by message.
        outdated: translations of previous sources and the choice made, by message.
        plain: translations as characters, of messages that Sphinx copies.
        suggestions: rewritten drafts of outdated translations, or these themselves.
        stable: as in `TranslationChooser`.
        drafts: committed machine translations of messages with a human one.
        unseen: machine translations that are not shown, by message.
        messages: messages of the document.
        judge: finds the faults of the translations.
        readings: inline elements of messages whose text is ambiguous.
        settings: MyST settings of the page, set until `JudgeTranslation`.
        shown: messages with a translation.
        untouched: messages without one.
        misses: requests for missing translations, by text.
        findings: messages that are not shown translated.
    """

    domain: str
    entries: dict[str, str]
    reused: AbstractContextManager[None]
    bystanders: list[Bystander]
    headings: Headings
    names: TargetNames
    human: dict[str, str]
    machine: dict[str, MachineEntry]
    outdated: dict[str, OutdatedText]
    plain: dict[str, str]
    suggestions: dict[str, str]
    stable: set[str]
    drafts: dict[str, str]
    unseen: dict[str, str]
    messages: list[Extracted]
    judge: Judge
    readings: dict[tuple[str, Dialect], tuple[Inline, ...]]
    saved: object = None
    footnotes: FootnoteReferences | None = None
    settings: ExitStack = field(default_factory=ExitStack)
    shown: list[Shown] = field(default_factory=list)
    untouched: list[Extracted] = field(default_factory=list)
    misses: dict[str, Miss] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def begin(self, document: nodes.document) -> None:
        """Hand the translations to `Locale`, until `end`."""
        self.footnotes = FootnoteReferences.of(document)
        self.saved = splice(self.domain, self.entries)
        remember_human_translations(document, self.messages, self.human)
        self.reused.__enter__()
        self.names.begin()

    def end(self) -> None:
        """Take back what `begin` has set, and restore excluded elements."""
        self.reused.__exit__(None, None, None)
        self.names.end()
        restore(self.domain, self.saved)
        for bystander in self.bystanders:
            bystander.put_back()
