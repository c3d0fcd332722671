"""Restore the elements of the source segment in an engine's answer."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange_rejoin import rejoin
from sphinx_amts.markup.exchange_tree import ExchangeNode
from sphinx_amts.markup.model import (
    Inline,
    Placeable,
    Span,
    Text,
    elements,
    merged,
    visible_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BLANKS = re.compile(r"[ \t\n\r\f\v]+")  # no-break spaces are text
_SENTINELS = ("DNT_", "⟦", "⟧")
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Invisible characters that change the direction of text."""
_SIGNS = ("`", "_", "**", "](")
"""Characters of markup, not of a language: engines add them, or cut them off code."""
_TRANSPARENT = frozenset({"font", "span"})
_SYNONYMS = {"i": "em", "b": "strong", "tt": "code"}

_TAGS = {
    "literal": "code",
    "math": "code",
    "emphasis": "em",
    "strong": "strong",
    "link": "a",
    "xref": "a",
    "abbreviation": "abbr",
    "subscript": "sub",
    "superscript": "sup",
    "title": "cite",
}


@dataclass(frozen=True, slots=True)
class _Numbered:
    element: Placeable | Span
    parent: int

    def describe(self, number: int) -> str:
        name = "placeable" if isinstance(self.element, Placeable) else "span"
        return f"{name} {number} ({_shown(self.element)!r})"


def tag_of(element: Placeable | Span) -> str:
    """Return the name of the HTML tag for *element* in the exchange form."""
    if isinstance(element, Placeable) and element.kind in {"link", "xref"}:
        return "span"  # its text is code or an address, which is not translated
    return _TAGS.get(element.kind, "span")


def restore(
    answer: ExchangeNode, source: Sequence[Inline], *, sent: ExchangeNode | None = None
) -> tuple[Inline, ...]:
    """Replace the elements of *answer* by those of *source*, and tidy its white space.

    Args:
        answer: the parsed answer of an engine; pieces of an element are joined in it.
        source: the segment whose elements are inserted.
        sent: the parsed exchange form that the engine was given, if it was not written
            from *source* alone; else `None`.

    Raises:
        PlaceableError: an element is lost, doubled, invented, swapped, emptied or
            under another parent, or the text is gone.
    """
    known = dict(_numbered(source))
    shown = {number: _shown(item.element) for number, item in known.items()}
    if sent is not None:
        shown |= dict(_sent_texts(sent))
    rejoin(answer, {number: item.element for number, item in known.items()}, shown)
    restorer = _Restorer(known, dict(_kept_words(sent)) if sent is not None else {})
    inlines = tidy(restorer.children(answer, 0))
    for number, item in known.items():
        if number not in restorer.returned:
            raise PlaceableError(f"{item.describe(number)} is lost")
    restorer.refuse_swapped(shown)
    restorer.refuse_lost_words()
    _refuse_lost_text(inlines, source)
    return inlines


