"""Just before and just after Sphinx applies translations to a document.

`SpliceCatalog` hands Sphinx's own `Locale` transform (priority 20) the translations of
the document and records what is missing; `JudgeTranslation` compares the result.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import docname_to_domain

from sphinx_amts.extension.compat.internals import adopt, restore, reuse, splice
from sphinx_amts.extension.compat.log import get_logger, location_in
from sphinx_amts.extension.messages.extraction import extract
from sphinx_amts.extension.messages.page_source import extensions_of, page_settings
from sphinx_amts.extension.pages.bystanders import bystanders
from sphinx_amts.extension.pages.choosing import SplicedDocument, TranslationChooser
from sphinx_amts.extension.pages.describing import Describer
from sphinx_amts.extension.pages.headings import Headings
from sphinx_amts.extension.pages.judging import Judge
from sphinx_amts.extension.pages.links import (
    keep_marks_of_errors,
    locate,
    note_references,
    put_targets_back,
)
from sphinx_amts.extension.pages.names import TargetNames
from sphinx_amts.extension.pages.outdated import OUTDATED_CLASS, is_machine
from sphinx_amts.extension.pages.page_checks import keep_for_later, parsed_literals
from sphinx_amts.extension.pages.passages import note_what_stays
from sphinx_amts.extension.pages.plain_texts import show, show_index_entries
from sphinx_amts.extension.session.damage import warn_of_damage
from sphinx_amts.extension.session.domain import records_of, session_of
from sphinx_amts.extension.session.session import Damage
from sphinx_amts.leverage.draft_origin import drafts_of, is_edited
from sphinx_amts.markup.signature import differences, gained, signature
from sphinx_amts.model import MessageKind, Origin, State
from sphinx_amts.records.coverage import Size, measure
from sphinx_amts.records.documents import (
    DocumentRecord,
    Finding,
    MessageState,
    revision_of,
)
from sphinx_amts.records.findings import BLANK

if TYPE_CHECKING:
    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.extension.messages.extraction import Extracted
    from sphinx_amts.extension.pages.shown import Shown
    from sphinx_amts.extension.session.session import Session

logger = get_logger(__name__)

MACHINE_CLASS = "machine-translated"
"""Class of elements whose text a machine wrote, for style sheets."""

UNCONFIRMED_CLASS = "unconfirmed-translation"
"""Class of elements whose text is of another edition, perhaps not for this place."""

_MARKS = {
    Origin.MACHINE: MACHINE_CLASS,
    Origin.UNCONFIRMED: UNCONFIRMED_CLASS,
    Origin.OUTDATED: OUTDATED_CLASS,
}

_ATTRIBUTE = "amts_splice"
_STATES = {
    Origin.HUMAN: State.HUMAN,
    Origin.MEMORY: State.MEMORY,
    Origin.UNCONFIRMED: State.UNCONFIRMED,
    Origin.OUTDATED: State.OUTDATED,
    Origin.MACHINE: State.MACHINE,
}


class SpliceCatalog(SphinxTransform):
    """Collect the document's translations and put them where `Locale` looks."""

    default_priority = 19

    def apply(self, **kwargs: Any) -> None:
        """Run before `Locale`."""
        session = session_of(self.env)
        if session is None:
            return
        docname = self.env.current_document.docname
        domain = docname_to_domain(docname, self.config.gettext_compact)
        human = session.catalogs.human(domain)
        committed = session.catalogs.committed_entries(docname)
        damage = tuple(session.catalogs.damage(docname, domain))
        warn_of_damage(session, session.catalogs.hidden_by_joining(domain))
        if damage and session.damage is not Damage.WARN:
            records_of(self.env)[docname] = DocumentRecord(
                profile="",
                digest="",
                errors=damage,
                messages=tuple(
                    _message_state(m, State.UNTRANSLATED)
                    for m in extract(self.document, self.env)
                ),
            )
            return
        with ExitStack() as settings:  # those of the page, until `JudgeTranslation`
            settings.enter_context(page_settings(self.env, docname))
            reader = TranslationChooser(
                self.document,
                self.env,
                session.settings.outdated,
                session.claims,
                session.languages.source,
            )
            try:
                state = self._splice(session, reader, domain, human, committed)
            finally:
                reader.traces.put_back()
            state.settings = settings.pop_all()

    def _splice(
        self,
        session: Session,
        reader: TranslationChooser,
        domain: str,
        human: dict[str, str],
        committed: dict[str, MachineEntry],
    ) -> SplicedDocument:
        localised = session.localised_texts(self.env)
        messages = list(extract(self.document, self.env, localised, session.conditions))
        overlay = session.catalogs.overlay_entries(self.env.current_document.docname)
        machine = reader.accepted(messages, human, committed, overlay)
        headings = Headings(self.document)
        headings.keep()
        entries = {text: entry.msgstr for text, entry in machine.items()}
        entries |= {text: old.text for text, old in reader.outdated.items() if old.text}
        parsed = {m.text for m in messages if m.kind is not MessageKind.PLAIN}
        entries = {text: entries[text] for text in entries if text in parsed}
        machines_only = entries.keys() - human.keys()
        aside = list(bystanders(self.document, messages, machines_only))
        saved = splice(domain, entries | human)
        drafts = drafts_of(committed, human)
        unseen = _rejected(reader, committed | overlay)
        unseen |= drafts_of(overlay, human) | drafts
        judge = Judge(
            reader.guard,
            session,
            messages,
            human=human,
            machine=overlay | committed,
            unsure=frozenset(
                text
                for text in overlay.keys() & committed.keys()
                if overlay[text].msgstr != committed[text].msgstr
            ),
        )
        state = SplicedDocument(
            domain=domain,
            saved=saved,
            reused=reuse(reader.guard.parsed, judge.parsed, reader.guard.repeated),
            aside=aside,
            headings=headings,
            names=TargetNames(self.document, self.env, messages, human),
            human=human,
            machine=machine,
            outdated=reader.outdated,
            plain=reader.plain,
            suggestions=reader.suggestions,
            known=reader.codecs.known,
            drafts=drafts,
            unseen=unseen,
            messages=messages,
            judge=judge,
        )
        for message in messages:
            reader.sort(message, human, machine, state)
        state.findings = list(reader.findings.values())
        judge.note(parsed_literals(self.document, human))
        keep_for_later(self.document, messages, human)
        setattr(self.document, _ATTRIBUTE, state)
        state.reused.__enter__()
        state.names.begin()
        return state


