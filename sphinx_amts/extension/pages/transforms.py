"""Pass translations to Sphinx's `Locale` transform, and check its result.

`SpliceCatalog` passes the translations of a document to Sphinx's `Locale` transform
(priority 20), and records missing ones. `JudgeTranslation` checks the result.
"""

from __future__ import annotations

import textwrap
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import docname_to_domain

from sphinx_amts.document_records.coverage import Size, measure
from sphinx_amts.document_records.documents import DocumentRecord, revision_of
from sphinx_amts.document_records.faults import BLANK
from sphinx_amts.extension.compat.log import get_logger, location_in
from sphinx_amts.extension.compat.parsing import set_document
from sphinx_amts.extension.messages.extraction import extract
from sphinx_amts.extension.messages.page_source import extensions_of, page_settings
from sphinx_amts.extension.pages.bystanders import find_bystanders
from sphinx_amts.extension.pages.choosing import TranslationChooser, finding_of
from sphinx_amts.extension.pages.describing import Describer
from sphinx_amts.extension.pages.headings import Headings
from sphinx_amts.extension.pages.judging import Judge
from sphinx_amts.extension.pages.language_marks import note_untranslated
from sphinx_amts.extension.pages.links import (
    copy_places,
    keep_marks_of_errors,
    note_references,
    restore_targets,
)
from sphinx_amts.extension.pages.message_states import (
    engine_counts,
    message_state,
    state_with_translation,
)
from sphinx_amts.extension.pages.names import TargetNames
from sphinx_amts.extension.pages.outdated import is_machine
from sphinx_amts.extension.pages.page_checks import (
    parsed_literals,
)
from sphinx_amts.extension.pages.plain_texts import show, show_index_entries
from sphinx_amts.extension.pages.shown_classes import (
    MACHINE_CLASS,
    OUTDATED_CLASS,
    UNCONFIRMED_CLASS,
)
from sphinx_amts.extension.pages.spliced_document import SplicedDocument
from sphinx_amts.extension.pages.waiting import WaitingDocument, suspended
from sphinx_amts.extension.session.domain import records_of, session_of
from sphinx_amts.extension.session.options import DamagePolicy
from sphinx_amts.leverage.draft_origin import drafts_of
from sphinx_amts.markup.signature import differences, gained, signature
from sphinx_amts.model import MessageKind, Origin, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.document_records.documents import Finding, MessageState
    from sphinx_amts.document_records.faults import Fault
    from sphinx_amts.extension.messages.extraction import ExtractedMessage
    from sphinx_amts.extension.pages.shown import Shown
    from sphinx_amts.extension.session.session import Session

logger = get_logger(__name__)

_MARKS = {
    Origin.MACHINE: MACHINE_CLASS,
    Origin.UNCONFIRMED: UNCONFIRMED_CLASS,
    Origin.OUTDATED: OUTDATED_CLASS,
}

_ATTRIBUTE = "amts_splice"


