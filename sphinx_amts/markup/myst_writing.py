"""Write inline elements as MyST that is parsed as meant beside letters of any script.

CommonMark parses `**注意：**请` as text: after punctuation, closing delimiters need a
blank or punctuation after them. The forms tried for emphasis and strong, in order:

1. the delimiters of the source, then those of the other character (`*` or `_`),
2. a role, `` {strong}`注意：` ``, where the content is plain text,
3. delimiters with the letter beside them written as an entity, `**注意：**&#35831;`,
   which the parser takes for punctuation and shows as the letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.html_pairs import HTML
from sphinx_amts.markup.model import Inline, Placeable, Span, Text, visible_text
from sphinx_amts.markup.myst_delimiters import (
    DELIMITERS,
    LETTER,
    OTHER,
    SEPARATOR,
    ZERO_WIDTH,
    fits,
    separator_for,
    visible_borders,
)
from sphinx_amts.markup.myst_escaping import Escaper, entity_first, entity_last
from sphinx_amts.markup.myst_roles import in_ticks, is_role, plain_text, write_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.markup.myst_syntax import Syntax

_ROLES = {"emphasis": "{emphasis}", "strong": "{strong}"}
_BLANKS = " \t\n\r\v\f"
_CONTROL = re.compile(r"[\0-\x08\n-\x1f\x7f-\x9f]+")
_NESTED = "{} stands inside a link; MyST has no links with brackets inside"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Context in which an element is written.

    Attributes:
        around: delimiters of the spans around the element, up to the next link.
        first: the character before the first child of the span around the element.
        last: the character after the last child of that span.
        brackets: whether the element is inside a link or another bracketed span.
        link: whether the element is inside a link.
    """

    around: tuple[str, ...] = ()
    first: str = " "
    last: str = " "
    brackets: bool = False
    link: bool = False


