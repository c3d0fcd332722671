"""Nothing broken is ever shown: machine text is parsed for trial before it is used.

The trial does what Sphinx's `Locale` transform will do with the text, with the page's
own parser, roles and settings, and compares the inline signature of the result with
that of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.i18n import parse_noqa
from sphinx.util.logging import is_suppressed_warning

from sphinx_amts.markup.signature import (
    differences,
    has_inline_elements,
    pointers,
    signature,
    swapped_text,
)
from sphinx_amts.model import Dialect, MessageKind
from sphinx_amts.sphinx_ext.internals import parse_translation, without_traces

if TYPE_CHECKING:
    from collections.abc import Callable
    from logging import LogRecord

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.sphinx_ext.extraction import Extracted

NOQA = " # noqa"
"""Suffix that makes `Locale` accept references in another order or wording."""

# No character that either dialect could take for markup, and no list marker in front.
_PLAIN = re.compile(r"[^\W\d_][^*_`|\[\]<>{}\\$:#~^&@=+%/\-\u2010-\u2015…]*")
_UNSEEN = nodes.Invisible | nodes.system_message
_LIST_MARKER = re.compile(r"\w{1,9}[.)](\s|$)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the trial of a translation came to.

    Attributes:
        text: the text to hand to `Locale`; empty if it was rejected.
        reason: why it was rejected; empty if it was accepted.
    """

    text: str = ""
    reason: str = ""


class Guard:
    """Tries translations in the document that is being read."""

    def __init__(
        self,
        env: BuildEnvironment,
        settings: Any,
        source: str,
        dialect: Dialect | None,
    ) -> None:
        self.env = env
        self.settings = settings
        self.source = source
        self.dialect = dialect

    def judge(self, message: Extracted, text: str) -> Verdict:
        """Try *text* as translation of *message*."""
        node = message.node
        if message.kind is MessageKind.TERM and node["ids"] and " : " in message.text:
            return Verdict(reason="a glossary term with a key for the index")
        in_section_title = message.kind is MessageKind.TITLE and isinstance(
            node.parent, nodes.section
        )
        if in_section_title and any(node.findall(nodes.footnote_reference)):
            return Verdict(reason="Sphinx loses footnotes in translated titles")
        return self.judge_node(message.node, message.kind, message.line, text)

    def judge_node(
        self, node: nodes.Element, kind: MessageKind, line: int, text: str
    ) -> Verdict:
        """Try *text* in the place of the content of *node*."""
        if not text.strip():
            return Verdict(reason="the translation is empty")
        if any(ord(c) < 32 for c in text):
            return Verdict(reason="the translation holds a control character")
        if kind is MessageKind.PLAIN:
            return Verdict(text)
        if self.dialect is not None and not has_inline_elements(node) and plain(text):
            return Verdict(text)
        body, noqa = parse_noqa(text)
        reason, patch = self._tried(node, kind, line, body)
        if patch is None:
            return Verdict(reason=reason)
        if reason := _difference(node, patch):
            return Verdict(reason=reason)
        if noqa or _would_be_inconsistent(node, patch):
            return Verdict(body + NOQA)
        return Verdict(text)

    def admit(
        self,
        node: nodes.Element,
        kind: MessageKind,
        line: int,
        text: str,
        *,
        anywhere: bool = True,
    ) -> Verdict:
        """Try whether *text*, which a person wrote, is shown without a warning.

        Its markup may be another one than that of *node*.

        Args:
            node: what is translated.
            kind: its kind.
            line: where it stands.
            text: the translation.
            anywhere: whether it may point to what *node* does not point to.
        """
        if kind is MessageKind.PLAIN:
            return Verdict(text)
        body, _ = parse_noqa(text)
        reason, patch = self._tried(node, kind, line, body)
        if patch is None:
            return Verdict(reason=reason)
        if not anywhere and pointers(patch) - pointers(node):
            return Verdict(reason="points to what the source does not point to")
        if _would_be_inconsistent(node, patch):
            return Verdict(body + NOQA)
        return Verdict(text)

    def _tried(
        self, node: nodes.Element, kind: MessageKind, line: int, body: str
    ) -> tuple[str, nodes.Element | None]:
        """Return what would be shown; nothing if the parser warns of it."""
        with without_traces(self.env) as warnings:
            try:
                reason, patch = self.parse(node, kind, line, body)
            except Exception as exc:  # a parser of anybody's making
                return f"the parser failed: {exc}", None
        for warning in warnings if patch is not None else ():
            if not self._is_suppressed(warning):
                return f"the parser warns: {warning.getMessage()}", None
        return reason, patch

    def _is_suppressed(self, warning: LogRecord) -> bool:
        """Whether the book does not want to hear of *warning*."""
        kind, part = getattr(warning, "type", ""), getattr(warning, "subtype", "")
        return is_suppressed_warning(kind, part, self.env.config.suppress_warnings)

    def parse(
        self, node: nodes.Element, kind: MessageKind, line: int, text: str
    ) -> tuple[str, nodes.Element | None]:
        """Return what `Locale` would show for *text*, or a reason why nothing."""

        def parse(source: str) -> nodes.Element:
            return parse_translation(self.env, self.settings, self.source, line, source)

        if text.strip().endswith("::"):
            return "ends with the mark of a literal block", None
        block = parse(text)
        if isinstance(block, nodes.paragraph):
            rest = block.parent.children[1:] if block.parent is not None else []
            if any(not isinstance(other, _UNSEEN) for other in rest):
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
    """Parse *text* as `Locale` does the titles that are not plain paragraphs."""
    section = parse(text + "\n" + "=" * len(text) * 2)
    child = section.next_node()
    return child if isinstance(child, nodes.title) else None


def plain(text: str) -> bool:
    """Whether no dialect could see anything but text in *text*."""
    return _PLAIN.fullmatch(text) is not None and _LIST_MARKER.match(text) is None


def _difference(node: nodes.Element, patch: nodes.Element) -> str:
    """Say what markup the translation changes; empty if none."""
    before, after = signature(node.children), signature(patch.children)
    if before != after:
        return differences(before, after)
    if text := swapped_text(node, patch):
        return f"a link shows the text of another, {text!r}"
    return ""


def _would_be_inconsistent(node: nodes.Element, patch: nodes.Element) -> bool:
    """Whether `Locale` would warn, although the signatures agree.

    It compares the source text of named references and footnotes in their order,
    and both may differ for good reasons: translated words, another word order.
    """
    return any(
        [key(found) for found in node.findall(kind)]
        != [key(found) for found in patch.findall(kind)]
        for kind, key in _COMPARED
    )


def _rawsource(node: nodes.Element) -> object:
    return node.rawsource


def _reference(node: nodes.Element) -> object:
    return node.rawsource if "refname" in node else None


def _reftarget(node: nodes.Element) -> object:
    return node.get("reftarget") if node.tagname == "pending_xref" else None


_COMPARED: tuple[tuple[type[nodes.Element], Callable[[nodes.Element], object]], ...]
_COMPARED = (
    (nodes.footnote_reference, _rawsource),
    (nodes.citation_reference, _rawsource),
    (nodes.reference, _reference),
    (nodes.Element, _reftarget),
)