class SpliceCatalog(SphinxTransform):
    """Transform that chooses translations, and passes them to `Locale`."""

    default_priority = 19

    def apply(self, **kwargs: Any) -> None:
        """Register the chosen translations, before `Locale` runs.

        If a translation is missing, here or in an earlier document, the reading may be
        suspended. Later it continues with this transform.

        Args:
            kwargs: `waiting`, the `WaitingDocument`, when the reading continues.
        """
        session = session_of(self.env)
        if session is None:
            return
        docname = self.env.docname
        domain = docname_to_domain(docname, self.config.gettext_compact)
        human = session.catalogs.human(domain)
        committed = session.catalogs.committed_entries(docname)
        damage = tuple(session.catalogs.damage(docname, domain))
        session.state.damage.warn(session.catalogs.hidden_by_joining(domain))
        if damage and session.options.damage is not DamagePolicy.WARN:
            records_of(self.env)[docname] = DocumentRecord(
                profile="",
                digest="",
                errors=damage,
                messages=tuple(
                    message_state(m, State.UNTRANSLATED)
                    for m in extract(self.document, self.env)
                ),
            )
            return
        with ExitStack() as settings:  # MyST settings, for the next transform
            settings.enter_context(page_settings(self.env, docname))
            waiting: WaitingDocument | None = kwargs.get("waiting")
            state = None
            if waiting is not None:
                state = waiting.state_with(session.catalogs.digest(docname, domain))
            if state is None:
                state = self._chosen(session, human, committed, waiting)
            if waiting is None and suspended(self, session, state, damage):
                return
            state.begin(self.document)
            setattr(self.document, _ATTRIBUTE, state)
            state.settings = settings.pop_all()

    def _chosen(
        self,
        session: Session,
        human: dict[str, str],
        committed: dict[str, MachineEntry],
        waiting: WaitingDocument | None,
    ) -> SplicedDocument:
        if waiting is not None:
            messages = waiting.messages
        else:
            localised = session.localised_texts(self.env)
            found = extract(self.document, self.env, localised, session.conditions)
            messages = list(found)
        chooser = TranslationChooser(
            self.document,
            self.env,
            session.settings.outdated,
            session.claims,
            session.languages.source,
            committed=session.options.commits,
            before=records_of(self.env)[self.env.docname] if waiting else None,
        )
        try:
            return self._state(session, chooser, messages, human, committed)
        finally:
            chooser.traces.put_back()

    def _state(
        self,
        session: Session,
        chooser: TranslationChooser,
        messages: list[ExtractedMessage],
        human: dict[str, str],
        committed: dict[str, MachineEntry],
    ) -> SplicedDocument:
        overlay = session.catalogs.overlay_entries(self.env.docname)
        machine = chooser.choose_machine(messages, human, committed, overlay)
        headings = Headings(self.document)
        headings.keep()
        entries = {text: entry.msgstr for text, entry in machine.items()}
        entries |= {
            text: old.text for text, old in chooser.outdated.items() if old.text
        }
        parsed = {m.text for m in messages if m.kind is not MessageKind.PLAIN}
        entries = {text: entries[text] for text in entries if text in parsed}
        machines_only = entries.keys() - human.keys()
        bystanders = list(find_bystanders(self.document, messages, machines_only))
        drafts = drafts_of(committed, human)
        unseen = chooser.rejected(committed | overlay)
        unseen |= drafts_of(overlay, human) | drafts
        judge = Judge(
            chooser.guard,
            session,
            messages,
            human=human,
            machine=overlay | committed,
            ambiguous=frozenset(
                text
                for text in overlay.keys() & committed.keys()
                if overlay[text].msgstr != committed[text].msgstr
            ),
        )
        state = SplicedDocument(
            domain=docname_to_domain(self.env.docname, self.config.gettext_compact),
            entries=entries | human,
            reused=chooser.guard.parser.used_by_locale(
                chooser.guard.parsed, judge.note_parsed, chooser.guard.repeated
            ),
            bystanders=bystanders,
            headings=headings,
            names=TargetNames(self.document, self.env, messages, human),
            human=human,
            machine=machine,
            outdated=chooser.outdated,
            plain=chooser.plain,
            suggestions=chooser.suggestions,
            stable=chooser.stable,
            readings=chooser.codecs.readings,
            drafts=drafts,
            unseen=unseen,
            messages=messages,
            judge=judge,
        )
        for message in messages:
            chooser.sort(message, human, machine, state)
        state.findings = list(chooser.findings.values())
        judge.add_faults(parsed_literals(self.document, human))
        return state


