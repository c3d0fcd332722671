"""Define the parts of a message: text, placeables and spans, whatever its dialect.

Elements carry no number. Wherever numbers are needed (the exchange form, the key of a
segment), elements are numbered from 1 in reading order, a span before its children.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.languages.letters import holds_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


HARD_BREAK = "\\\n"
"""A hard line break as MyST writes it."""

BREAK = "break"
"""Kind of the placeables that represent hard line breaks."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text as a reader sees it, with all escapes of the dialect undone."""

    text: str


@dataclass(frozen=True, slots=True)
class Placeable:
    """Inline code that must survive verbatim.

    Attributes:
        kind: kind of element, named alike in both dialects ("literal", "math",
            "footnote", "image", "xref", ...); part of a segment's identity.
        source: the markup, written back exactly as it was.
        text: text that a reader sees, or a hint of it; context for engines only.
        order: position, from 1, among the references of its message that are resolved
            or compared in order; 0 for all others.
    """

    kind: str
    source: str
    text: str = ""
    order: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Span:
    """Inline element whose content is translated.

    Attributes:
        kind: "emphasis", "strong", "link", "xref", "abbreviation", ...; part of a
            segment's identity.
        opening: markup before the content.
        closing: markup after the content, link targets included.
        children: the content; empty for a span that shows nothing of its own.
        source: the whole span as it was written, if that differs from `opening`,
            content and `closing`; written back as long as the content is unchanged.
        order: as in `Placeable`.
    """

    kind: str
    opening: str
    closing: str
    children: tuple[Inline, ...]
    source: str = field(default="", compare=False)
    order: int = field(default=0, compare=False)


Inline = Text | Placeable | Span


def elements(inlines: Iterable[Inline]) -> Iterator[Placeable | Span]:
    """Yield placeables and spans in reading order; the first one is number 1."""
    for inline in inlines:
        if isinstance(inline, Text):
            continue
        yield inline
        if isinstance(inline, Span):
            yield from elements(inline.children)


def merged(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return *inlines* with neighbouring texts joined and empty texts left out."""
    result: list[Inline] = []
    texts: list[str] = []
    for inline in inlines:
        if isinstance(inline, Text):
            texts.append(inline.text)
            continue
        if text := "".join(texts):
            result.append(Text(text))
        texts.clear()
        result.append(inline)
    if text := "".join(texts):
        result.append(Text(text))
    return tuple(result)


def visible_text(inlines: Iterable[Inline]) -> str:
    """Return the text of *inlines* without markup; placeables give their `text`."""
    return "".join(
        visible_text(inline.children) if isinstance(inline, Span) else inline.text
        for inline in inlines
    )


def has_letters(inlines: Iterable[Inline]) -> bool:
    """Return whether *inlines* have text to translate: letters outside placeables."""
    return any(
        has_letters(inline.children)
        if isinstance(inline, Span)
        else isinstance(inline, Text) and holds_letters(inline.text)
        for inline in inlines
    )
