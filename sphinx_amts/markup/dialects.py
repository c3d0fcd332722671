"""Convert inline elements from one dialect to the other.

Sphinx parses every translation of a page with the parser of the page. So text that the
page includes in the other dialect (docstrings, `{eval-rst}`, included files) is
translated in the dialect of the page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import escape2null

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup import placeholders
from sphinx_amts.markup.model import Inline, Placeable, Span, Text, visible_text
from sphinx_amts.markup.myst_roles import in_ticks
from sphinx_amts.model import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_RST_ROLE = re.compile(r"(?::([\w.+:-]+?):)?`(.*)`(?::([\w.+:-]+?):)?", re.DOTALL)
_RST_CLOSING = re.compile(r"(?:( ?)<(.*)>)?`(?::([\w.+:-]+?):)?", re.DOTALL)
_RST_FOOTNOTE = re.compile(r"\[#?([\w.-]+)\]_")
_MYST_ROLE = re.compile(r"\{([^}]+)\}(`+)(.*)\2", re.DOTALL)
_MYST_CLOSING = re.compile(r"(?:( ?)<(.*)>|\s*\((.*)\))?`", re.DOTALL)
_MYST_LINK = re.compile(r"\]\((?:<([^<>]*)>|([^\s()<>]+))\)")
_MYST_FOOTNOTE = re.compile(r"\[\^([\w.-]+)\]")
_SUBSTITUTIONS = frozenset({"release", "today", "translation progress", "version"})
"""Substitutions that Sphinx defines for all pages."""

_AS_WRITTEN = frozenset({"math", "literal", "raw"})
"""Kinds of roles whose text keeps all backslashes."""

_ADDRESS = re.compile(r"\w[\w+.-]*:\S+")
_MARKS = {"emphasis": "*", "strong": "**"}


def converted(
    inlines: Sequence[Inline], dialect: Dialect, *, default_role: str = ""
) -> tuple[Inline, ...]:
    """Convert *inlines*, parsed from the other dialect, to markup of *dialect*.

    Args:
        inlines: the elements of a parsed message.
        dialect: the dialect to write, RST or MYST.
        default_role: default role of reStructuredText in this book; empty for the
            default role of docutils.

    Raises:
        PlaceableError: an element cannot be written in *dialect*.
    """
    role = default_role or "title-reference"
    convert: Callable[[Inline], Inline] = (
        _ToMyst(role).convert if dialect is Dialect.MYST else _to_rst
    )
    return tuple(convert(inline) for inline in inlines)


class _ToMyst:
    def __init__(self, default_role: str) -> None:
        self._default_role = default_role

    def convert(self, inline: Inline) -> Inline:
        if isinstance(inline, Text) or inline.kind == placeholders.KIND:
            return inline
        if isinstance(inline, Span):
            return self._span(inline)
        source = inline.source.strip()
        if inline.kind == "literal" and source.startswith("``"):
            return _code(inline.text)
        name = source.strip("|").lower()
        if inline.kind == "substitution" and name in _SUBSTITUTIONS:
            return Placeable(
                inline.kind, in_ticks("{sub-ref}", inline.text.strip("|")), inline.text
            )
        if inline.kind == "footnote" and (found := _RST_FOOTNOTE.fullmatch(source)):
            return Placeable(inline.kind, f"[^{found[1]}]", found[1], inline.order)
        if inline.kind == "link" and not source.startswith("`"):
            if "@" in source and not _ADDRESS.fullmatch(source):
                return Placeable(inline.kind, f"<{source}>", inline.text)
            if _ADDRESS.fullmatch(source):
                return Placeable(inline.kind, f"<{inline.text}>", inline.text)
        if inline.kind != "problematic" and (role := _RST_ROLE.fullmatch(source)):
            name = role[1] or role[3] or self._default_role
            content = role[2]
            if inline.kind not in _AS_WRITTEN or name == "literal":
                content = _unescaped(content)
            return Placeable(inline.kind, in_ticks(f"{{{name}}}", content), inline.text)
        raise _no_form(source)

    def _span(self, span: Span) -> Span:
        if span.opening in {"*", "**"}:
            return Span(span.kind, span.opening, span.closing, self._below(span))
        closing = _RST_CLOSING.fullmatch(span.closing)
        if span.kind == "link":
            address = re.fullmatch(r" <(.*[^_])>`__?", span.closing, re.DOTALL)
            if address is None:
                raise _no_form(span.opening + span.closing)
            url = "".join(_unescaped(address[1]).split())
            target = f"<{url}>" if re.search(r"[()]", url) else url
            return Span(span.kind, "[", f"]({target})", self._below(span))
        if closing is None:
            raise _no_form(span.opening + span.closing)
        name = span.opening.strip(":`") or closing[3] or self._default_role
        tail = ""
        if closing[2] is not None:
            tail = f"{closing[1]}<{_unescaped(closing[2])}>"
        children = self._below(span)
        if isinstance(last := span.children[-1], Span) and last.kind == "explanation":
            children = (Text(visible_text(span.children[:-1]).rstrip()),)
            tail = f" ({visible_text(last.children)})"
        return Span(span.kind, f"{{{name}}}`", f"{tail}`", children)

    def _below(self, span: Span) -> tuple[Inline, ...]:
        return tuple(
            self.convert(child)
            for child in span.children
            if not (isinstance(child, Span) and child.kind == "explanation")
        )


def _code(text: str) -> Placeable:
    # as CommonMark strips one blank at each end where there is one at both
    padded = f" {text} " if text[:1] == text[-1:] == " " and text.strip() else text
    return Placeable("literal", in_ticks("", padded), text)


def _to_rst(inline: Inline) -> Inline:
    if isinstance(inline, Text) or inline.kind == placeholders.KIND:
        return inline
    if isinstance(inline, Span):
        return _span_to_rst(inline)
    if role := _MYST_ROLE.fullmatch(inline.source):
        content = role[3]
        if inline.kind not in _AS_WRITTEN or role[1] == "literal":
            content = _escaped(content)
        return Placeable(inline.kind, f":{role[1]}:`{content}`", inline.text)
    if inline.kind == "literal" and inline.text.strip() == inline.text != "":
        return Placeable("literal", f"``{inline.text}``", inline.text)
    if inline.kind == "math":
        return Placeable("math", f":math:`{inline.text}`", inline.text)
    if inline.kind == "footnote" and (found := _MYST_FOOTNOTE.fullmatch(inline.source)):
        mark = "" if found[1].isdigit() else "#"
        source = f"[{mark}{found[1]}]_"
        return Placeable(inline.kind, source, found[1], inline.order)
    if inline.kind == "link" and _ADDRESS.fullmatch(inline.source.strip("<>")):
        return Placeable(inline.kind, inline.source.strip("<>"), inline.text)
    raise _no_form(inline.source)


def _span_to_rst(span: Span) -> Span:
    children = tuple(map(_to_rst, span.children))
    if (marks := _MARKS.get(span.kind)) and not span.opening.startswith("{"):
        return Span(span.kind, marks, marks, children)
    if span.kind == "link" and (link := _MYST_LINK.fullmatch(span.closing)):
        return Span(span.kind, "`", f" <{_escaped(link[1] or link[2])}>`__", children)
    name = re.fullmatch(r"\{([^}]+)\}`", span.opening)
    closing = _MYST_CLOSING.fullmatch(span.closing)
    if name is None or closing is None:
        raise _no_form(span.opening + span.closing)
    if closing[3] is not None:
        explanation = Span("explanation", "(", ")", (Text(closing[3]),))
        children = (Text(f"{visible_text(children).rstrip()} "), explanation)
    tail = f"{closing[1]}<{_escaped(closing[2])}>" if closing[2] is not None else ""
    return Span(span.kind, f":{name[1]}:`", f"{tail}`", children)


def _unescaped(text: str) -> str:
    return nodes.unescape(escape2null(text))


def _escaped(text: str) -> str:
    return re.sub(r"[\\`]", r"\\\g<0>", text)


def _no_form(source: str) -> PlaceableError:
    return PlaceableError(f"the parser of the page has no form for {source!r}")
