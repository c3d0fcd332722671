"""The model written as MyST, in forms that the parser takes next to any script.

CommonMark reads `**注意：**请` as text: behind punctuation, closing delimiters need a
blank or punctuation after them. The forms tried for emphasis and strong, in order:

1. the delimiters of the source, then those of the other character (`*` or `_`),
2. a role, `` {strong}`注意：` ``, where the content is plain text,
3. delimiters with the letter beside them written as an entity, `**注意：**&#35831;`,
   which the parser takes for punctuation and shows as the letter.

Source: CommonMark 0.31, section 6.2 (left- and right-flanking delimiter runs).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.model import Inline, Placeable, Span, Text, visible_text
from sphinx_amts.markup.myst_escaping import Escaper, entity
from sphinx_amts.markup.myst_roles import in_ticks, is_role, plain_text, write_role

if TYPE_CHECKING:
    from sphinx_amts.markup.myst_syntax import Syntax

_DELIMITERS = frozenset(["*", "_", "**", "__", "~", "~~"])
_OTHER = {"*": "_", "_": "*", "**": "__", "__": "**"}
_ROLES = {"emphasis": "{emphasis}", "strong": "{strong}"}
_BLANKS = " \t\n\r\v\f"
_CONTROL = re.compile(r"[\0-\x08\n-\x1f\x7f-\x9f]+")
_NESTED_LINK = "the link {} stands inside another one; MyST cannot write that"
_SEPARATOR = "&#8203;"
"""A zero width space, where nothing else keeps two delimiters apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where something is written.

    Attributes:
        around: delimiters of the spans around it, up to the next link.
        border: the character before the first and behind the last child.
        brackets: whether it is inside a link or another bracketed span.
        link: whether it is inside a link.
    """

    around: tuple[str, ...] = ()
    first: str = " "
    last: str = " "
    brackets: bool = False
    link: bool = False


class Writer:
    """Writes inlines in one syntax."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._escaper = Escaper(syntax)

    def write(self, inlines: Sequence[Inline]) -> str:
        """Return the source of *inlines*, which are tidy, for amid a paragraph."""
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
                written.append(self._role(child, place))
            elif child.opening in _DELIMITERS:
                following = self._first(children, at + 1, texts) or place.last
                span = self._delimited(child, place, written, following)
                if span.entity_behind:
                    texts[at + 1] = _entity_first(texts[at + 1])
                written.append(span.source)
            else:
                written.append(self._bracketed(child, place))
        return "".join(written)

    def _first(
        self, children: Sequence[Inline], at: int, texts: dict[int, str]
    ) -> str:
        """Return the first character of child *at*, "" where there is none."""
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
        if (
            place.link
            and placeable.kind in {"link", "xref"}
            and source.startswith(("[", "<"))
        ):
            raise PlaceableError(_NESTED_LINK.format(source))
        if not (written and source.startswith("`") and written[-1].endswith("`")):
            return source
        # two code spans side by side would be one run of backticks
        code = placeable.text
        if not self._syntax.roles or not code or "`" in (code[0], code[-1]):
            return f" {source}"
        return in_ticks("{literal}", code) if source.endswith("`") else f" {source}"

    def _role(self, span: Span, place: _Place) -> str:
        if plain_text(span.children) is None and span.kind in _ROLES:
            mark = "**" if span.kind == "strong" else "*"
            return self._all([replace(span, opening=mark, closing=mark)], place)
        return write_role(span)

    def _bracketed(self, span: Span, place: _Place) -> str:
        is_link = span.closing.startswith("](")
        if is_link and place.link:
            raise PlaceableError(_NESTED_LINK.format(span.opening + span.closing))
        if not span.children:
            return span.opening + span.closing
        inside = _Place(
            first="[", last="]", brackets=True, link=is_link or place.link
        )
        return span.opening + self._all(span.children, inside) + span.closing

    def _delimited(
        self, span: Span, place: _Place, written: list[str], following: str
    ) -> _Delimited:
        if not visible_text(span.children).strip() and not any(
            not isinstance(child, Text) for child in span.children
        ):
            raise PlaceableError(f"{span.kind} without content; MyST cannot write it")
        marks = [span.opening, *filter(None, [_OTHER.get(span.opening)])]
        previous = written[-1][-1] if written else place.first
        tried = []
        for mark in marks:
            around = (*place.around, mark)
            inside = replace(place, around=around, first=mark[0], last=mark[0])
            content = _visible_borders(self._all(span.children, inside))
            tried.append((mark, content))
            if _fits(mark, content, previous, following, place.around):
                return _Delimited(mark + content + mark)
        text = plain_text(span.children)
        if text and span.kind in _ROLES and self._syntax.roles and "`" not in text:
            return _Delimited(in_ticks(_ROLES[span.kind], text))
        wider = [(m, f"{_ZERO_WIDTH}{c}{_ZERO_WIDTH}") for m, c in tried]
        apart = [
            (self._apart(mark, previous, following, bool(written)), mark, content)
            for mark, content in tried + wider
            if _fits(mark, content, ";", "&", place.around)
        ]
        # the fewest zero width spaces; the last form always fits
        (first, last), mark, content = min(apart, key=lambda form: len("".join(form[0])))
        if first == _LETTER:
            written[-1] = _entity_last(written[-1])
        return _Delimited(
            first.strip(_LETTER) + mark + content + mark + last.strip(_LETTER),
            entity_behind=last == _LETTER,
        )

    def _apart(
        self, mark: str, previous: str, following: str, has_previous: bool
    ) -> tuple[str, str]:
        """Return what keeps *mark* apart from *previous* and from *following*."""