def tidy(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Collapse white space in *inlines*, move it out of spans, and strip both ends."""
    result = list(_without_inner_blanks(inlines))
    if result and isinstance(result[0], Text):
        result[0] = Text(result[0].text.lstrip(" "))
    if result and isinstance(result[-1], Text):
        result[-1] = Text(result[-1].text.rstrip(" "))
    return merged(result)


def _without_inner_blanks(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    result: list[Inline] = []
    for inline in inlines:
        if not isinstance(inline, Span):
            result.append(inline)
            continue
        children = _without_inner_blanks(inline.children)
        first = children[0] if children else None
        last = children[-1] if children else None
        if isinstance(first, Text) and first.text.startswith(" "):
            result.append(Text(" "))
        result.append(replace(inline, children=tidy(children)))
        if isinstance(last, Text) and last.text.endswith(" "):
            result.append(Text(" "))
    return tuple(
        Text(_BLANKS.sub(" ", i.text)) if isinstance(i, Text) else i
        for i in merged(result)
    )


def _numbered(source: Sequence[Inline]) -> Iterator[tuple[int, _Numbered]]:
    numbers = iter(range(1, sum(1 for _ in elements(source)) + 1))

    def walk(inlines: Iterable[Inline], parent: int) -> Iterator[tuple[int, _Numbered]]:
        for inline in inlines:
            if isinstance(inline, Text):
                continue
            number = next(numbers)
            yield number, _Numbered(inline, parent)
            if isinstance(inline, Span):
                yield from walk(inline.children, number)

    return walk(source, 0)


class _Restorer:
    def __init__(self, known: dict[int, _Numbered], words: dict[int, str]) -> None:
        self._known = known
        self._words = words
        self._words_back: set[int] = set()
        self.returned: dict[int, str] = {}

    def children(self, branch: ExchangeNode, parent: int) -> list[Inline]:
        inlines: list[Inline] = []
        for child in branch.children:
            if isinstance(child, str):
                inlines.append(Text(child))
            elif child.word is not None:
                inlines.append(self._word(child))
            elif child.number is None and child.tag in _TRANSPARENT:
                inlines += self.children(child, parent)
            else:
                inlines.append(self._element(child, parent))
        return inlines

    def _element(self, branch: ExchangeNode, parent: int) -> Inline:
        number = branch.number
        if number is None or number not in self._known:
            raise PlaceableError(f"<{branch.tag}> ({branch.text()!r}) is invented")
        item = self._known[number]
        name = item.describe(number)
        if number in self.returned:
            raise PlaceableError(f"{name} came back twice")
        if item.parent != parent:
            raise PlaceableError(f"{name} came back in another element")
        tag = _SYNONYMS.get(branch.tag, branch.tag)
        if tag and tag != tag_of(item.element):
            raise PlaceableError(f"{name} came back as <{branch.tag}>")
        self.returned[number] = _BLANKS.sub(" ", branch.text()).strip()
        if isinstance(item.element, Placeable):
            return item.element
        children = tuple(self.children(branch, number))
        if _is_empty(children) and not _is_empty(item.element.children):
            raise PlaceableError(f"{name} came back empty")
        return replace(item.element, children=children)

    def _word(self, branch: ExchangeNode) -> Text:
        number = branch.word
        if number is None or number not in self._words:
            raise PlaceableError(f"a kept word ({branch.text()!r}) is invented")
        if number in self._words_back:
            raise PlaceableError(f"the word {self._words[number]!r} came back twice")
        self._words_back.add(number)
        return Text(self._words[number])

    def refuse_lost_words(self) -> None:
        """Refuse an answer that lacks a word marked as not to be translated.

        Raises:
            PlaceableError: a word is missing.
        """
        for number, word in self._words.items():
            if number not in self._words_back:
                raise PlaceableError(f"the word {word!r} is lost")

    def refuse_swapped(self, shown: dict[int, str]) -> None:
        """Refuse elements that came back with the text of another element.

        Otherwise nobody would notice that an engine renumbers the elements that it
        moves, and the text of a span would be lost where a placeable has taken its
        place.

        Raises:
            PlaceableError: an element has the text of another one.
        """
        texts: dict[str, set[str]] = {}
        for number, item in self._known.items():
            texts.setdefault(tag_of(item.element), set()).add(shown[number])
        for number, text in self.returned.items():
            item = self._known[number]
            if not text or text == shown[number]:
                continue
            if text in texts[tag_of(item.element)]:
                raise PlaceableError(
                    f"{item.describe(number)} came back with the text of another: "
                    f"{text!r}"
                )


def _shown(element: Placeable | Span) -> str:
    if isinstance(element, Placeable):
        text = element.text or element.source
    else:
        text = visible_text(element.children)
    return _BLANKS.sub(" ", text).strip()


def _sent_texts(branch: ExchangeNode) -> Iterator[tuple[int, str]]:
    for child in branch.children:
        if isinstance(child, ExchangeNode):
            if child.number is not None:
                yield child.number, _BLANKS.sub(" ", child.text()).strip()
            yield from _sent_texts(child)


def _kept_words(branch: ExchangeNode) -> Iterator[tuple[int, str]]:
    for child in branch.children:
        if isinstance(child, ExchangeNode):
            if child.word is not None:
                yield child.word, child.text()
            yield from _kept_words(child)


def _is_empty(inlines: Iterable[Inline]) -> bool:
    return all(isinstance(i, Text) and not i.text.strip() for i in inlines)


def _refuse_lost_text(inlines: Sequence[Inline], source: Sequence[Inline]) -> None:
    before, after = "".join(texts(source)), "".join(texts(inlines))
    if before.strip() and not after.strip():
        raise PlaceableError("the text is lost")
    whole = visible_text(source)
    refuse_controls(after, whole)
    for sentinel in _SENTINELS:
        if sentinel in after and sentinel not in whole:
            raise PlaceableError(f"{sentinel!r} has leaked into the text")
    for sign in _SIGNS:
        if sign in after and sign not in before:
            raise PlaceableError(f"{sign!r} is invented, or has leaked from code")


def refuse_controls(text: str, source: str) -> None:
    """Refuse a text with bidirectional controls that *source* does not contain.

    Raises:
        PlaceableError: *text* has such a character.
    """
    for control in _BIDI:
        if control in text and control not in source:
            name = unicodedata.name(control)
            raise PlaceableError(f"the control character {name} is invented")


def texts(inlines: Iterable[Inline]) -> Iterator[str]:
    """Yield each text in *inlines*, those inside spans included."""
    for inline in inlines:
        if isinstance(inline, Text):
            yield inline.text
        elif isinstance(inline, Span):
            yield from texts(inline.children)
