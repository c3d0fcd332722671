"""Parse a message of reStructuredText into text, placeables and spans."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils import escape2null

from sphinx_amts.markup import placeholders
from sphinx_amts.markup.code_shapes import is_code_title, is_name
from sphinx_amts.markup.model import Inline, Placeable, Span, Text
from sphinx_amts.markup.rst_roles import RoleDisplay, RoleType, role_type
from sphinx_amts.markup.rst_scanner import NULL, Role, Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# as docutils.parsers.rst.states.RSTState.paragraph
_LITERAL_NEXT = re.compile(r"(?<!\\)(\\\\)*::$")
_LINE_ENDS = re.compile(r"(?:(?<![ \t])[ \t]*+)?\n[ \t]*")
_INDEX_SYNTAX = frozenset(",;:!")
_LEAVES: dict[type[nodes.Node], str] = {
    nodes.literal: "literal",
    nodes.target: "target",
    nodes.substitution_reference: "substitution",
    nodes.footnote_reference: "footnote",
    nodes.citation_reference: "citation",
    nodes.problematic: "problematic",
}


def one_line(message: str) -> str:
    """Return *message* on one line, without a final `::` that announces code."""
    text = message.replace("\v", " ").replace("\f", " ").expandtabs(8)
    text = _LINE_ENDS.sub(" ", text).lstrip(" ").rstrip()
    if len(text) > 2 and _LITERAL_NEXT.search(text):
        return text[:-3].rstrip() if text[-3] == " " else text[:-1]
    return text


class RstReader:
    """Parser of reStructuredText messages, with the roles and settings of a book."""

    def __init__(self, scanner: Scanner, env: Any) -> None:
        self._scanner = scanner
        self._env = env

    def read(self, text: str) -> tuple[Inline, ...]:
        """Parse *text*, one line, into inline elements."""
        return tuple(_Message(text, self._scanner, self._env).inlines())


class _Message:
    def __init__(self, text: str, scanner: Scanner, env: Any) -> None:
        self._text = text
        self._null = escape2null(text)
        self._scanner = scanner
        self._env = env
        self._orders = count(1)

    def inlines(self) -> Iterator[Inline]:
        position = base = 0
        while (found := self._scanner.find(self._null, base)) is not None:
            base = found.end
            if found.nodes:
                yield from self._plain(position, found.start)
                yield self._element(found.start, found.end, found.nodes)
                position = base
        yield from self._plain(position, len(self._null))

    def _plain(self, start: int, end: int) -> Iterator[Inline]:
        position = start
        for first, last in self._scanner.addresses(self._null[start:end]):
            yield from self._shown(position, start + first)
            position = start + last
            source = self._text[start + first : position]
            yield Placeable("link", source, nodes.unescape(escape2null(source)))
        yield from self._shown(position, end)

    def _shown(self, start: int, end: int) -> Iterator[Text]:
        text = nodes.unescape(self._null[start:end])
        if text:
            yield Text(text)

    def _element(self, start: int, end: int, found: Sequence[nodes.Node]) -> Inline:
        node = found[0]
        source = self._text[start:end]
        if isinstance(node, Role):
            return self._role(node, start, end)
        if isinstance(node, nodes.emphasis | nodes.strong):
            kind = node.tagname
            marks = "**" if kind == "strong" else "*"
            return _span(kind, marks, nodes.unescape(str(node[0])), marks) or Placeable(
                kind, source, node.astext()
            )
        if isinstance(node, nodes.reference) and not isinstance(
            node[0], nodes.substitution_reference
        ):
            return self._reference(node, source)
        leaf = node[0] if isinstance(node, nodes.reference) else node
        kind = _LEAVES.get(type(leaf), "raw")
        ordered = isinstance(
            node,
            nodes.reference | nodes.footnote_reference | nodes.citation_reference,
        )
        order = next(self._orders) if ordered else 0
        return Placeable(kind, source, node.astext() or source.strip(), order)

    def _reference(self, node: nodes.reference, source: str) -> Inline:
        """Convert a reference: `text`_, `text <target>`_, text_ and the like.

        A link with one underscore also declares its text as the name of its target. The
        translated text must not be declared, so the link is written with two
        underscores, unless its text is unchanged. A name that is also the target
        becomes an explicit target.
        """
        shown = node.astext()
        order = 0 if "refuri" in node else next(self._orders)
        opaque = Placeable("link", source, shown, order)
        anonymous = source.endswith("__")
        quoted = source.startswith("`")
        content = source[: -2 if anonymous else -1]
        content = content[1:-1] if quoted else content
        null = escape2null(content)
        link = self._scanner.patterns.embedded_link.search(null)
        if quoted and link:
            shown = nodes.unescape(null[: link.start()])
            closing = content[link.start() :] + "`__"
            kept = "" if anonymous and "refuri" in node else source
        elif "anonymous" in node:
            closing = "`__"
            kept = "" if quoted else source
        else:
            link = self._scanner.patterns.embedded_link.search(f" <{null}_>")
            if link is None or self._scanner.patterns.uri.match(link[2]):
                return opaque
            closing = f" <{content}_>`__"
            kept = source
        return _span("link", "`", shown, closing, source=kept, order=order) or opaque

    def _role(self, node: Role, start: int, end: int) -> Inline:
        role = role_type(node["role"], self._scanner, self._env)
        source = self._text[start:end]
        null = self._null[start:end]
        content = null.index("`") + 1
        opening, tail = source[:content], source[null.rindex("`") :]
        null = null[content : null.rindex("`")]
        inline = _read_role(role, node["role"].lower(), opening, null, tail)
        title = role.title.match(null) if role.title else None
        hint = _hint(nodes.unescape(title[1] if title else null))
        return inline or Placeable(role.kind, source, hint)


def _read_role(
    role: RoleType, name: str, opening: str, null: str, tail: str
) -> Span | None:
    shown = nodes.unescape(null)
    if role.display is RoleDisplay.TEXT:
        return _span(role.kind, opening, shown, tail)
    if role.display is RoleDisplay.ABBREVIATION:
        return _abbreviation(role.kind, opening, shown, tail)
    if role.title is None:
        return None
    if null.startswith("!"):
        main = null[1:].strip()
        if role.kind != "index" or not main or "<" in main:
            return None
        # a main entry, not a text without a link; the entry stays as it is
        closing = f" <! single: {_as_written(main)}>{tail}"
        return _span(role.kind, opening, nodes.unescape(main), closing)
    if match := role.title.match(null):
        shown = nodes.unescape(match[1])
        target = nodes.unescape(match[2])
        if is_name(shown) or (role.code and is_code_title(shown, target)):
            return None
        closing = f" <{_as_written(match[2])}>{tail}"
        span = _span(role.kind, opening, shown, closing)
        if span and name.rpartition(":")[2] == placeholders.ROLE:
            return replace(span, children=tuple(placeholders.fields(shown)))
        return span
    if role.display is not RoleDisplay.NAMED or "<" in shown or ">" in shown:
        return None
    if role.kind == "index" and _INDEX_SYNTAX.intersection(shown):
        return None
    # without a blank: the text is the target as well, see `rst_writing`
    closing = f"<{_as_written(null)}>{tail}"
    return _span(role.kind, opening, shown, closing)


def _span(
    kind: str,
    opening: str,
    shown: str,
    closing: str,
    *,
    source: str = "",
    order: int = 0,
) -> Span | None:
    if not shown or shown != shown.strip():
        return None
    return Span(kind, opening, closing, (Text(shown),), source, order)


def _abbreviation(kind: str, opening: str, shown: str, tail: str) -> Span | None:
    # as sphinx.roles.Abbreviation: the first parenthesis, if the last is at the end
    head, parenthesis, explanation = shown.partition("(")
    if not parenthesis or not explanation.endswith(")"):
        return _span(kind, opening, shown, tail)
    inner = _span("explanation", "(", explanation[:-1], ")")
    if inner is None or not head.strip():
        return None
    return Span(kind, opening, tail, (Text(head.rstrip() + " "), inner))


def _as_written(null: str) -> str:
    return nodes.unescape(null, restore_backslashes=True)


def _hint(text: str) -> str:
    text = text.removeprefix("!")
    if text.startswith("~"):
        return text.rpartition(".")[2].removeprefix("~")
    return text.replace(NULL, "")
