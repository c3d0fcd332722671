"""Read a D2L book in one language, and match it with the other language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.folders import file_below
from sphinx_amts.importers.d2l.blocks import read_blocks
from sphinx_amts.importers.d2l.contents import ROOT, Tree, in_reading_order, new_root
from sphinx_amts.importers.d2l.model import (
    Bibliography,
    Contents,
    ConversionNote,
    D2LBlock,
    Kind,
    walk,
)
from sphinx_amts.importers.d2l.references import Labels, Target
from sphinx_amts.importers.d2l.source import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.importers.d2l.source import Folder


class D2LEdition:
    """Chapters of a D2L book in one language.

    Attributes:
        language: language code.
        files: document name -> file that it is made from.
        blocks: document name -> blocks of the document.
        assets: path in the book of a file that pages show or link to -> the file.
        findings: notes on content that had to be changed.
        has_bibliography: whether the list of references has been written.
    """

    def __init__(self, folder: Folder, language: str, files: dict[str, Path]) -> None:
        self.folder = folder
        self.language = language
        self.files = files
        self.blocks: dict[str, list[D2LBlock]] = {}
        self.assets: dict[str, Path] = {}
        self.findings: list[ConversionNote] = []
        self.labels = Labels()
        self.has_bibliography = False
        self._source = self
        for name, path in files.items():
            text = read_text(path)
            try:
                self.blocks[name], odd = read_blocks(text)
            except ConfigError as exc:
                raise ConfigError(f"{path}: {exc}") from exc
            self.findings += [replace(finding, document=name) for finding in odd]

    def complete(self, other: D2LEdition | None, source: D2LEdition) -> None:
        """Add the index and the list of references if missing; define the labels.

        Args:
            other: the book in the other language; `None` if there is none.
            source: the book in the source language, whose pages show both.
        """
        self._source = source
        if ROOT not in self.files:
            tables = [
                block
                for block in walk(other.blocks.get(ROOT, []) if other else [])
                if isinstance(block, Contents)
            ]
            self.blocks[ROOT] = new_root(self.folder.title, self.blocks, tables)
            if not tables:
                self.findings.append(ConversionNote(Kind.NO_INDEX))
        if self.folder.bibliographies and not any(
            isinstance(block, Bibliography)
            for blocks in self.blocks.values()
            for block in walk(blocks)
        ):
            path = self.folder.bibliographies[0].name
            self.blocks[ROOT].append(Bibliography(line=0, path=path))
        self.tree = Tree(self.blocks)
        for name in in_reading_order(self.blocks):
            self.labels.define(name, self.blocks[name])
        self.findings += [*self.tree.findings, *self.labels.findings]

    @property
    def numbered(self) -> set[str]:
        """Return the documents whose sections have numbers, here and in the source."""
        return self._source.tree.numbered & self.tree.numbered

    @property
    def shared(self) -> set[str]:
        """Return the documents that this edition and the source edition have."""
        return self._source.blocks.keys() & self.blocks.keys()

    def target(self, document: str, label: str) -> Target | None:
        """Return the target of *label* in *document*; `None` if the source lacks it."""
        target = self.labels.resolve(document, label)
        return target if target and self._source.labels.has(target) else None

    def add_asset(self, place: str) -> bool:
        """Add the file at *place* in D2L's folder; return whether there is one."""
        path = file_below(self.folder.path, place)
        if path is None:
            return False
        self.assets[place] = path
        return True
