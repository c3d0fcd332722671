"""Define the state of a document between the transforms before and after `Locale`."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.extension.compat.gettext_catalogs import restore, splice
from sphinx_amts.extension.pages.links import FootnoteReferences
from sphinx_amts.extension.pages.page_checks import remember_human_translations

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from docutils import nodes

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.document_records.documents import Finding, Miss
    from sphinx_amts.extension.messages.extraction import ExtractedMessage
    from sphinx_amts.extension.pages.bystanders import ExcludedElement
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
        entries: message -> translation, for `Locale`.
        saved: former translator of the text domain, returned by `splice`.
        footnotes: footnote references before `Locale`; `None` until `begin`.
        reused: context in which `Locale` uses texts that are parsed already.
        bystanders: excluded elements with their state before `Locale`.
        headings: anchors of a MyST page before `Locale`.
        names: registrar of the names of translated terms and titles.
        human: message -> human translation.
        machine: message -> accepted machine entry.
        outdated: message -> translation of a previous source, and the text to show.
        plain: message -> translation without markup, if Sphinx copies the message.
        suggestions: outdated message -> rewritten draft or previous translation.
        stable: as in `TranslationChooser`.
        drafts: message -> committed machine translation, if the message has a human
            translation.
        unseen: message -> machine translation that is not shown.
        messages: messages of the document.
        judge: finder of the faults of the translations.
        readings: message and dialect -> inline elements, for ambiguous messages.
        settings: context of the MyST settings of the page, until `JudgeTranslation`.
        shown: messages with a translation.
        untouched: messages without a translation.
        misses: message -> its miss, if the translation is missing.
        findings: messages that are not shown translated, with the reason.
    """

    domain: str
    entries: dict[str, str]
    reused: AbstractContextManager[None]
    bystanders: list[ExcludedElement]
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
    messages: list[ExtractedMessage]
    judge: Judge
    readings: dict[tuple[str, Dialect], tuple[Inline, ...]]
    saved: object = None
    footnotes: FootnoteReferences | None = None
    settings: ExitStack = field(default_factory=ExitStack)
    shown: list[Shown] = field(default_factory=list)
    untouched: list[ExtractedMessage] = field(default_factory=list)
    misses: dict[str, Miss] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def begin(self, document: nodes.document) -> None:
        """Make `Locale` use the translations, until `end`."""
        self.footnotes = FootnoteReferences.of(document)
        self.saved = splice(self.domain, self.entries)
        remember_human_translations(document, self.messages, self.human)
        self.reused.__enter__()
        self.names.begin()

    def end(self) -> None:
        """Undo `begin`, and restore excluded elements."""
        self.reused.__exit__(None, None, None)
        self.names.end()
        restore(self.domain, self.saved)
        for bystander in self.bystanders:
            bystander.put_back()
