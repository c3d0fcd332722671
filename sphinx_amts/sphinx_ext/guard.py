"""Nothing broken is ever shown: text from outside is tried before it is used.

What an engine, a memory, a machine catalog or the human memory has brought is first
read by the codec of the page, which runs nothing, and written anew with the elements
of the source message and nothing else. The trial then does what Sphinx's `Locale`
transform will do with the text, with the page's own parser, roles and settings, and
compares the inline signature of the result with that of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import attrgetter, methodcaller
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.i18n import parse_noqa
from sphinx.util.logging import is_suppressed_warning

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup import placeholders
from sphinx_amts.markup.rewriting import ForeignMarkup
from sphinx_amts.markup.signature import (
    differences,
    gained,
    has_inline_elements,
    signature,
    swapped_text,
)
from sphinx_amts.model import Dialect, MessageKind
from sphinx_amts.sphinx_ext.extraction import is_notebook
from sphinx_amts.sphinx_ext.internals import parse_translation
from sphinx_amts.sphinx_ext.trial import without_powers, without_traces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from logging import LogRecord

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.sphinx_ext.codecs import Codecs
    from sphinx_amts.sphinx_ext.extraction import Extracted
    from sphinx_amts.sphinx_ext.internals import Parsed
    from sphinx_amts.sphinx_ext.trial import Traces

NOQA = " # noqa"
"""Suffix that makes `Locale` accept references in another order or wording."""

# No character that either dialect could take for markup, and no list marker in front.
_PLAIN = re.compile(
    r"[^\W\d_][^*_`|\[\]<>{}\\$:#~^&@=+%/\-\u2010-\u2015…"
    r"\x00-\x1f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*"
)
_LINK = re.compile(r"\w\.\w|PEP|RFC")
"""What linkify and docutils may make a link of without any markup."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Characters that no translation consists of; line ends are none of a message."""