class JudgeTranslation(SphinxTransform):
    """Transform that checks applied translations, and restores the source if needed."""

    default_priority = 21

    def apply(self, **kwargs: Any) -> None:
        """Check the applied translations, and store the record of the document."""
        state: SplicedDocument | None = self.document.__dict__.pop(_ATTRIBUTE, None)
        session = session_of(self.env)
        if session is not None:
            set_document(self.document)
        if state is None or session is None:
            return
        with state.settings:
            self._judge(state, session)

    def _judge(self, state: SplicedDocument, session: Session) -> None:
        state.end()
        if "index" in self.config.gettext_additional_targets and state.plain:
            show_index_entries(self.document, state.plain | state.human)
        faults = state.judge.human_faults()
        machine_faults = state.judge.machine_faults(state.shown)
        placed = self._message_states(state)
        if session.settings.keeps_sources:
            # loaded only where the settings ask for source texts or links
            from sphinx_amts.extension.pages.paragraphs import note_paragraphs

            note_paragraphs(self.env.docname, state, placed)
        state.headings.put_back(self.env)
        translations = {text: entry.msgstr for text, entry in state.machine.items()}
        note_untranslated(state.messages, (translations | state.human).items())
        self._log(state.findings)
        docname = self.env.docname
        records_of(self.env)[docname] = self._record(
            state, session, list(placed.values()), faults, machine_faults
        )

    def _message_states(self, state: SplicedDocument) -> dict[int, MessageState]:
        """Restore the source of rejected translations.

        Returns:
            position of a message -> its state, in reading order. Messages that are not
            to be translated, such as code, are missing.
        """
        describer = Describer(state.unseen)
        placed: dict[int, MessageState] = {}
        for shown in state.shown:
            restore_targets(shown.message.node, shown.children)
            note_references(shown.message.node, shown.children, self.document)
            if state.footnotes and shown.origin is not Origin.HUMAN:
                state.footnotes.unlist(shown.message.node)
            reason = _accept_or_restore(shown, state)
            kept = reason is None
            result = state_with_translation(shown, state, kept=kept)
            result = describer.described(result, shown.message, shown if kept else None)
            placed[shown.message.position] = result
            if reason is not None:
                finding = finding_of(shown.message, result.state, reason)
                state.findings.append(finding)
        refused = {finding.text: finding.state for finding in state.findings}
        for message in state.untouched:
            old = state.outdated.get(message.text)
            default = State.UNTRANSLATED if old is None else State.OUTDATED
            result = message_state(
                message,
                refused.get(message.text, default),
                previous=old.entry.previous if old else "",
            )
            placed[message.position] = describer.described(result, message)
        return dict(sorted(placed.items()))

    def _log(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            logger.info(
                "%s, %s: %s: %s",
                finding.state,
                "not as it was to be shown"
                if finding.state is State.OUTDATED
                else "the source text stays",
                textwrap.shorten(finding.text, 60, placeholder="…"),
                finding.reason,
                location=location_in(self.env.srcdir, finding.file, finding.line),
            )

    def _record(
        self,
        state: SplicedDocument,
        session: Session,
        messages: list[MessageState],
        faults: Iterable[Fault],
        machine_faults: Iterable[Fault],
    ) -> DocumentRecord:
        docname = self.env.docname
        refused = {finding.text for finding in state.findings}
        accepted = {
            shown.message.text
            for shown in state.shown
            if shown.message.text in state.machine and shown.message.text not in refused
        }
        coverage: dict[State, Size] = {}
        for entry in messages:
            size = coverage.get(entry.state, Size())
            coverage[entry.state] = size + measure(entry.text)
        return DocumentRecord(
            profile=session.profile,
            digest=session.catalogs.digest(docname, state.domain),
            coverage=coverage,
            engines=engine_counts(messages),
            misses=tuple(state.misses.values()),
            findings=tuple(state.findings),
            faults=tuple(faults),
            machine_faults=tuple(machine_faults),
            accepted={text: state.machine[text].msgstr for text in sorted(accepted)},
            machine_lines={
                shown.message.text: shown.message.line
                for shown in state.shown
                if shown.origin is Origin.MACHINE
                and not shown.by_hand
                and shown.message.text in accepted
            },
            outdated=tuple(sorted(state.outdated)),
            syntax=extensions_of(self.env),
            conditions=session.conditions.note(self.document),
            terms=state.names.terms(
                s.message for s in state.shown if s.message.node.get("translated")
            ),
            suggestions=state.suggestions,
            stable=tuple(sorted(state.stable & (accepted | state.outdated.keys()))),
            messages=tuple(messages),
            readings={text: inlines for (text, _), inlines in state.readings.items()},
            revision=revision_of(messages),
            errors=tuple(session.catalogs.damage(docname, state.domain)),
        )


def _accept_or_restore(shown: Shown, state: SplicedDocument) -> str | None:
    """Accept a translation, or restore the source.

    Returns:
        why the translation is rejected; `None` if it is accepted.
    """
    node = shown.message.node
    if not shown.text.strip():  # Sphinx copies blanks like any text
        if shown.message.kind is MessageKind.PLAIN:
            show(shown.message, shown.message.text, given=shown.text)
        return BLANK
    if shown.message.kind is MessageKind.PLAIN:
        if shown.entry is not None:
            show(shown.message, state.plain[shown.message.text], given=shown.text)
        return None
    if not node.get("translated"):
        return "Sphinx drops the translation, it does not read as one block of text"
    if shown.origin is Origin.HUMAN:
        shown.outside.put_back(node, shown.children)
        return None
    if reason := _changed_markup(shown):
        node.children = shown.children
        for child in shown.children:
            child.parent = node
        node["translated"] = False
        return reason
    shown.outside.put_back(node, shown.children)
    copy_places(shown.message.node, shown.children)
    keep_marks_of_errors(shown.message.node, shown.children)
    if shown.by_hand:
        node["classes"].append(UNCONFIRMED_CLASS)
    elif mark := _MARKS.get(shown.origin):
        node["classes"].append(mark)
    old = state.outdated.get(shown.message.text)
    if old is not None and (is_machine(old.draft) or not old.by_person):
        node["classes"].append(MACHINE_CLASS)
    return None


def _changed_markup(shown: Shown) -> str:
    """Describe forbidden changes of markup in a translation, "" if there are none."""
    content = shown.message.node.children
    if not shown.strict:
        return gained(shown.children, content)
    after = signature(content)
    return "" if after == shown.before else differences(shown.before, after)
