"""Verify untrusted translations by rewriting and trial parsing before they are used.

Text of an engine, a memory, a machine catalog or the human memory is first parsed by a
codec, which runs no roles, and rewritten with only the inline elements of the source
message. Then the text is parsed for trial as by Sphinx's `Locale` transform, with the
parser, roles and settings of the page. The inline signature of the result is compared
with that of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.i18n import parse_noqa
from sphinx.util.logging import is_suppressed_warning

from sphinx_amts.errors import PlaceableError
from sphinx_amts.extension.compat.parsing import (
    TranslationParser,
    detach_from_document,
)
from sphinx_amts.extension.compat.trial import (
    blocks_behind,
    only_roles_of,
    without_traces,
)
from sphinx_amts.extension.guard.comparing import (
    difference,
    unfillable,
    would_be_inconsistent,
)
from sphinx_amts.extension.messages.extraction import is_notebook
from sphinx_amts.extension.messages.page_source import substituted
from sphinx_amts.extension.messages.sources import (
    UNKNOWN,
    OutsideMessage,
    ParsedMessage,
    TrialResult,
    may_be_foreign,
    may_hold_more,
    read_source,
    refused,
)
from sphinx_amts.markup.model import HARD_BREAK
from sphinx_amts.markup.rst_in_myst import out_of_block
from sphinx_amts.markup.signature import gained, has_inline_elements
from sphinx_amts.model import Dialect, MessageKind
from sphinx_amts.text.fitness import plain, unfit

if TYPE_CHECKING:
    from collections.abc import Callable
    from logging import LogRecord

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.extension.compat.parsing import Parsed
    from sphinx_amts.extension.compat.trial import EnvironmentSnapshot
    from sphinx_amts.extension.messages.codecs import Codecs
    from sphinx_amts.extension.messages.extraction import ExtractedMessage

NOQA = " # noqa"
"""Suffix that makes `Locale` accept references in another order or wording."""

_JSON = re.compile(r"""\s*\{\s*["}]""")


@dataclass(frozen=True, slots=True)
class GuardVerdict:
    """Result of the trial of a translation: the text to show, or why it is rejected.

    Attributes:
        text: text for `Locale`; empty if the translation was rejected.
        reason: why the translation was rejected; empty if it was accepted.
    """

    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """Element of a message, in whose place translations are tried.

    Attributes:
        node: element whose content a translation replaces.
        kind: kind of the message.
        line: line in the source file, from 1; 0 if unknown.
        message: the message.
        source: reading of the message; `UNKNOWN` if not determined.
    """

    node: nodes.Element
    kind: MessageKind
    line: int
    message: str
    source: ParsedMessage = UNKNOWN

    @property
    def content(self) -> list[nodes.Node]:
        """Return the nodes that a translation replaces."""
        return self.source.outside.within(self.node.children)


class Guard:
    """Verifier of translations in the document that is being read.

    Attributes:
        parser: parser of translations, with the results of `Locale`.
        parsed: nodes of accepted texts whose parsing had no side effects, so that
            `Locale` need not parse them again.
        repeated: accepted text -> warnings of the parser that the source causes too.

    Args:
        env: environment of the book.
        codecs: codecs of the document.
        source: path of the document.
        dialect: dialect of the document, `None` if its parser is not supported.
        traces: saved state of the environment, which the caller restores.
    """

    def __init__(
        self,
        env: BuildEnvironment,
        codecs: Codecs,
        source: str,
        dialect: Dialect | None,
        traces: EnvironmentSnapshot,
    ) -> None:
        self.env = env
        self.source = source
        self.parser = TranslationParser(env, codecs.settings, source, dialect)
        self.dialect = dialect
        self.parsed: Parsed = {}
        self.repeated: dict[str, frozenset[str]] = {}
        self.codecs = codecs
        self.traces = traces
        self._sources: dict[tuple[int, str], ParsedMessage] = {}

    def place_of(self, message: ExtractedMessage) -> MessagePlace:
        """Return the place of *message*, in which translations are tried."""
        source = self._sources.get((id(message.node), message.text), UNKNOWN)
        return MessagePlace(
            message.node, message.kind, message.line, message.text, source
        )

    def outside_of(self, message: ExtractedMessage) -> OutsideMessage:
        """Return the numbers of nodes of an element that *message* does not contain."""
        node, text = message.node, message.text
        if message.kind is MessageKind.PLAIN or not (
            may_hold_more(node) or may_be_foreign(node, text, self.dialect)
        ):
            return OutsideMessage()
        return self.source_of(message).outside

    def source_of(self, message: ExtractedMessage) -> ParsedMessage:
        """Return the reading of *message*, which is determined by the first call."""
        key = (id(message.node), message.text)
        if key not in self._sources:
            if self.dialect is None:
                unknown = "the page's parser is not known"
                source = ParsedMessage(reason=unknown, construct=unknown)
            elif reason := refused(message):
                source = ParsedMessage.unsupported(reason)
            else:
                source = read_source(message, self.dialect, self.codecs, self._trial)
                if not (source.usual or source.reason):
                    self.codecs.set_reading(message.text, self.dialect, source.inlines)
            self._sources[key] = source
        return self._sources[key]

    def _has_new_reading(self, message: ExtractedMessage) -> bool:
        """Determine the reading of *message*, unless it is known.

        Returns:
            whether the reading was unknown before, and translations can be applied.
        """
        if (id(message.node), message.text) in self._sources:
            return False
        return not self.source_of(message).reason

    def _trial(self, message: ExtractedMessage, text: str) -> TrialResult:
        if reason := self._unfit(text):
            return TrialResult(None, reason)
        if self._is_plain(message.node, text):
            return TrialResult(nodes.paragraph("", text))
        source = ParsedMessage(written=text)
        place = MessagePlace(
            message.node, message.kind, message.line, message.text, source
        )
        reason, patch, warnings = self._attempted(place, parse_noqa(text)[0])
        return TrialResult(patch, reason, frozenset(warnings))

    def rewrite(
        self, message: ExtractedMessage, text: str, *, partial: bool = False
    ) -> str:
        """Rewrite *text*, an untrusted translation, with inline elements of *message*.

        Args:
            message: a message that Sphinx parses, in a document of a supported dialect.
            text: translation with any content.
            partial: passed to `Rewriter.rewritten`.

        Raises:
            PlaceableError: *text* has inline codes that *message* does not have, or
                cannot be written.
        """
        return self._written(message.text, message.kind, text, partial=partial)

    def admit(self, message: ExtractedMessage, text: str) -> GuardVerdict:
        """Rewrite *text*, an untrusted translation, and parse it for trial.

        Returns:
            a verdict with the rewritten text.
        """
        if reason := self._unfit(text):
            return GuardVerdict(reason=reason)
        if message.kind is MessageKind.PLAIN or self._is_plain(message.node, text):
            return self.judge(message, text)
        try:
            written = self.rewrite(message, text)
        except PlaceableError as exc:
            if self._has_new_reading(message):
                return self.admit(message, text)
            return GuardVerdict(reason=str(exc))
        verdict = self._judged(message, written)
        if verdict.reason and self._has_new_reading(message):
            return self.admit(message, text)
        return verdict

    def judge(self, message: ExtractedMessage, text: str) -> GuardVerdict:
        """Parse *text*, written by a codec, for trial as translation of *message*."""
        verdict = self._judged(message, text)
        if message.kind is MessageKind.PLAIN or not verdict.reason:
            return verdict
        again = self._has_new_reading(message)
        return self._judged(message, text) if again else verdict

    def _judged(self, message: ExtractedMessage, text: str) -> GuardVerdict:
        if reason := refused(message):
            return GuardVerdict(reason=reason)
        return self.judge_in(self.place_of(message), text)

    def judge_in(self, place: MessagePlace, text: str) -> GuardVerdict:
        """Parse *text* for trial as translation of the message in *place*."""
        node = place.node
        if reason := self._unfit(text):
            return GuardVerdict(reason=reason)
        if place.kind is MessageKind.PLAIN or self._is_plain(node, text):
            return GuardVerdict(text)
        body, _ = parse_noqa(text)
        reason, patch = self._tried(place, body)
        if patch is None:
            return GuardVerdict(reason=reason)
        if reason := difference(node, place.content, patch):
            return GuardVerdict(reason=reason)
        if would_be_inconsistent(node, patch):
            return GuardVerdict(body.removesuffix(" ") + NOQA)
        return GuardVerdict(body.removesuffix(" ") if body != text else text)

    def admit_human(self, place: MessagePlace, text: str) -> GuardVerdict:
        """Rewrite *text*, a human translation of other markup, and parse it for trial.

        *text* may lack inline elements of the message, but must not have others.
        """
        if reason := self._unfit(text):
            return GuardVerdict(reason=reason)
        if place.kind is MessageKind.PLAIN or self._is_plain(place.node, text):
            return GuardVerdict(text)
        from sphinx_amts.markup.rewriting import ForeignMarkup  # rarely needed

        try:
            written = self._written(place.message, place.kind, text, partial=True)
        except ForeignMarkup as exc:
            return GuardVerdict(
                reason=f"points to what the source does not point to: {exc}"
            )
        except PlaceableError as exc:
            return GuardVerdict(reason=str(exc))
        body, _ = parse_noqa(written)
        reason, patch = self._tried(place, body)
        if patch is None:
            return GuardVerdict(reason=reason)
        reason = gained(place.node.children, patch.children)
        if reason := reason or unfillable(place.node, patch):
            return GuardVerdict(reason=reason)
        if would_be_inconsistent(place.node, patch):
            return GuardVerdict(body + NOQA)
        return GuardVerdict(written)

    def _written(
        self, message: str, kind: MessageKind, text: str, *, partial: bool
    ) -> str:
        if self.dialect is None:
            raise PlaceableError("the page's parser is not known")
        body, noqa = parse_noqa(text)
        try:
            written = self.codecs.rewrite(
                body, message, self.dialect, kind, partial=partial
            )
        except PlaceableError:
            raise
        except Exception as exc:  # roles may be code of any extension
            raise PlaceableError(f"it cannot be read: {exc}") from exc
        return f"{written}{NOQA}" if noqa and not parse_noqa(written)[1] else written

    def _unfit(self, text: str) -> str:
        """Return why *text* is unusable for reasons other than markup, "" if usable."""
        if self.dialect is Dialect.MYST:
            text = out_of_block(text) or text.replace(HARD_BREAK, " ")
        return unfit(text)

    def _is_plain(self, node: nodes.Element, text: str) -> bool:
        """Return whether *text* and *node* have no markup, so no trial is needed."""
        return (
            self.dialect is not None and not has_inline_elements(node) and plain(text)
        )

    def _tried(
        self, place: MessagePlace, body: str
    ) -> tuple[str, nodes.Element | None]:
        """Parse *body* for trial; return why it is rejected, and the parsed element.

        Warnings that the source does not cause are a reason to reject.
        """
        reason, patch, warnings = self._attempted(place, body)
        for warning in warnings if patch is not None else ():
            if warning not in place.source.warnings:
                return f"the parser warns: {warning}", None
        return reason, patch

    def _attempted(
        self, place: MessagePlace, body: str
    ) -> tuple[str, nodes.Element | None, list[str]]:
        """Parse *body* for trial; return reason, parsed element and warnings."""
        if is_notebook(self.source) and _JSON.match(body):
            reason = "a parser of notebooks could take it for one, and run it"
            return reason, None, []
        self.traces.keep()
        source = f"{place.message} {place.source.written}"
        with (
            without_traces(self.env) as records,
            only_roles_of(source, substituted(self.env, source)) as roles,
        ):
            try:
                reason, patch = self.parse(place.node, place.kind, place.line, body)
            except Exception as exc:  # the parser may be that of any extension
                return f"the parser failed: {exc}", None, []
        messages = [r.getMessage() for r in records if not self._is_suppressed(r)]
        if (
            isinstance(patch, nodes.paragraph)
            and place.node.line == place.line  # as `Locale` will ask for it
            and not roles
            and (not records or place.source.warnings.issuperset(messages))
        ):
            detach_from_document(patch)
            self.parsed[body, place.line] = patch
        elif messages and place.source.warnings.issuperset(messages):
            self.repeated[body] = place.source.warnings
        return reason, patch, messages

    def _is_suppressed(self, warning: LogRecord) -> bool:
        """Return whether `suppress_warnings` of the book names *warning*."""
        kind, part = getattr(warning, "type", ""), getattr(warning, "subtype", "")
        return is_suppressed_warning(kind, part, self.env.config.suppress_warnings)

    def parse(
        self, node: nodes.Element, kind: MessageKind, line: int, text: str
    ) -> tuple[str, nodes.Element | None]:
        """Return why `Locale` would drop *text*, "" if not, and the element shown."""

        def parse(source: str) -> nodes.Element:
            return self.parser.parse(line, source)

        if text.strip().endswith("::"):
            return "ends with the mark of a literal block", None
        block = parse(text)
        if isinstance(block, nodes.paragraph):
            if blocks_behind(block):
                return "falls apart into several blocks", None
            if kind is not MessageKind.TITLE or isinstance(node.parent, nodes.section):
                return "", block
        if kind is MessageKind.TITLE:
            title = _first_child(parse, text)
            if title is not None:
                return "", title
        return f"would be read as {block.tagname.replace('_', ' ')}", None


def _first_child(
    parse: Callable[[str], nodes.Element], text: str
) -> nodes.title | None:
    """Parse *text* as a section title, as `Locale` does if it is no paragraph."""
    section = parse(text + "\n" + "=" * len(text) * 2)
    child = section.next_node()
    return child if isinstance(child, nodes.title) else None
