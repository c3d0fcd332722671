"""Just before and just after Sphinx applies translations to a document.

`SpliceCatalog` hands Sphinx's own `Locale` transform (priority 20) the translations of
the document and records what is missing; `JudgeTranslation` compares the result.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.i18n import docname_to_domain

from sphinx_amts.errors import CatalogError
from sphinx_amts.markup.model import has_letters
from sphinx_amts.markup.signature import Signature, differences, signature
from sphinx_amts.model import Dialect, MessageKind, Origin, State
from sphinx_amts.services.coverage import Size, measure
from sphinx_amts.services.records import DocumentRecord, Finding, Miss
from sphinx_amts.services.verified import has_valid_check, with_check
from sphinx_amts.sphinx_ext.checking import Checker
from sphinx_amts.sphinx_ext.codecs import Codecs
from sphinx_amts.sphinx_ext.extraction import Extracted, dialect_of, extract
from sphinx_amts.sphinx_ext.guard import Guard
from sphinx_amts.sphinx_ext.internals import Headings, restore, splice
from sphinx_amts.sphinx_ext.links import locate, note_references, put_targets_back
from sphinx_amts.sphinx_ext.session import records_of, session_of
from sphinx_amts.storage.catalogs import MachineEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

    from sphinx_amts.services.checks import Fault

logger = logging.getLogger(__name__)

MACHINE_CLASS = "machine-translated"
"""Class of elements whose text a machine wrote, for style sheets."""

UNCONFIRMED_CLASS = "unconfirmed-translation"
"""Class of elements whose text is of another edition, perhaps not for this place."""

_MARKS = {Origin.MACHINE: MACHINE_CLASS, Origin.UNCONFIRMED: UNCONFIRMED_CLASS}

_ATTRIBUTE = "amts_splice"
_STATES = {
    Origin.HUMAN: State.HUMAN,
    Origin.MEMORY: State.MEMORY,
    Origin.UNCONFIRMED: State.UNCONFIRMED,
    Origin.MACHINE: State.MACHINE,
}


class _Shown:
    """A message that a translation was found for, as it was before."""

    __slots__ = ("before", "children", "message", "origin", "text")

    def __init__(self, message: Extracted, text: str, origin: Origin) -> None:
        self.message = message
        self.text = text
        self.origin = origin
        self.children = list(message.node.children)
        human = origin is Origin.HUMAN
        self.before: Signature = () if human else signature(self.children)


@dataclass(slots=True)
class _Splice:
    """What `JudgeTranslation` needs to know of what `SpliceCatalog` did."""

    domain: str
    saved: object
    headings: Headings
    machine: dict[str, MachineEntry]
    shown: list[_Shown] = field(default_factory=list)
    untouched: list[Extracted] = field(default_factory=list)
    misses: dict[str, Miss] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


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
        try:
            human = session.catalogs.human(domain)
            committed = session.catalogs.committed_entries(docname)
        except CatalogError as exc:
            # raised by the main process, where no traceback of a reader goes with it
            error = DocumentRecord(profile="", digest="", error=str(exc))
            records_of(self.env)[docname] = error
            return
        reader = _Reader(self.document, self.env)
        messages = list(extract(self.document, self.env))
        overlay = session.catalogs.overlay_entries(docname)
        machine = reader.accepted(messages, human, committed, overlay)
        headings = Headings(self.document)
        headings.keep()
        entries = {text: entry.msgstr for text, entry in machine.items()} | human
        state = _Splice(domain, splice(domain, entries), headings, machine)
        for message in messages:
            reader.sort(message, human, machine, state)
        state.findings = list(reader.findings.values())
        if session.check:
            checker = Checker(reader.guard, session.terms)
            state.faults = [
                fault
                for message in messages
                if (text := human.get(message.text))
                for fault in checker.faults(message, text)
            ]
        setattr(self.document, _ATTRIBUTE, state)


class JudgeTranslation(SphinxTransform):
    """Put the source back where machine text changed markup; record the document."""

    default_priority = 21

    def apply(self, **kwargs: Any) -> None:
        """Run after `Locale`."""
        state: _Splice | None = self.document.__dict__.pop(_ATTRIBUTE, None)
        session = session_of(self.env)
        if state is None or session is None:
            return
        restore(state.domain, state.saved)
        coverage: dict[State, Size] = {}
        engines: Counter[str] = Counter()

        def count(text: str, what: State) -> None:
            coverage[what] = coverage.get(what, Size()) + measure(text)

        for shown in state.shown:
            put_targets_back(shown.message.node, shown.children)
            note_references(shown.message.node, shown.children, self.document)
            reason = _judge(shown)
            if reason is None:
                count(shown.message.text, _STATES[shown.origin])
                if shown.origin is Origin.MACHINE:
                    entry = state.machine[shown.message.text]
                    engines[f"{entry.engine} {entry.route}".strip()] += 1
                continue
            machine = shown.origin is not Origin.HUMAN
            what = State.REJECTED if machine else State.UNTRANSLATED
            count(shown.message.text, what)
            state.findings.append(
                Finding(
                    text=shown.message.text,
                    line=shown.message.line,
                    state=what,
                    reason=reason,
                )
            )
        refused = {finding.text: finding.state for finding in state.findings}
        for message in state.untouched:
            count(message.text, refused.get(message.text, State.UNTRANSLATED))
        state.headings.put_back(self.env)
        docname = self.env.current_document.docname
        for finding in state.findings:
            logger.info(
                "%s, the source text stays: %s: %s",
                finding.state,
                _shorten(finding.text),
                finding.reason,
                location=(docname, finding.line or None),
            )
        accepted = {
            shown.message.text
            for shown in state.shown
            if shown.origin is not Origin.HUMAN and shown.message.text not in refused
        }
        records_of(self.env)[docname] = DocumentRecord(
            profile=session.profile,
            digest=session.catalogs.digest(docname, state.domain),
            coverage=coverage,
            engines=dict(sorted(engines.items())),
            misses=tuple(state.misses.values()),
            findings=tuple(state.findings),
            faults=tuple(state.faults),
            accepted={text: state.machine[text].msgstr for text in sorted(accepted)},
            machine_lines={
                shown.message.text: shown.message.line
                for shown in state.shown
                if shown.origin is Origin.MACHINE and shown.message.text in accepted
            },
        )


class _Reader:
    """Sorts the messages of one document by what is known of them."""

    def __init__(self, document: nodes.document, env: BuildEnvironment) -> None:
        docname = env.current_document.docname
        self.dialect = dialect_of(env, docname)
        self.guard = Guard(env, document.settings, document["source"], self.dialect)
        self.codecs = Codecs(env, document.settings, docname)
        self.findings: dict[str, Finding] = {}
        self.final: set[str] = set()

    def accepted(
        self,
        messages: Iterable[Extracted],
        human: dict[str, str],
        *catalogs: dict[str, MachineEntry],
    ) -> dict[str, MachineEntry]:
        """Return the machine entries that every place of their message accepts.

        A message is settled for good where the last catalog, the one that this build
        can fill, has an entry that was rejected.
        """
        places: dict[str, list[Extracted]] = {}
        for message in messages:
            if message.text not in human and not message.kept:
                places.setdefault(message.text, []).append(message)
        accepted: dict[str, MachineEntry] = {}
        for text, found in places.items():
            entries = [catalog[text] for catalog in catalogs if text in catalog]
            reasons: list[str] = []
            for entry in entries:
                verdict = self._try(found, entry)
                if isinstance(verdict, MachineEntry):
                    accepted[text] = verdict
                    break
                reasons.append(verdict)
            else:
                if reasons:
                    self._find(found[0], State.REJECTED, reasons[-1])
                if text in catalogs[-1]:
                    self.final.add(text)
        return accepted

    def sort(
        self,
        message: Extracted,
        human: dict[str, str],
        machine: dict[str, MachineEntry],
        state: _Splice,
    ) -> None:
        """Note in *state* what is to become of *message*."""
        if text := human.get(message.text, ""):
            state.shown.append(_Shown(message, text, Origin.HUMAN))
        elif message.kept:
            return
        elif entry := machine.get(message.text):
            state.shown.append(_Shown(message, entry.msgstr, entry.origin))
        elif self._is_translatable(message, state):
            state.untouched.append(message)

    def _try(self, places: list[Extracted], entry: MachineEntry) -> MachineEntry | str:
        """Try an entry in all *places*; return it as it is to be used, or a reason."""
        if has_valid_check(entry):
            return entry
        text = entry.msgstr
        for place in places:
            verdict = self.guard.judge(place, text)
            if verdict.reason:
                return verdict.reason
            text = verdict.text
        return with_check(replace(entry, msgstr=text))

    def _is_translatable(self, message: Extracted, state: _Splice) -> bool:
        """Whether *message* holds text that a translation is missing for.

        Where one may still be found, it becomes a miss.
        """
        text = message.text
        if known := state.misses.get(text):
            state.misses[text] = replace(known, count=known.count + 1)
            return True
        if text in self.final or (
            text in self.findings and self.findings[text].state is State.UNSUPPORTED
        ):
            return True
        dialect = Dialect.PLAIN if message.kind is MessageKind.PLAIN else self.dialect
        if dialect is None:
            self._find(message, State.UNSUPPORTED, "the page's parser is not known")
            return True
        try:
            inlines = self.codecs.encode(text, dialect)
            again = self.codecs.decode(inlines, dialect, message.kind)
        except Exception as exc:  # roles are anybody's code, and a book must build
            self._find(message, State.UNSUPPORTED, f"it cannot be encoded: {exc}")
            return True
        if not has_letters(inlines):
            return False
        if dialect is not Dialect.PLAIN:
            verdict = self.guard.judge(message, again)
            if verdict.reason:
                reason = f"Sphinx can apply no translation here: {verdict.reason}"
                self._find(message, State.UNSUPPORTED, reason)
                return True
        state.misses[text] = Miss(
            text=text,
            kind=message.kind,
            dialect=dialect,
            line=message.line,
            inlines=inlines,
        )
        return True

    def _find(self, message: Extracted, state: State, reason: str) -> None:
        self.findings[message.text] = Finding(
            text=message.text, line=message.line, state=state, reason=reason
        )


def _judge(shown: _Shown) -> str | None:
    """Return why a translation is not shown, after putting the source back."""
    node = shown.message.node
    if shown.message.kind is MessageKind.PLAIN:
        return None
    if not node.get("translated"):
        return "Sphinx drops the translation, it does not read as one block of text"
    if shown.origin is Origin.HUMAN:
        return None
    after = signature(node.children)
    if after != shown.before:
        node.children = shown.children
        for child in shown.children:
            child.parent = node
        node["translated"] = False
        return differences(shown.before, after)
    locate(shown.message.node, shown.children)
    if mark := _MARKS.get(shown.origin):
        node["classes"].append(mark)
    return None


def _shorten(text: str) -> str:
    return textwrap.shorten(text, 60, placeholder="…")