class MystWriter:
    """Writer of inline elements in one MyST syntax."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._escaper = Escaper(syntax)

    def write(self, inlines: Sequence[Inline]) -> str:
        """Write *inlines*, a result of `tidy`, to be inserted into a paragraph."""
        return self._all(inlines, _Place())

    def _all(self, children: Sequence[Inline], place: _Place) -> str:
        texts = {
            at: self._escaper.escape(
                child.text,
                before=children[at - 1] if at else None,
                after=children[at + 1] if at + 1 < len(children) else None,
                inside_brackets=place.brackets,
            )
            for at, child in enumerate(children)
            if isinstance(child, Text)
        }
        written: list[str] = []
        for at, child in enumerate(children):
            if isinstance(child, Text):
                written.append(texts[at])
            elif isinstance(child, Placeable):
                written.append(self._placeable(child, place, written))
            elif is_role(child) and self._syntax.roles:
                written.append(write_role(child))
            elif child.opening in DELIMITERS:
                following = self._first(children, at + 1, texts) or place.last
                beside = (at - 1 in texts, at + 1 in texts)
                span = self._delimited(child, place, written, following, beside)
                if span.entity_behind:
                    texts[at + 1] = entity_first(texts[at + 1])
                written.append(span.source)
            elif child.kind == HTML:
                written.append(self._html(child, place))
            else:
                written.append(self._bracketed(child, place))
        return "".join(written)

    def _first(self, children: Sequence[Inline], at: int, texts: dict[int, str]) -> str:
        """Return the first character that child *at* will be written with, or ""."""
        if at == len(children):
            return ""
        child = children[at]
        if isinstance(child, Text):
            return texts[at][0]
        source = child.source if isinstance(child, Placeable) else child.opening
        # the delimiters of a span behind are chosen later, to suit those of this one
        return "(" if source[0] in "*_" else source[0]

    def _placeable(
        self, placeable: Placeable, place: _Place, written: list[str]
    ) -> str:
        source = placeable.source
        if place.link and source.startswith("["):
            raise PlaceableError(_NESTED.format(source))
        if not (written and source.startswith("`") and written[-1].endswith("`")):
            return source
        # two code spans side by side would be one run of backticks
        code = placeable.text
        if not self._syntax.roles or not code or "`" in (code[0], code[-1]):
            return f" {source}"
        return in_ticks("{literal}", code) if source.endswith("`") else f" {source}"

    def _html(self, span: Span, place: _Place) -> str:
        inside = replace(place, first=">", last="<")
        return span.opening + self._all(span.children, inside) + span.closing

    def _bracketed(self, span: Span, place: _Place) -> str:
        is_link = span.closing.startswith("](")
        if place.link:
            raise PlaceableError(_NESTED.format(span.opening + span.closing))
        if not span.children:
            return span.opening + span.closing
        inside = _Place(first="[", last="]", brackets=True, link=is_link)
        return span.opening + self._all(span.children, inside) + span.closing

    def _delimited(
        self,
        span: Span,
        place: _Place,
        written: list[str],
        following: str,
        beside: tuple[bool, bool],
    ) -> _Delimited:
        if not visible_text(span.children).strip() and not any(
            not isinstance(child, Text) for child in span.children
        ):
            raise PlaceableError(f"{span.kind} without content; MyST cannot write it")
        marks = [span.opening, *filter(None, [OTHER.get(span.opening)])]
        previous = written[-1][-1] if written else place.first
        for mark in marks:
            content = self._inside(span, mark, mark[0], place)
            if fits(mark, content, previous, following, place.around):
                return _Delimited(mark + content + mark)
        text = plain_text(span.children)
        if text and span.kind in _ROLES and self._syntax.roles and "`" not in text:
            return _Delimited(in_ticks(_ROLES[span.kind], text))
        forms = []
        for padding in ("", ZERO_WIDTH):
            for mark in marks:
                content = self._inside(span, mark, padding or mark[0], place)
                padded = padding + content + padding
                if fits(mark, padded, ";", "&", place.around):
                    before = separator_for(mark, previous, is_text=beside[0])
                    behind = separator_for(mark, following, is_text=beside[1])
                    shown = 2 * len(padding) + [before, behind].count(SEPARATOR)
                    forms.append((shown, mark + padded + mark, before, behind))
        # as few zero width spaces as can be; the last form fits anywhere
        _, source, before, behind = min(forms, key=lambda form: form[0])
        if before == LETTER:
            written[-1] = entity_last(written[-1])
        return _Delimited(
            before.strip(LETTER) + source + behind.strip(LETTER),
            entity_behind=behind == LETTER,
        )

    def _inside(self, span: Span, mark: str, border: str, place: _Place) -> str:
        around = (*place.around, mark)
        inside = replace(place, around=around, first=border, last=border)
        return visible_borders(self._all(span.children, inside))


@dataclass(frozen=True, slots=True)
class _Delimited:
    source: str
    entity_behind: bool = False


def tidy(inlines: Sequence[Inline]) -> list[Inline]:
    """Join neighbouring texts, and move white space to the outside of emphasis."""
    tidied: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text):
            _add_text(tidied, _CONTROL.sub(" ", inline.text))
        elif isinstance(inline, Span) and inline.children:
            children = tidy(inline.children)
            before, span, behind = _hoist(_as_delimited(inline, children), children)
            _add_text(tidied, before)
            tidied.append(span)
            _add_text(tidied, behind)
        else:
            tidied.append(inline)
    return tidied


def _add_text(tidied: list[Inline], text: str) -> None:
    if tidied and isinstance(last := tidied[-1], Text):
        tidied[-1] = Text(last.text + text)
    elif text:
        tidied.append(Text(text))


def _as_delimited(span: Span, children: Sequence[Inline]) -> Span:
    """Convert *span* to delimiters if it is a role with more than plain text."""
    role = _ROLES.get(span.kind)
    if role != span.opening.rstrip("`") or plain_text(children) is not None:
        return span
    mark = "**" if span.kind == "strong" else "*"
    return replace(span, opening=mark, closing=mark)


def _hoist(span: Span, children: list[Inline]) -> tuple[str, Span, str]:
    """Move the white space at the ends of *span* out of it.

    Args:
        span: the span.
        children: its content, which is changed.

    Returns:
        white space before the span, the span without it, and white space after.
    """
    before = behind = ""
    if span.opening in DELIMITERS and children:
        if isinstance(first := children[0], Text):
            kept = first.text.lstrip(_BLANKS)
            before = first.text[: len(first.text) - len(kept)]
            children[:1] = [Text(kept)] if kept else []
        if children and isinstance(last := children[-1], Text):
            kept = last.text.rstrip(_BLANKS)
            behind = last.text[len(kept) :]
            children[-1:] = [Text(kept)] if kept else []
    return before, replace(span, children=tuple(children)), behind
