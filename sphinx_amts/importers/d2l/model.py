"""Define the blocks of a D2L chapter, and the notes of its conversion."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True, kw_only=True)
class D2LBlock:
    """One block of a D2L chapter.

    Attributes:
        line: number of the first line of the block in its file, from 1.
        indent: blanks before the block, as in list items.
        labels: names by which other text refers to the block.
        name: label of the block in the converted book, empty if it has none.
    """

    line: int
    indent: str = ""
    labels: list[str] = field(default_factory=list)
    name: str = ""


@dataclass(slots=True, kw_only=True)
class D2LText(D2LBlock):
    """Running text: a paragraph, items of a list, a quotation."""

    text: str


@dataclass(slots=True, kw_only=True)
class Verbatim(D2LBlock):
    """Lines that mean the same in MyST: indented code, HTML of several lines."""

    text: str


@dataclass(slots=True, kw_only=True)
class Comment(D2LBlock):
    """A comment, which no page shows."""

    text: str


@dataclass(slots=True, kw_only=True)
class Heading(D2LBlock):
    """A heading of *level* 1 to 6."""

    level: int
    text: str


@dataclass(slots=True, kw_only=True)
class Fence(D2LBlock):
    """Code fenced by *marker* lines; *code* lacks the indentation of the block."""

    marker: str
    info: str
    code: str


@dataclass(slots=True, kw_only=True)
class Math(D2LBlock):
    """A display formula; *lead* is the marker of a list item before it."""

    formula: str
    lead: str = ""


@dataclass(slots=True, kw_only=True)
class D2LFigure(D2LBlock):
    """A picture with its caption; *options* are its width and height."""

    path: str
    caption: str
    options: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class D2LTable(D2LBlock):
    """A table in Markdown's pipe syntax, with its caption."""

    text: str
    caption: str = ""


@dataclass(slots=True, kw_only=True)
class Contents(D2LBlock):
    """A table of contents, from a `toc` fence."""

    options: dict[str, str]
    entries: list[str]


@dataclass(slots=True, kw_only=True)
class Bibliography(D2LBlock):
    """Position of the list of references, which is made from the BibTeX file *path*."""

    path: str


@dataclass(slots=True, kw_only=True)
class HorizontalRule(D2LBlock):
    """A horizontal line across the page."""


@dataclass(slots=True, kw_only=True)
class Tab(D2LBlock):
    """Blocks that concern only the deep-learning frameworks *frameworks*."""

    frameworks: list[str]
    blocks: list[D2LBlock] = field(default_factory=list)


def walk(blocks: list[D2LBlock]) -> Iterator[D2LBlock]:
    """Yield all blocks in order, including those within tabs."""
    for block in blocks:
        yield block
        if isinstance(block, Tab):
            yield from walk(block.blocks)


class Kind(StrEnum):
    """Subject of a note on the conversion, in the words of the report."""

    NO_INDEX = "the folder has no index; the chapters are in D2L's order"
    NO_CHAPTER = "chapters that a table of contents names, and that are not there"
    NOT_LISTED = "chapters that no table of contents names, put at the end"
    ONE_SIDE = "chapters that there are in this language only"
    NOT_TAKEN = "documents that are no chapters, left out"
    NO_IMAGE = "pictures that are not there"
    NO_LABEL = "references to labels that nothing has, shown as code"
    NO_BIBLIOGRAPHY = "bibliographies that are not there"
    NO_CITATION = "citations of what no bibliography has, shown as keys"
    NO_FILE = "links to files that are not there, shown with their path"
    DOUBLE_LABEL = "labels that are there twice, the second with a number"
    OTHER_LABEL = "labels that one language lacked or spelled otherwise, made the same"
    ONLY_CODE = "reStructuredText that needs more than the book, shown as code"
    ONLY_SLIDES = "texts on slides only, kept as comments"
    NO_LEXER = "languages of code that Pygments does not know"
    TAB = "tabs without text, without end or without beginning"
    HEADING = "titles whose level has changed, or that are in tabs"
    NO_TITLE = "chapters without title, named after their file"


@dataclass(frozen=True, slots=True)
class ConversionNote:
    """Note on something in a book that the conversion had to change.

    Attributes:
        kind: subject of the note.
        document: name of the document, empty for the book as a whole.
        line: number of the line in the file that was converted, 0 for the document as a
            whole.
        text: name of the object: a path, a label, a title.
    """

    kind: Kind
    document: str = ""
    line: int = 0
    text: str = ""