@dataclass(frozen=True, slots=True)
class _Delimited:
    source: str
    entity_behind: bool = False


def _fits(
    mark: str, content: str, previous: str, following: str, around: tuple[str, ...]
) -> bool:
    """Whether *mark* around *content* is read as the delimiters they are meant to be.

    Runs stand alone, the first one can open, the second one close; within a span with
    the same mark they must not be able to do the reverse as well. The lengths of
    single and double delimiters never add up to a multiple of three, so that
    delimiters of another length cannot match.
    """
    character = mark[0]
    if character in (previous, content[0], content[-1], following):
        return False
    opens, closes = _flanks(previous, content[0], character)
    closes_last, opens_last = _flanks(following, content[-1], character)
    if not (opens and closes_last):
        return False
    rivals = [m for m in around if m == mark or (m[0] == "~" == character)]
    return not (rivals and (closes or opens_last))


def _flanks(outside: str, inside: str, character: str) -> tuple[bool, bool]:
    """Whether a run can face *inside*, as it should, and whether *outside* as well."""
    blank_in, blank_out = isWhiteSpace(ord(inside)), isWhiteSpace(ord(outside))
    punct_in, punct_out = _is_punctuation(inside), _is_punctuation(outside)
    faces_in = not (blank_in or (punct_in and not (blank_out or punct_out)))
    faces_out = not (blank_out or (punct_out and not (blank_in or punct_in)))
    if character != "_":
        return faces_in, faces_out
    return (
        faces_in and (not faces_out or punct_out),
        faces_out and (not faces_in or punct_in),
    )


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _borders(character: str) -> bool:
    """Whether delimiters may stand beside *character* on any account."""
    return isWhiteSpace(ord(character)) or _is_punctuation(character)


def _visible_borders(content: str) -> str:
    """Return *content* with an entity for a blank that delimiters cannot face."""
    if isWhiteSpace(ord(content[-1])):
        content = content[:-1] + entity(content[-1])
    if isWhiteSpace(ord(content[0])):
        content = entity(content[0]) + content[1:]
    return content


def _entity_last(source: str) -> str:
    start = source[:-1]
    if start.endswith("_") and not start.endswith("\\_"):
        start = f"{start[:-1]}\\_"
    return start + entity(source[-1])


def _entity_first(source: str) -> str:
    rest = source[1:]
    return entity(source[0]) + (f"\\{rest}" if rest.startswith("_") else rest)


def tidy(inlines: Sequence[Inline]) -> list[Inline]:
    """Join texts, and move blanks out of emphasis, where they are not allowed."""
    tidied: list[Inline] = []
    for inline in inlines:
        parts: list[Inline] = [inline]
        if isinstance(inline, Text):
            parts = [Text(_CONTROL.sub(" ", inline.text))]
        elif isinstance(inline, Span):
            children = tidy(inline.children)
            parts = _hoist(inline, children)
        for part in parts:
            last = tidied[-1] if tidied else None
            if isinstance(part, Text) and isinstance(last, Text):
                tidied[-1] = Text(last.text + part.text)
            elif not isinstance(part, Text) or part.text:
                tidied.append(part)
    return tidied


def _hoist(span: Span, children: list[Inline]) -> list[Inline]:
    before = behind = ""
    if span.opening in _DELIMITERS and children:
        if isinstance(first := children[0], Text):
            before = first.text[: len(first.text) - len(first.text.lstrip(_BLANKS))]
            children[0] = Text(first.text[len(before) :])
        if isinstance(last := children[-1], Text):
            kept = last.text.rstrip(_BLANKS)
            behind = last.text[len(kept) :]
            children[-1] = Text(kept)
    children = [child for child in children if child != Text("")]
    return [Text(before), replace(span, children=tuple(children)), Text(behind)]