class JudgeTranslation(SphinxTransform):
    """Put the source back where machine text changed markup; record the document."""

    default_priority = 21

    def apply(self, **kwargs: Any) -> None:
        """Run after `Locale`."""
        state: SplicedDocument | None = self.document.__dict__.pop(_ATTRIBUTE, None)
        session = session_of(self.env)
        if session is not None:
            adopt(self.document)
        if state is None or session is None:
            return
        with state.settings:
            self._judge(state, session)

    def _judge(self, state: SplicedDocument, session: Session) -> None:
        state.reused.__exit__(None, None, None)
        state.names.end()
        restore(state.domain, state.saved)
        for bystander in state.aside:
            bystander.put_back()
        if "index" in self.config.gettext_additional_targets and state.plain:
            show_index_entries(self.document, state.plain | state.human)
        faults = state.judge.faults_of_people()
        machine_faults = state.judge.faults_of_machines(state.shown)
        describer = Describer(state.unseen)
        placed: dict[int, MessageState] = {}
        for shown in state.shown:
            put_targets_back(shown.message.node, shown.children)
            note_references(shown.message.node, shown.children, self.document)
            reason = _judge(shown, state)
            kept = reason is None
            became = _state_of(shown, state, kept=kept)
            became = describer.described(became, shown.message, shown if kept else None)
            placed[shown.message.position] = became
            if reason is not None:
                state.findings.append(
                    Finding(
                        text=shown.message.text,
                        file=shown.message.file,
                        line=shown.message.line,
                        state=became.state,
                        reason=reason,
                    )
                )
        refused = {finding.text: finding.state for finding in state.findings}
        for message in state.untouched:
            old = state.outdated.get(message.text)
            default = State.UNTRANSLATED if old is None else State.OUTDATED
            became = _message_state(
                message,
                refused.get(message.text, default),
                previous=old.entry.previous if old else "",
            )
            placed[message.position] = describer.described(became, message)
        messages = [placed[position] for position in sorted(placed)]
        state.headings.put_back(self.env)
        translations = {text: entry.msgstr for text, entry in state.machine.items()}
        note_what_stays(state.messages, (translations | state.human).items())
        docname = self.env.current_document.docname
        for finding in state.findings:
            logger.info(
                "%s, %s: %s: %s",
                finding.state,
                "not as it was to be shown"
                if finding.state is State.OUTDATED
                else "the source text stays",
                _shorten(finding.text),
                finding.reason,
                location=location_in(self.env.srcdir, finding.file, finding.line),
            )
        accepted = {
            shown.message.text
            for shown in state.shown
            if shown.message.text in state.machine and shown.message.text not in refused
        }
        coverage: dict[State, Size] = {}
        for entry in messages:
            size = coverage.get(entry.state, Size())
            coverage[entry.state] = size + measure(entry.text)
        records_of(self.env)[docname] = DocumentRecord(
            profile=session.profile,
            digest=session.catalogs.digest(docname, state.domain),
            coverage=coverage,
            engines=_engines(messages),
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
            messages=tuple(messages),
            readings={text: inlines for (text, _), inlines in state.known.items()},
            revision=revision_of(messages),
            errors=tuple(session.catalogs.damage(docname, state.domain)),
        )


