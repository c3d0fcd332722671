"""Determine the inline elements of messages whose text is ambiguous.

A message is the source text of an element. This text may be in another dialect than the
page (docstrings, `{eval-rst}`, included files). It may have lost markup (hard line
breaks, markup in titles of directives). And it lacks nodes that the parser or an
extension has inserted (the box of a task, an icon). So several *readings* of a message
as inline elements are tried. A reading is accepted if Sphinx, when it parses the
reading like a translation, gets the same element as the page has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_amts.errors import PlaceableError
from sphinx_amts.extension.messages.codecs import OTHER, Codecs
from sphinx_amts.extension.messages.extraction import can_read
from sphinx_amts.extension.messages.rst_blocks import no_block
from sphinx_amts.markup.model import BREAK, Inline, Placeable, Span, Text, elements
from sphinx_amts.markup.rst_in_myst import is_rst
from sphinx_amts.markup.signature import changed_kinds, differences, signature
from sphinx_amts.model import Dialect, MessageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx_amts.extension.messages.extraction import ExtractedMessage

    Trial = Callable[[ExtractedMessage, str], "TrialResult"]

_WORDLESS = (nodes.raw, nodes.image)

_MYST_ROLE = re.compile(r"\{([^}]+)\}(`+)(.*)\2")

_FOREIGN = {
    Dialect.MYST: re.compile(
        r":[a-z][\w:+.-]*:`|`:[a-z][\w:+.-]*:|`__?(?!\w)|(?<!\S)\|\w[^|$`]*\w\|"
    ),
    Dialect.RST: re.compile(r"\{[\w:+.-]+\}`|\]\(|\]\["),
}
"""Dialect of a page -> pattern of markup that only the other dialect uses often."""


@dataclass(frozen=True, slots=True)
class OutsideMessage:
    """Number of nodes at each end of an element that its message does not contain.

    Attributes:
        first: number of nodes before the text of the message.
        last: number of nodes after the text of the message.
    """

    first: int = 0
    last: int = 0

    def within(self, children: Sequence[nodes.Node]) -> list[nodes.Node]:
        """Return the part of *children* that the message contains."""
        return list(children[self.first : len(children) - self.last])

    def put_back(self, node: nodes.Element, before: Sequence[nodes.Node]) -> None:
        """Restore the nodes outside of the message around the translation in *node*.

        Nothing is restored if the translation has more elements of these kinds than the
        message, because the translator has written them.

        Args:
            node: element that has the translation as content.
            before: content of the element before the translation was applied.
        """
        text = self.within(before)
        first = list(before[: self.first])
        last = list(before[len(before) - self.last :])
        kinds = tuple({child.__class__ for child in [*first, *last]} - {nodes.Text})
        if not kinds or _count(node.children, kinds) > _count(text, kinds):
            return  # the translator has written them
        if first and isinstance(text[0], nodes.Text) and text[0][:1].isspace():
            first.append(nodes.Text(" "))
        if last and isinstance(text[-1], nodes.Text) and text[-1][-1:].isspace():
            last.insert(0, nodes.Text(" "))
        node.children = [*first, *node.children, *last]
        for child in node.children:
            child.parent = node


@dataclass(frozen=True, slots=True)
class TrialResult:
    """Result of parsing a text for trial.

    Attributes:
        patch: element that Sphinx would show; `None` if Sphinx would drop the text.
        reason: why Sphinx would drop the text; empty if it would not.
        warnings: warnings of the parser.
    """

    patch: nodes.Element | None
    reason: str = ""
    warnings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """Reading of a message: its inline elements, or the reason why it has none.

    Attributes:
        inlines: inline elements of the message, in the dialect of the page.
        written: `inlines` written as source text.
        outside: nodes of the element that the message does not contain.
        warnings: warnings of the parser, which the source itself also causes.
        usual: whether the message is read like most messages of the page.
        reason: why no translation can be applied; empty if translations can.
        construct: the markup that is the reason, in a few words, by which the report
            groups messages; empty without *reason*.
    """

    inlines: tuple[Inline, ...] = ()
    written: str = ""
    outside: OutsideMessage = OutsideMessage()
    warnings: frozenset[str] = frozenset()
    usual: bool = True
    reason: str = ""
    construct: str = ""

    @classmethod
    def unsupported(cls, reason: str, construct: str = "") -> ParsedMessage:
        """Create the reading of a message whose translations Sphinx cannot apply."""
        text = f"Sphinx can apply no translation here: {reason}"
        return cls(reason=text, construct=construct or reason)


UNKNOWN = ParsedMessage()
"""Reading of a message whose reading has not been determined."""


def refused(message: ExtractedMessage) -> str:
    """Return why Sphinx can apply no translation to *message*, "" if it can."""
    node = message.node
    if message.kind is MessageKind.TERM and node["ids"] and " : " in message.text:
        return "a glossary term with a key for the index"
    in_section_title = message.kind is MessageKind.TITLE and isinstance(
        node.parent, nodes.section
    )
    if in_section_title and any(node.findall(nodes.footnote_reference)):
        return "Sphinx loses footnotes in translated titles"
    if isinstance(node, nodes.paragraph) and any(map(_is_block, node.children)):
        return "a block stands amid the text, whose own text would be lost"
    return ""


def _is_block(node: nodes.Node) -> bool:
    # roles of extensions make nodes of that class as well, such as icons
    return (
        isinstance(node, nodes.Body)
        and not isinstance(node, nodes.Inline | nodes.system_message)
        and _has_words(node.astext())
    )


def read_source(
    message: ExtractedMessage,
    dialect: Dialect,
    codecs: Codecs,
    trial: Trial,
) -> ParsedMessage:
    """Determine the reading of *message* by trial parsing.

    Args:
        message: a message whose translations Sphinx parses.
        dialect: dialect of the page.
        codecs: codecs of the document.
        trial: parses a text as Sphinx parses a translation of the message.
    """
    with_other_text: ParsedMessage | None = None
    with_outside: ParsedMessage | None = None
    failed: list[ParsedMessage] = []
    readings = _readings(message, dialect, codecs)
    for number, reading in enumerate(readings):
        if isinstance(reading, str):
            failed.append(
                ParsedMessage(reason=reading, construct="it cannot be encoded")
            )
            continue
        try:
            written = codecs.decode(reading, dialect, message.kind)
        except Exception as exc:  # roles may be code of any extension
            reason = f"it cannot be encoded: {exc}"
            failed.append(
                ParsedMessage(reason=reason, construct="it cannot be encoded")
            )
            continue
        tried = trial(message, written)
        outside, reason, construct = _fit(message.node, tried)
        only_rst = dialect is Dialect.MYST and is_rst(reading)
        if only_rst and (clear := no_block(message.node, reason)):
            return ParsedMessage.unsupported(clear)
        usual = number == 0 and outside == OutsideMessage() and not tried.warnings
        source = ParsedMessage(reading, written, outside, tried.warnings, usual)
        if reason:
            failed.append(ParsedMessage.unsupported(reason, construct))
        elif not _has_same_text(message.node, outside, tried.patch):
            with_other_text = with_other_text or (source if number == 0 else None)
        elif outside == OutsideMessage():
            return source
        else:
            with_outside = with_outside or source
    return with_outside or with_other_text or failed[0]


def _readings(
    message: ExtractedMessage, dialect: Dialect, codecs: Codecs
) -> Iterator[tuple[Inline, ...] | str]:
    """Yield possible readings of *message*, the usual reading first.

    A text instead of a reading is the reason why this reading failed.
    """
    node, text = message.node, message.text
    try:
        usual = codecs.encode(text, dialect)
        if _is_broken(node):
            usual = _with_broken_roles(usual, node, codecs, dialect)
        yield usual
    except Exception as exc:  # roles may be code of any extension
        yield f"it cannot be encoded: {exc}"
    if dialect is Dialect.MYST and "\n" in node.rawsource:
        try:
            broken = codecs.encode(node.rawsource.strip(), dialect)
        except PlaceableError:
            broken = ()
        if any(element.kind == BREAK for element in elements(broken)):
            yield broken
    if can_read(OTHER[dialect]):
        try:
            yield codecs.encode_foreign(text, dialect)
        except Exception as exc:  # roles may be code of any extension
            yield f"it cannot be encoded: {exc}"
    if node.rawsource == node.astext():
        inlines = tuple(_of_nodes(node.children))
        if any(True for _ in elements(inlines)):
            from sphinx_amts.markup.dialects import converted  # rare in most books

            yield inlines if dialect is Dialect.MYST else converted(inlines, dialect)


def _with_broken_roles(
    inlines: Sequence[Inline], node: nodes.Element, codecs: Codecs, dialect: Dialect
) -> tuple[Inline, ...]:
    """Convert each role that failed on the page into a placeable.

    The page shows the source of such a role, which must not be translated.
    """
    shown = {" ".join(n.astext().split()) for n in node.findall(nodes.problematic)}
    found: list[Inline] = []
    for inline in inlines:
        if not isinstance(inline, Span):
            found.append(inline)
            continue
        source = codecs.decode((inline,), dialect, MessageKind.BLOCK)
        # MyST shows roles in the form of reStructuredText
        if {source, _MYST_ROLE.sub(r":\1:`\3`", source)} & shown:
            found.append(Placeable("problematic", source, source))
        else:
            below = _with_broken_roles(inline.children, node, codecs, dialect)
            found.append(replace(inline, children=below))
    return tuple(found)


def _of_nodes(children: Sequence[nodes.Node]) -> Iterator[Inline]:
    """Yield inline elements in MyST for text, emphasis, strong and code in *children*.

    Other nodes are left out.
    """
    for child in children:
        if isinstance(child, nodes.Text):
            yield Text(" ".join(child.split("\n")))
        elif isinstance(child, nodes.emphasis | nodes.strong) and not child["classes"]:
            marks = "*" if isinstance(child, nodes.emphasis) else "**"
            below = tuple(_of_nodes(child.children))
            yield Span(child.tagname, marks, marks, below)
        elif isinstance(child, nodes.literal) and not child["classes"]:
            code = child.astext()
            ticks = "``" if "`" in code else "`"
            yield Placeable("literal", f"{ticks}{code}{ticks}", code)


def _fit(node: nodes.Element, tried: TrialResult) -> tuple[OutsideMessage, str, str]:
    """Compare *node* with the result of parsing a reading.

    Returns:
        nodes at the ends of *node* that the reading does not contain; why both differ,
        "" if they do not; the construct that is the cause.
    """
    patch = tried.patch
    if patch is None:
        return OutsideMessage(), tried.reason, ""
    if tried.warnings and not _is_broken(node):
        return (
            OutsideMessage(),
            f"the parser warns: {min(tried.warnings)}",
            "parser warning",
        )
    before, after = signature(node.children), signature(patch.children)
    if before == after:
        return OutsideMessage(), "", ""
    for outside in _outsides(node.children, len(before) - len(after)):
        within = outside.within(node.children)
        if within and signature(within) == after:
            return outside, "", ""
    return OutsideMessage(), differences(before, after), changed_kinds(before, after)


def _outsides(children: Sequence[nodes.Node], number: int) -> Iterator[OutsideMessage]:
    """Yield the ways to leave *number* elements without words out at the ends.

    What follows such an element may be another one, and part of the message: an icon
    behind the box of a task.
    """
    ends = _prefixes(children[::-1])
    for first, length in reversed(_prefixes(children).items()):
        if (last := ends.get(number - first)) is not None and length + last:
            yield OutsideMessage(length, last)


def _prefixes(children: Sequence[nodes.Node]) -> dict[int, int]:
    """Return numbers of leading nodes without words, by that of their elements."""
    lengths, found = {0: 0}, 0
    for length, child in enumerate(children[: _count_wordless(children)], 1):
        if isinstance(child, nodes.Element):
            found += len(signature([child]))
            lengths[found] = length
    return lengths


def _is_broken(node: nodes.Element) -> bool:
    """Return whether the parser has reported errors in the source of *node*."""
    return any(
        isinstance(found, nodes.problematic | nodes.system_message)
        for found in node.findall(nodes.Element)
    )


def may_hold_more(node: nodes.Element) -> bool:
    """Return whether *node* begins or ends with child nodes that show no words."""
    return bool(_count_wordless(node.children) or _count_wordless(node.children[::-1]))


def may_be_foreign(node: nodes.Element, text: str, dialect: Dialect | None) -> bool:
    """Return whether *text*, the message of *node*, may be in the other dialect."""
    if dialect not in _FOREIGN or all(isinstance(n, nodes.Text) for n in node.children):
        return False
    if _FOREIGN[dialect].search(text):
        return True
    if dialect is Dialect.MYST:  # the default role
        found = any(True for _ in node.findall(nodes.title_reference))
        return found and "{" not in text
    code = any(not n["classes"] for n in node.findall(nodes.literal))
    return code and not ("``" in text or ":`" in text)


def _count(parts: Sequence[nodes.Node], kinds: tuple[type[nodes.Node], ...]) -> int:
    return sum(type(node) in kinds for part in parts for node in part.findall())


def _count_wordless(children: Sequence[nodes.Node]) -> int:
    """Return the number of leading nodes that show no words.

    White space is counted only if an element follows it.
    """
    count = 0
    for number, child in enumerate(children, 1):
        if isinstance(child, nodes.Text):
            if child.strip():
                break
        elif not isinstance(child, _WORDLESS) and _has_words(child.astext()):
            break
        else:
            count = number
    return count


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _has_same_text(
    node: nodes.Element, outside: OutsideMessage, patch: nodes.Element | None
) -> bool:
    assert patch is not None
    own = "".join(child.astext() for child in outside.within(node.children))
    return own.split() == patch.astext().split()
