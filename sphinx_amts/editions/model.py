"""Define editions of a book, their blocks, and aligned pairs of source and target."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.languages.joining import without_wide_breaks
from sphinx_amts.markup.exchange import key_form
from sphinx_amts.markup.model import Placeable, Span, visible_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import Dialect, MessageKind


BLANKS = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
"""White space of all kinds, except no-break spaces."""


class BlockKind(StrEnum):
    """Kind of a block, compared when the blocks of two editions are aligned."""

    TITLE = "title"
    TEXT = "text"
    """Anything else that is translated: a paragraph, a list item, a cell, a caption."""
    TERM = "term"
    PLAIN = "plain"
    """Text of an attribute: an alternative text, an index entry."""
    CODE = "code"
    MATH = "math"
    FIGURE = "figure"
    LABEL = "label"


ANCHORS = frozenset({BlockKind.CODE, BlockKind.MATH, BlockKind.FIGURE, BlockKind.LABEL})
"""Kinds of blocks without translatable text, which help to align their neighbours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A message of a document, or an anchor: a language-independent element like code.

    Attributes:
        kind: kind of the block.
        text: the message as Sphinx extracts it for gettext; for an anchor its code,
            formula, file name or name.
        line: number of the line in `file`, from 1; 0 if unknown.
        file: source file, relative to the source folder; empty for anchors.
        position: position of the message in the document; 0 for anchors.
        depth: number of sections around the block; a title's own section counts.
        inlines: the message as text, placeables and spans; empty for anchors.
        message_kind: kind of the message in catalogs; `None` for anchors.
        dialect: markup dialect of the text; `None` for anchors.
        kept: whether the author excluded the message from machine translation.
    """

    kind: BlockKind
    text: str
    line: int = 0
    file: str = ""
    position: int = 0
    depth: int = 0
    inlines: tuple[Inline, ...] = ()
    message_kind: MessageKind | None = None
    dialect: Dialect | None = None
    kept: bool = False

    @property
    def shown(self) -> str:
        """Return the text of the block as readers see it, without markup."""
        return visible_text(self.inlines) if self.inlines else self.text


@dataclass(slots=True, kw_only=True)
class Edition:
    """One language edition of a book, as the blocks of its documents.

    Attributes:
        language: Sphinx language code.
        documents: name of a document -> its blocks in document order.
        files: name of a document -> path of its file, for error messages.
        notes: remarks on how the edition was read, one line each.
    """

    language: str
    documents: dict[str, list[Block]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class Granularity(StrEnum):
    """Size of the texts in a sentence pair."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A source text and its human translation.

    Attributes:
        source: source text as text, placeables and spans.
        target: translation in the same form; its placeables may differ from those of
            the source.
        document: name of the source document, or of the file that the pair was read
            from.
        line: number of the line in the source document, from 1; 0 if unknown.
        changed: date of the translation, such as ``2025-01-31``; "" if unknown.
        confidence: probability, from 0 to 1, that both texts belong together; 1 if a
            person paired them.
        title: whether the source text is the title of a section.
    """

    source: tuple[Inline, ...]
    target: tuple[Inline, ...]
    document: str
    line: int = 0
    changed: str = ""
    confidence: float = 1.0
    title: bool = False

    @property
    def source_text(self) -> str:
        """Return the source as a reader sees it, on one line."""
        return on_one_line(visible_text(self.source))

    @property
    def target_text(self) -> str:
        """Return the translation as a reader sees it, on one line."""
        return on_one_line(visible_text(self.target))

    @property
    def key(self) -> str:
        """Return the normalised source (`key_form`), which equal sources share."""
        return key_form(self.source)


def place(document: str, line: int) -> str:
    """Return a location as ``document:line``, or the document alone if *line* is 0."""
    return f"{document}:{line}" if line else document


def on_one_line(text: str) -> str:
    """Return *text* with white space collapsed, except no-break spaces."""
    return BLANKS.sub(" ", without_wide_breaks(text)).strip(" ")


def without_pictures(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return *inlines* without images, which have no words to compare or translate."""
    return tuple(
        replace(inline, children=without_pictures(inline.children))
        if isinstance(inline, Span)
        else inline
        for inline in inlines
        if not (isinstance(inline, Placeable) and inline.kind == "image")
    )
