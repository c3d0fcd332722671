"""Order a book's documents by its tables of contents."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from typing import TYPE_CHECKING

from sphinx_amts.importers.d2l.model import (
    Contents,
    ConversionNote,
    D2LBlock,
    Heading,
    Kind,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = "index"
_TITLED = re.compile(r"(.*?)(?<!\s)\s*+<([^<>]+)>")
# as d2l.ai has them; folders that are none of these come before the appendices
_READING_ORDER = tuple(
    """
    preface installation notation introduction preliminaries linear-networks
    linear-regression linear-classification multilayer-perceptrons
    deep-learning-computation builders-guide convolutional-neural-networks
    convolutional-modern recurrent-neural-networks recurrent-modern attention-mechanisms
    attention-mechanisms-and-transformers optimization computational-performance
    computer-vision natural-language-processing-pretraining
    natural-language-processing-applications reinforcement-learning gaussian-processes
    hyperparameter-optimization generative-adversarial-networks recommender-systems
    """.split()
)


class Tree:
    """Tables of contents of a book, in which each document is listed only once.

    Attributes:
        numbered: documents whose sections have numbers.
    """

    def __init__(self, blocks: Mapping[str, list[D2LBlock]]) -> None:
        self.numbered: set[str] = set()
        self.findings: list[ConversionNote] = []
        self._blocks = blocks
        self._listed: dict[int, list[str]] = {}
        self._seen = {ROOT}
        self._visit(ROOT, numbered=False)
        rest = [name for name in in_reading_order(blocks) if name not in self._seen]
        if rest:
            for name in rest:
                self._note(Kind.NOT_LISTED, name, 0, name)
            blocks[ROOT].append(table_of_contents(rest))
            self._list(ROOT, blocks[ROOT][-1], numbered=False)

    def entries(self, contents: Contents) -> list[str]:
        """Return the entries of the toctree that replaces *contents*."""
        return self._listed.get(id(contents), [])

    def _visit(self, document: str, *, numbered: bool) -> None:
        if numbered:
            self.numbered.add(document)
        for block in list(walk(self._blocks[document])):
            self._list(document, block, numbered=numbered)

    def _list(self, document: str, block: D2LBlock, *, numbered: bool) -> None:
        if not isinstance(block, Contents):
            return
        # numbers are given once, from the root on
        numbered = numbered or (document == ROOT and "numbered" in block.options)
        listed = self._listed.setdefault(id(block), [])
        folder = posixpath.dirname(document)
        for entry in block.entries:
            title, name = _split_title(entry)
            found = list(self._resolved(folder, name))
            if not found:
                self._note(Kind.NO_CHAPTER, document, block.line, name)
            for child in found:
                if child in self._seen:
                    continue
                self._seen.add(child)
                path = posixpath.relpath(child, folder or ".")
                listed.append(f"{title} <{path}>" if title else path)
                self._visit(child, numbered=numbered)

    def _resolved(self, folder: str, name: str) -> Iterator[str]:
        path = name.removesuffix(".md")
        path = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
        if path in self._blocks:
            yield path
        elif "*" in path:
            yield from fnmatch.filter(sorted(self._blocks), path)

    def _note(self, kind: Kind, document: str, line: int, text: str) -> None:
        self.findings.append(ConversionNote(kind, document, line, text))


def in_reading_order(documents: Mapping[str, object]) -> list[str]:
    """Return the names of *documents*, sorted in the order of D2L's chapters."""
    return sorted(documents, key=_place)


def new_root(
    title: str, documents: Mapping[str, object], tables: list[Contents]
) -> list[D2LBlock]:
    """Return the blocks of an index document for a book that has none.

    Args:
        title: title of the book.
        documents: all documents of the book.
        tables: the tables of contents of the index in the other language.
    """
    heading = Heading(line=0, level=1, text=title)
    if tables:
        copies: list[D2LBlock] = [
            Contents(line=0, options=dict(t.options), entries=list(t.entries))
            for t in tables
        ]
        return [heading, *copies]
    ordered = in_reading_order(documents)
    indexed = {posixpath.dirname(d) for d in ordered if posixpath.basename(d) == ROOT}
    first = [
        name
        for name in ordered
        if posixpath.basename(name) == ROOT or posixpath.dirname(name) not in indexed
    ]
    return [heading, table_of_contents(first, numbered="")]


def table_of_contents(entries: list[str], **options: str) -> Contents:
    """Return a table of contents with *entries* and *options*."""
    return Contents(line=0, options={"maxdepth": "2", **options}, entries=entries)


def _split_title(entry: str) -> tuple[str, str]:
    if match := _TITLED.fullmatch(entry):
        return match[1], match[2]
    return "", entry


def _place(document: str) -> tuple[int, str, bool, str]:
    folder, _, name = document.rpartition("/")
    subject = folder.partition("/")[0].removeprefix("chapter_")
    if subject in _READING_ORDER:
        place = _READING_ORDER.index(subject)
    else:
        last = ("appendix", "references")
        behind = next((n for n, s in enumerate(last, 1) if subject.startswith(s)), 0)
        place = len(_READING_ORDER) + behind
    return place, folder, name != ROOT, name
