"""Check human and machine translations within the document that they translate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.i18n import parse_noqa

from sphinx_amts.checks.elements import is_subsequence, words
from sphinx_amts.checks.numbers import missing_numbers
from sphinx_amts.document_records.faults import BLANK, Fault
from sphinx_amts.errors import PlaceableError
from sphinx_amts.extension.compat.trial import without_traces
from sphinx_amts.extension.guard.shown_markup import (
    RULES,
    differences,
    has_other_markup,
    unparsed,
)
from sphinx_amts.extension.guard.shown_text import prose, visible
from sphinx_amts.extension.messages.sources import OutsideMessage
from sphinx_amts.model import MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.checks.drafts import DraftChecks
    from sphinx_amts.extension.guard.guard import Guard
    from sphinx_amts.extension.messages.extraction import ExtractedMessage
    from sphinx_amts.terminology.terms import Term, TermBase

_SEPARATOR = "&#8203;"


@dataclass(frozen=True, slots=True)
class _Shown:
    """Result of parsing a translation as Sphinx would.

    Attributes:
        node: element that Sphinx would show; `None` if Sphinx would drop the text.
        problem: why Sphinx would drop the text; empty if it would not.
        warnings: warnings of the parser.
    """

    node: nodes.Element | None
    problem: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Mending:
    """Proposed correction of a faulty translation.

    Attributes:
        text: the corrected translation; empty if there is no correction.
        certain: whether the correction has the markup of the source and the words of
            the translation.
        node: element that Sphinx would show for the correction.
    """

    text: str = ""
    certain: bool = False
    node: nodes.Element | None = None


class Checker:
    """Checker of the translations of one document.

    Args:
        guard: guard of the document, which parses translations for trial.
        terms: terms of the book; `None` if not set.
        drafts: further checks for machine translations; `None` for human translations.
    """

    def __init__(
        self,
        guard: Guard,
        terms: TermBase | None = None,
        drafts: DraftChecks | None = None,
    ) -> None:
        self._guard = guard
        self._terms = terms
        self._drafts = drafts

    def machine_faults(self, message: ExtractedMessage, msgstr: str) -> list[Fault]:
        """Return the faults of *msgstr*, an untrusted machine translation.

        The translation is rewritten before it is parsed, in the same way as for a page.
        """
        if message.kind is MessageKind.PLAIN:
            return self.faults(message, msgstr)
        try:
            written = self._guard.rewrite(message, msgstr)
        except PlaceableError as exc:
            shown, problem = message.node.astext(), f"it is not shown: {exc}"
            return [_fault(message, msgstr, "markup", problem, shown=shown)]
        found = self.faults(message, written)
        return [replace(fault, msgstr=msgstr) for fault in found]

    def faults(self, message: ExtractedMessage, msgstr: str) -> list[Fault]:
        """Return the faults of *msgstr* as translation of *message*."""
        if msgstr == message.text and self._drafts is None:
            return []
        if not msgstr.strip():
            source_text = message.node.astext()
            return [_fault(message, msgstr, "dropped", BLANK, shown=source_text)]
        found: list[tuple[str, str]] = []
        if message.kind is MessageKind.PLAIN:
            found += _numbers(message.node, message.text, msgstr, msgstr)
            found += self._as_draft(message.text, msgstr)
            return [
                _fault(message, msgstr, rule, problem, shown=msgstr)
                for rule, problem in found
            ]
        source = self.source_of(message)
        shown = self._read(message, msgstr)
        if shown.node is None:
            return [self._dropped(message, msgstr, shown.problem)]
        text = shown.node.astext()
        compared = shown.node
        terms: list[Term] = []
        mending = _Mending()
        if problem := unparsed(source, shown.node):
            found.append(("unparsed-markup", problem))
            mending = self._mended(message, msgstr)
            compared = mending.node or compared
        if not found or mending.node is not None:  # else of the same cause
            found += differences(source, compared)
            if found and mending.node is None:
                mending = self._mended(message, msgstr)
            found += self._in_words(source, shown.node, msgstr)
            terms = self._other_words(source, shown.node)
        if not found and not terms and shown.warnings:
            own = self._read(message, message.text)
            found = [] if own.warnings else [("parser-warning", shown.warnings[0])]
        listed = _listed(message, msgstr, text, found, terms)
        return [
            replace(fault, proposal=mending.text, certain=mending.certain)
            if _is_about_markup(fault.rule)
            else fault
            for fault in listed
        ]

    def faults_in_words(
        self,
        message: ExtractedMessage,
        source: nodes.Element,
        shown: nodes.Element,
        msgstr: str,
    ) -> list[Fault] | None:
        """Return the faults of *msgstr*, a translation that Sphinx has parsed already.

        Args:
            message: the message, whose element may contain the translation already.
            source: element with the source text, from `source_of`.
            shown: element that Sphinx has parsed from *msgstr* without a warning.
            msgstr: the translation.

        Returns:
            faults of the words; `None` if markup differs, so that `faults` has to be
            called to find the cause.
        """
        if has_other_markup(source, shown):
            return None
        found = self._in_words(source, shown, msgstr)
        terms = self._other_words(source, shown)
        return _listed(message, msgstr, shown.astext(), found, terms)

    def source_of(self, message: ExtractedMessage) -> nodes.Element:
        """Return the element of *message*, reduced to the text of the message."""
        outside = self._guard.outside_of(message)
        if outside == OutsideMessage():
            return message.node
        element = nodes.inline()
        element.children = outside.within(message.node.children)
        return element

    def _in_words(
        self, source: nodes.Element, shown: nodes.Element, msgstr: str
    ) -> list[tuple[str, str]]:
        before = visible(source.children)
        found = _numbers(source, before, shown.astext(), msgstr)
        return [*found, *self._as_draft(before, visible(shown.children))]

    def _as_draft(self, before: str, after: str) -> Iterator[tuple[str, str]]:
        if self._drafts is None:
            return
        for rule, problem in self._drafts.problems(before, after):
            if rule != "number":  # checked more exactly in `_numbers`
                yield rule, problem

    def _other_words(self, source: nodes.Element, shown: nodes.Element) -> list[Term]:
        if self._terms is None:
            return []
        return self._terms.missing(prose(source), prose(shown))

    def _read(self, message: ExtractedMessage, text: str) -> _Shown:
        body, _ = parse_noqa(text)
        body = _without_block_mark(body)
        with without_traces(self._guard.env) as warnings:
            try:
                problem, node = self._guard.parse(
                    message.node, message.kind, message.line, body
                )
            except Exception as exc:  # the parser may be that of any extension
                return _Shown(None, f"the parser failed: {exc}", ())
        return _Shown(node, problem, tuple(w.getMessage() for w in warnings))

    def _dropped(self, message: ExtractedMessage, msgstr: str, problem: str) -> Fault:
        # loaded with the first fault
        from sphinx_amts.checks.proposals import as_paragraph

        dialect = self._guard.dialect
        tried = as_paragraph(msgstr, dialect) if dialect else ()
        proposal = next((p.text for p in tried if self._accepts(message, p.text)), "")
        shown = message.node.astext() if problem.startswith("would") else ""
        problem = f"Sphinx does not show all of it: {problem}"
        fault = _fault(message, msgstr, "dropped", problem, shown=shown)
        return replace(fault, proposal=proposal, certain=bool(proposal))

    def _mended(self, message: ExtractedMessage, msgstr: str) -> _Mending:
        """Return the best correction of *msgstr*; an empty one if there is none."""
        if self._guard.dialect is None:
            return _Mending()
        from sphinx_amts.checks.proposals import proposals

        perhaps = _Mending()
        for proposal in proposals(message.text, msgstr, self._guard.dialect):
            shown = self._read(message, proposal.text)
            if shown.node is None or shown.warnings:
                continue
            same = words(_seen(proposal.text)) == words(_seen(msgstr))
            if unparsed(message.node, shown.node):
                continue
            if self._accepts(message, proposal.text):
                return _Mending(proposal.text, same and proposal.sure, shown.node)
            if (
                perhaps.node is None
                and proposal.sure
                and is_subsequence(words(shown.node.astext()), words(msgstr))
            ):
                perhaps = _Mending(proposal.text, certain=False, node=shown.node)
        return perhaps

    def _accepts(self, message: ExtractedMessage, text: str) -> bool:
        shown = self._read(message, text)  # as it would be written
        if shown.node is None or unparsed(message.node, shown.node):
            return False
        body = _without_block_mark(" ".join(text.split("\n")))
        return not self._guard.judge(message, body).reason


def _fault(
    message: ExtractedMessage, msgstr: str, rule: str, problem: str, *, shown: str
) -> Fault:
    return Fault(
        rule=rule, msgid=message.text, msgstr=msgstr, message=problem, shown=shown
    )


def _listed(
    message: ExtractedMessage,
    msgstr: str,
    shown: str,
    found: Iterable[tuple[str, str]],
    terms: Iterable[Term],
) -> list[Fault]:
    faults = [
        _fault(message, msgstr, rule, problem, shown=shown) for rule, problem in found
    ]
    for term in terms:
        from sphinx_amts.terminology.terms import wanted_words  # loaded with terms

        wanted = wanted_words(term.source, term.targets)
        fault = _fault(message, msgstr, "term", wanted, shown=shown)
        faults.append(replace(fault, term=(term.source, *term.targets)))
    return faults


def _is_about_markup(rule: str) -> bool:
    return rule == "unparsed-markup" or rule in {*RULES.values(), "markup"}


def _seen(text: str) -> str:
    return text.replace(_SEPARATOR, "")


def _without_block_mark(text: str) -> str:
    """Replace ``::`` at the end of *text*, the mark of a literal block, by a colon."""
    stripped = text.rstrip()
    return stripped[:-1] if stripped.endswith("::") else text


def _numbers(
    source: nodes.Element, before: str, after: str, msgstr: str
) -> list[tuple[str, str]]:
    missing = missing_numbers(before, after, msgstr)
    return [("number", f"without {', '.join(missing)}")] if missing else []
