"""Find the faults of the translations of a document while Sphinx reads it.

A translation is parsed again only if the element that Sphinx has parsed from it looks
suspicious. So checks take little time in a build, and the build, the report and
`sphinx-amts check` have the same findings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.i18n import parse_noqa

from sphinx_amts.extension.compat.trial import blocks_behind, without_traces
from sphinx_amts.extension.guard.checking import Checker
from sphinx_amts.model import MessageKind, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.document_records.faults import Fault
    from sphinx_amts.extension.guard.guard import Guard
    from sphinx_amts.extension.messages.extraction import ExtractedMessage
    from sphinx_amts.extension.pages.shown import Shown
    from sphinx_amts.extension.session.session import Session


_AFTER_MARK = "\n\n   dummy literal"
"""Text that `Locale` appends to a translation that ends with ``::``."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A suspicious human translation that Sphinx has parsed.

    Attributes:
        message: message of the translation.
        certain: whether the parsed nodes prove a fault, or cannot exclude one.
        behind: number of blocks that follow the first block.
    """

    message: ExtractedMessage
    certain: bool
    behind: int


class Judge:
    """Finder of the faults of the translations of one document.

    Args:
        guard: guard of the document.
        session: session of the build.
        messages: messages of the document, before translations are applied.
        human: message -> human translation.
        machine: message -> entry of a machine catalog, whether shown or not.
        ambiguous: messages with two different entries in machine catalogs, either of
            which may be shown.
    """

    def __init__(
        self,
        guard: Guard,
        session: Session,
        messages: Iterable[ExtractedMessage],
        *,
        human: Mapping[str, str],
        machine: Mapping[str, MachineEntry],
        ambiguous: frozenset[str] = frozenset(),
    ) -> None:
        self._guard = guard
        self._session = session
        self._human = human
        self._messages = list(messages)
        self._checker = Checker(guard, session.terms)
        self._drafts: Checker | None = None
        self._machine: dict[str, str] = {}
        if not session.settings.engine.startswith("pseudo"):
            self._machine = machine_texts(machine, human)
        if self._machine:
            # loaded with the first text of a machine
            from sphinx_amts.checks.drafts import DraftChecks
            from sphinx_amts.extension.messages.stop_words import stop_words

            checks = DraftChecks(session.languages, stop_words())
            self._drafts = Checker(guard, session.terms, checks)
        self._ambiguous = ambiguous
        self._sources: dict[int, list[nodes.Node]] = {}
        self._waiting: dict[str, list[ExtractedMessage]] = {}
        self._doubts: list[_Doubt] = []
        self._noted: list[Fault] = []
        for message in self._messages:
            text = human.get(message.text, "")
            if not text and message.text not in self._machine:
                continue
            self._sources[message.position] = list(message.node.children)
            if text and text != message.text and message.kind is not MessageKind.PLAIN:
                body = parse_noqa(text)[0]
                if body.strip().endswith("::"):
                    body += _AFTER_MARK
                self._waiting.setdefault(body, []).append(message)

    def note_parsed(self, text: str, first: nodes.Element, warnings: int) -> None:
        """Record whether a human translation that Sphinx has parsed is suspicious.

        Args:
            text: the translation.
            first: first block that Sphinx has parsed from *text*.
            warnings: number of warnings of the parser.
        """
        for message in self._waiting.pop(text, ()):
            certain = (
                warnings > 0
                or not isinstance(first, nodes.paragraph)
                or _is_parsed_twice(message)
                or self._checker.faults_in_words(
                    message, self._checker.source_of(message), first, text
                )
                != []
            )
            behind = blocks_behind(first) - text.endswith(_AFTER_MARK)
            self._doubts.append(_Doubt(message, certain, behind))

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """Add faults of human translations that other checks have found."""
        self._noted += faults

    def human_faults(self) -> list[Fault]:
        """Return the faults of human translations, after `Locale` has applied them."""
        doubtful = {message.position for message in self._doubtful()}
        found: list[Fault] = []
        try:
            for message in self._messages:
                if not (text := self._human.get(message.text, "")):
                    continue
                if message.kind is MessageKind.PLAIN or message.position in doubtful:
                    found += self._judged(message, text, self._checker.faults)
        finally:
            self._guard.traces.put_back()
        return found + self._noted

    def machine_faults(self, shown: Iterable[Shown]) -> list[Fault]:
        """Return the faults of machine translations.

        Args:
            shown: messages with the translations that Sphinx has applied.
        """
        checker = self._drafts
        if checker is None:
            return []
        applied = {one.message.position: one for one in shown}
        found: list[Fault] = []
        try:
            for message in self._messages:
                if not (text := self._machine.get(message.text, "")):
                    continue
                faults: list[Fault] | None = None
                if (one := applied.get(message.position)) is not None:
                    faults = self._faults_on_page(checker, one)
                if faults is None:
                    faults = self._judged(message, text, checker.machine_faults)
                found += [replace(fault, msgstr=text) for fault in faults]
        finally:
            self._guard.traces.put_back()
        return found

    def _faults_on_page(self, checker: Checker, shown: Shown) -> list[Fault] | None:
        """Return the faults of an applied machine translation.

        `None` if the faults cannot be found from the element on the page.
        """
        message = shown.message
        if message.kind is MessageKind.PLAIN or message.text in self._ambiguous:
            return None
        if shown.origin is not Origin.MACHINE or not message.node.get("translated"):
            return None
        source = nodes.inline()
        source.children = shown.outside.within(shown.children)
        return checker.faults_in_words(message, source, message.node, shown.text)

    def _doubtful(self) -> Iterator[ExtractedMessage]:
        for messages in self._waiting.values():
            yield from messages  # with translations not parsed as they are
        epilog = 0
        if any(doubt.behind for doubt in self._doubts):
            known = self._session.state.epilog_blocks
            epilog = known.get(self._blocks_of_epilog)
        for doubt in self._doubts:
            if doubt.certain or doubt.behind > epilog:
                yield doubt.message

    def _blocks_of_epilog(self) -> int:
        self._guard.traces.keep()
        with without_traces(self._guard.env):
            first = self._guard.parser.parse_with_epilog()
        return blocks_behind(first)

    def _judged(
        self,
        message: ExtractedMessage,
        text: str,
        judge: Callable[[ExtractedMessage, str], list[Fault]],
    ) -> list[Fault]:
        """Call *judge* while the element of *message* has the source as its content."""
        if message.kind is MessageKind.PLAIN:
            return judge(message, text)
        self._guard.traces.keep()
        node, applied = message.node, message.node.children
        node.children = self._sources[message.position]
        try:
            return judge(message, text)
        finally:
            node.children = applied


def machine_texts(
    entries: Mapping[str, MachineEntry], human: Container[str]
) -> dict[str, str]:
    """Return the machine translations of messages without a human translation.

    Returns:
        message -> translation.
    """
    return {
        text: entry.msgstr
        for text, entry in entries.items()
        if entry.origin is Origin.MACHINE and text not in human
    }


def _is_parsed_twice(message: ExtractedMessage) -> bool:
    """Return whether *message* is a title without section, parsed twice by Sphinx."""
    above = message.node.parent
    return message.kind is MessageKind.TITLE and not isinstance(above, nodes.section)
