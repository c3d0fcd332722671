"""Write inline elements as pieces of reStructuredText; `rst_fitting` joins them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import escape2null

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup import placeholders
from sphinx_amts.markup.model import Inline, Placeable, Span, Text, visible_text
from sphinx_amts.markup.rst_scanner import NULL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_IN_ROLE = "\\`"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(slots=True)
class Piece:
    """Source of a text or an element, with `NULL` for each backslash that escapes.

    Attributes:
        null: the source.
        is_element: whether the piece is an element, not text.
        implicit: whether the piece is an address, a link without any markup around it.
        faulty: whether docutils could not parse the piece, which may then become text.
        verbatim: whether nothing may be inserted into the piece.
    """

    null: str
    is_element: bool = False
    implicit: bool = False
    faulty: bool = False
    verbatim: bool = False


class RstWriter:
    """Writer of elements, which records whether Sphinx would find references changed.

    Args:
        read: function that parses a line of source text.

    Attributes:
        renamed: whether a reference has another name than in the source.
    """

    def __init__(self, read: Callable[[str], tuple[Inline, ...]]) -> None:
        self._read = read
        self.renamed = False

    def pieces(self, inlines: Iterable[Inline]) -> Iterator[Piece]:
        """Yield the source of *inlines*, piece by piece.

        Raises:
            PlaceableError: an element cannot be written with its content.
        """
        for inline in inlines:
            if isinstance(inline, Text):
                yield Piece(_escaped(inline.text, "\\"))
            elif isinstance(inline, Placeable):
                null = escape2null(inline.source)
                yield Piece(
                    null,
                    is_element=bool(nodes.unescape(null)),  # a lone backslash is none
                    implicit=_is_implicit(inline),
                    faulty=inline.kind == "problematic",
                    verbatim=True,
                )
            else:
                yield from self._span(inline)

    def _span(self, span: Span) -> Iterator[Piece]:
        # inline markup must neither begin nor end with white space
        before, content, after = _without_outer_blanks(span)
        yield Piece(before)
        yield Piece(self._written(span, content), is_element=True)
        yield Piece(after)

    def _written(self, span: Span, content: tuple[Inline, ...]) -> str:
        if span.source:
            (original,) = self._read(span.source)
            if isinstance(original, Span) and visible_text(
                original.children
            ) == visible_text(content):
                return escape2null(span.source)
        self.renamed = self.renamed or (span.order > 0 and span.closing != "`__")
        shown = self._content(span, content)
        closing = escape2null(span.closing)
        if closing.startswith("<"):
            target, _, tail = closing[1:].rpartition(">`")
            if nodes.unescape(target) == visible_text(content):
                return f"{escape2null(span.opening)}{target}`{tail}"
            closing = f" {closing}"
        return escape2null(span.opening) + shown + closing

    def _content(self, span: Span, content: tuple[Inline, ...]) -> str:
        special = "\\*" if span.opening.startswith("*") else _IN_ROLE
        if span.closing.lstrip().startswith("<") or span.closing == "`__":
            special += "<"
        parts = []
        for number, inline in enumerate(content):
            if isinstance(inline, Text):
                parts.append(_escaped(inline.text, special))
            elif isinstance(inline, Placeable) and inline.kind == placeholders.KIND:
                parts.append(inline.source)
            elif (
                isinstance(inline, Span)
                and inline.kind == "explanation"
                and number == len(content) - 1
            ):
                parts.append(_explanation(inline, content[:number]))
            else:
                raise PlaceableError(
                    f"{span.opening}…{span.closing} holds other markup, which "
                    "reStructuredText cannot write"
                )
        if span.kind == "abbreviation" and isinstance(content[-1], Text):
            _refuse_parentheses(content)
        shown = "".join(parts)
        # an exclamation mark in front turns a reference off
        return NULL + shown if shown.startswith("!") and "<" in special else shown


def _is_implicit(inline: Placeable) -> bool:
    """Return whether *inline* is an address; explicit links are quoted or ordered."""
    return (
        inline.kind == "link"
        and inline.order == 0
        and not inline.source.startswith("`")
    )


def _without_outer_blanks(span: Span) -> tuple[str, tuple[Inline, ...], str]:
    """Split the content of *span* into outer white space and the rest.

    Returns:
        white space before the text, the content without it, and white space after.

    Raises:
        PlaceableError: *span* shows nothing but white space.
    """
    children = [
        Text(_one_line(child.text)) if isinstance(child, Text) else child
        for child in _sorted_content(span.children)
    ]
    before = after = ""
    if children and isinstance(first := children[0], Text):
        stripped = first.text.lstrip()
        before = _escaped(first.text[: len(first.text) - len(stripped)], "")
        children[0] = Text(stripped)
    if children and isinstance(last := children[-1], Text):
        stripped = last.text.rstrip()
        after = _escaped(last.text[len(stripped) :], "")
        children[-1] = Text(stripped)
    if not visible_text(children).strip():
        raise PlaceableError(f"{span.opening}…{span.closing} is empty")
    return before, tuple(children), after


def _sorted_content(children: Sequence[Inline]) -> Iterator[Inline]:
    """Yield *children*, with the explanation of an abbreviation moved to the end."""
    inner = [c for c in children if isinstance(c, Span) and c.kind == "explanation"]
    if not inner:
        yield from children
        return
    head = "".join(c.text for c in children if isinstance(c, Text)).strip()
    rest = [c for c in children if not isinstance(c, Text) and c not in inner]
    yield Text(head)
    yield from rest
    yield from inner


def _explanation(span: Span, head: Sequence[Inline]) -> str:
    shown = visible_text(head)
    if not shown.strip() or "(" in shown:
        raise PlaceableError(f"the abbreviation {shown!r} cannot be told apart")
    text = visible_text(span.children).strip()
    if not text or any(not isinstance(c, Text) for c in span.children):
        raise PlaceableError(f"the explanation of {shown!r} is empty or holds markup")
    return f" ({_escaped(text, _IN_ROLE)})"


def _refuse_parentheses(content: Sequence[Inline]) -> None:
    text = visible_text(content)
    if "(" in text and text.endswith(")"):
        raise PlaceableError(
            f"the parenthesis in the abbreviation {text!r} would be its explanation"
        )


def _escaped(text: str, special: str) -> str:
    text = _one_line(text)
    for character in special:
        text = text.replace(character, NULL + character)
    return text


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text)