def _rejected(
    reader: TranslationChooser, entries: dict[str, MachineEntry]
) -> dict[str, str]:
    """Return the drafts that are not shown because they would break the page."""
    return {
        text: entries[text].msgstr
        for text, finding in reader.findings.items()
        if finding.state is State.REJECTED and text in entries
    }


def _state_of(shown: Shown, state: SplicedDocument, *, kept: bool) -> MessageState:
    """Return what became of a message with a translation, which was *kept* or not."""
    text, entry = shown.message.text, shown.entry
    what = _STATES[shown.origin]
    if entry is None:
        draft = state.drafts.get(text)
        if draft is not None and is_edited(shown.text, draft):
            what = State.EDITED
        if not kept:
            what = State.UNTRANSLATED
        return _message_state(shown.message, what)
    if shown.by_hand:
        what = State.EDITED
    if not kept and entry.origin is not Origin.OUTDATED:
        what = State.REJECTED
    written = state.outdated[text].draft if entry.origin is Origin.OUTDATED else entry
    machine = is_machine(written)
    return _message_state(
        shown.message,
        what,
        engine=written.engine if written and machine else "",
        route=written.route if written and machine else "",
        parallel_data=written.parallel_data if written and machine else "",
        terminology=written.terminology if written and machine else "",
        previous=entry.previous,
    )


def _message_state(message: Extracted, state: State, **more: str) -> MessageState:
    return MessageState(
        text=message.text,
        file=message.file,
        line=message.line,
        state=state,
        **more,
    )


def _engines(messages: list[MessageState]) -> dict[str, int]:
    """Return how many messages machines translated, by engine and route."""
    counted = Counter(
        f"{message.engine} {message.route}".strip()
        for message in messages
        if message.state is State.MACHINE
    )
    return dict(sorted(counted.items()))


def _judge(shown: Shown, state: SplicedDocument) -> str | None:
    """Return why a translation is not shown, after putting the source back."""
    node = shown.message.node
    if not shown.text.strip():  # which Sphinx copies as it copies a text
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
        shown.apart.put_back(node, shown.children)
        return None
    after = signature(node.children) if shown.strict else ()
    reason = "" if shown.strict else gained(shown.children, node.children)
    if after != shown.before:
        reason = differences(shown.before, after)
    if reason:
        node.children = shown.children
        for child in shown.children:
            child.parent = node
        node["translated"] = False
        return reason
    shown.apart.put_back(node, shown.children)
    locate(shown.message.node, shown.children)
    keep_marks_of_errors(shown.message.node, shown.children)
    if (mark := _MARKS.get(shown.origin)) and not shown.by_hand:
        node["classes"].append(mark)
    old = state.outdated.get(shown.message.text)
    if old is not None and (is_machine(old.draft) or not old.by_person):
        node["classes"].append(MACHINE_CLASS)
    return None


def _shorten(text: str) -> str:
    return textwrap.shorten(text, 60, placeholder="…")