_JSON = re.compile(r"""\s*\{\s*["}]""")

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a translation is to stand.

    Attributes:
        node: whose content it is to take the place of.
        kind: of the message.
        line: in the source file, 0 if unknown.
        message: the source text.
    """

    node: nodes.Element
    kind: MessageKind
    line: int
    message: str


def place_of(message: Extracted) -> Place:
    """Return the place of a message of the document that is being read."""
    return Place(message.node, message.kind, message.line, message.text)


class Guard:
    """Tries translations in the document that is being read.

    Attributes:
        parsed: texts that passed and whose parsing left nothing behind, so that
            `Locale` need not parse them again.

    Args:
        env: of the book.
        codecs: of the document.
        source: path of the document.
        dialect: of the document, `None` if its parser is not known.
        traces: of trials in the environment, which the caller puts back.
    """

    def __init__(
        self,
        env: BuildEnvironment,
        codecs: Codecs,
        source: str,
        dialect: Dialect | None,
        traces: Traces,
    ) -> None:
        self.env = env
        self.source = source
        self.dialect = dialect
        self.parsed: Parsed = {}
        self._codecs = codecs
        self._traces = traces

    def rewrite(self, message: Extracted, text: str, *, partial: bool = False) -> str:
        """Return *text*, a translation from outside, written anew for *message*.

        Args:
            message: in a document of a known dialect; not one that is copied.
            text: whatever it may hold.
            partial: as `Rewriter.rewritten` takes it.

        Raises:
            PlaceableError: it holds what *message* does not hold, or cannot be
                written.
        """
        return self._written(message.text, message.kind, text, partial=partial)

    def admit(self, message: Extracted, text: str) -> Verdict:
        """Write *text*, which comes from outside, anew, and try it.

        Returns:
            a verdict with the text as written anew.
        """
        if reason := unfit(text):
            return Verdict(reason=reason)
        if message.kind is MessageKind.PLAIN or self._is_plain(message.node, text):
            return self.judge(message, text)
        try:
            written = self.rewrite(message, text)
        except PlaceableError as exc:
            return Verdict(reason=str(exc))
        return self.judge(message, written)

    def judge(self, message: Extracted, text: str) -> Verdict:
        """Try *text*, which our codec has written, as translation of *message*."""
        node = message.node
        if message.kind is MessageKind.TERM and node["ids"] and " : " in message.text:
            return Verdict(reason="a glossary term with a key for the index")
        in_section_title = message.kind is MessageKind.TITLE and isinstance(
            node.parent, nodes.section
        )
        if in_section_title and any(node.findall(nodes.footnote_reference)):
            return Verdict(reason="Sphinx loses footnotes in translated titles")
        return self.judge_in(place_of(message), text)

    def judge_in(self, place: Place, text: str) -> Verdict:
        """Try *text* in *place*."""
        node = place.node
        if reason := unfit(text):
            return Verdict(reason=reason)
        if place.kind is MessageKind.PLAIN or self._is_plain(node, text):
            return Verdict(text)
        body, _ = parse_noqa(text)
        reason, patch = self._tried(place, body)
        if patch is None:
            return Verdict(reason=reason)
        if reason := _difference(node, patch):
            return Verdict(reason=reason)
        if _would_be_inconsistent(node, patch):
            return Verdict(body.removesuffix(" ") + NOQA)
        return Verdict(body.removesuffix(" ") if body != text else text)

    def admit_human(self, place: Place, text: str) -> Verdict:
        """Write *text*, which a person wrote for other markup, anew, and try it.

        It may lack elements of *place*, and is not shown in a form that *place* does
        not have.
        """
        if reason := unfit(text):
            return Verdict(reason=reason)
        if place.kind is MessageKind.PLAIN or self._is_plain(place.node, text):
            return Verdict(text)
        try:
            written = self._written(place.message, place.kind, text, partial=True)
        except ForeignMarkup as exc:
            return Verdict(reason=f"points to what the source does not point to: {exc}")
        except PlaceableError as exc:
            return Verdict(reason=str(exc))
        body, _ = parse_noqa(written)
        reason, patch = self._tried(place, body)
        if patch is None:
            return Verdict(reason=reason)
        reason = gained(place.node.children, patch.children)
        if reason := reason or _unfillable(place.node, patch):
            return Verdict(reason=reason)
        if _would_be_inconsistent(place.node, patch):
            return Verdict(body + NOQA)
        return Verdict(written)

    def _written(
        self, message: str, kind: MessageKind, text: str, *, partial: bool
    ) -> str:
        if self.dialect is None:
            raise PlaceableError("the page's parser is not known")
        body, noqa = parse_noqa(text)
        try:
            written = self._codecs.rewrite(
                body, message, self.dialect, kind, partial=partial
            )
        except PlaceableError:
            raise
        except Exception as exc:  # roles are anybody's code, and a book must build
            raise PlaceableError(f"it cannot be read: {exc}") from exc
        return f"{written}{NOQA}" if noqa and not parse_noqa(written)[1] else written

    def _is_plain(self, node: nodes.Element, text: str) -> bool:
        """Whether *text* needs no trial in the place of the content of *node*."""
        return (
            self.dialect is not None and not has_inline_elements(node) and plain(text)
        )

    def _tried(self, place: Place, body: str) -> tuple[str, nodes.Element | None]:
        """Return what would be shown; nothing if the parser warns of it."""
        if is_notebook(self.source) and _JSON.match(body):
            return "a parser of notebooks could take it for one, and run it", None
        self._traces.keep()
        with (
            without_traces(self.env) as warnings,
            without_powers(place.message) as roles,
        ):
            try:
                reason, patch = self.parse(place.node, place.kind, place.line, body)
            except Exception as exc:  # a parser of anybody's making
                return f"the parser failed: {exc}", None
        for warning in warnings if patch is not None else ():
            if not self._is_suppressed(warning):
                return f"the parser warns: {warning.getMessage()}", None
        if (
            isinstance(patch, nodes.paragraph)
            and place.node.line == place.line  # as `Locale` will ask for it
            and not (roles or warnings)
        ):
            self.parsed[body, place.line] = patch
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
            return parse_translation(
                self.env, self._codecs.settings, self.source, line, source
            )

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
    return (
        _PLAIN.fullmatch(text) is not None
        and _LIST_MARKER.match(text) is None
        and _LINK.search(text) is None
    )


def unfit(text: str) -> str:
    """Say why *text* can be no translation at all; empty if it may be one."""
    if not text.strip():
        return "the translation is empty"
    if _CONTROL.search(text):
        return "the translation holds a control character"
    return ""


def _difference(node: nodes.Element, patch: nodes.Element) -> str:
    """Say what markup the translation changes; empty if none."""
    before, after = signature(node.children), signature(patch.children)
    if before != after:
        return differences(before, after)
    if text := swapped_text(node, patch):
        return f"a link shows the text of another, {text!r}"
    return _unfillable(node, patch)


def _unfillable(node: nodes.Element, patch: nodes.Element) -> str:
    """Say which number Sphinx could not put into the translation; empty if none."""
    sources: dict[object, list[str]] = {}
    for xref in _numbered(node):
        sources.setdefault(xref.get("reftarget"), []).append(xref.astext())
    for xref in _numbered(patch):
        known = sources.get(xref.get("reftarget"), [])
        faults = [placeholders.fault(source, xref.astext()) for source in known]
        if faults and all(faults):
            return faults[0]
    return ""


def _numbered(node: nodes.Element) -> Iterator[nodes.Element]:
    for xref in node.findall(addnodes.pending_xref):
        if xref.get("reftype") == placeholders.ROLE and xref.get("refexplicit"):
            yield xref


def _would_be_inconsistent(node: nodes.Element, patch: nodes.Element) -> bool:
    """Whether `Locale` would warn, although the signatures agree.

    It compares the source text of named references and footnotes in their order,
    and both may differ for good reasons: translated words, another word order.
    """
    return any(
        list(_compared(node, kind, needed, key))
        != list(_compared(patch, kind, needed, key))
        for kind, needed, key in _COMPARED
    )


def _compared(
    node: nodes.Element,
    kind: type[nodes.Element],
    needed: str,
    key: Callable[[nodes.Element], object],
) -> Iterator[object]:
    """Yield what `Locale` compares of elements of one *kind*."""
    for found in node.findall(kind):
        if needed in found or not needed:
            yield key(found)


_Compared: TypeAlias = (
    "tuple[type[nodes.Element], str, Callable[[nodes.Element], object]]"
)
_RAWSOURCE = attrgetter("rawsource")
_COMPARED: tuple[_Compared, ...] = (
    (nodes.footnote_reference, "", _RAWSOURCE),
    (nodes.citation_reference, "refname", _RAWSOURCE),
    (nodes.reference, "refname", _RAWSOURCE),
    (addnodes.pending_xref, "", methodcaller("get", "reftarget")),
)
"""Kinds of elements, with the attribute that `Locale` asks for and what it compares."""
