"""Store the pairs of collections in parts of limited size, in a working folder.

A part is a compressed file with a pair on each line. The scores of its pairs are in a
file beside the part. So every process, on this machine or another one, needs memory for
only one part, and the collections themselves are read once.
"""

from __future__ import annotations

import gzip
import os
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.corpus.model import CorpusFindings, CorpusPair
from sphinx_amts.corpus.reading import read_collection
from sphinx_amts.editions.model import on_one_line
from sphinx_amts.errors import CorpusError
from sphinx_amts.files.disk import errors_as

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_amts.corpus.model import PairCollection
    from sphinx_amts.model import LanguagePair

PART_PAIRS = 50_000
PART_CHARACTERS = 20_000_000
"""Most characters of one part; `PART_PAIRS` is the limit for pairs."""

_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Part:
    """Part of the pairs of a collection.

    Attributes:
        path: file of the part.
        pairs: number of pairs in the part.
    """

    path: Path
    pairs: int

    @property
    def scores(self) -> Path:
        """Return the path of the file with the scores of the pairs."""
        return self.path.with_suffix(".npy")

    def lines(self) -> Iterator[str]:
        """Yield the lines of the part, in the format that `pair_of_line` parses.

        Raises:
            CorpusError: the file cannot be read.
        """
        with (
            errors_as(CorpusError, f"{self.path}: cannot be read", kinds=_ERRORS),
            gzip.open(self.path, "rt", encoding="utf-8", newline="\n") as stream,
        ):
            yield from stream


@dataclass(slots=True)
class StagedPairs:
    """Parts that were written for a collection, and the findings of its reading."""

    parts: list[Part] = field(default_factory=list)
    findings: CorpusFindings = field(default_factory=CorpusFindings)


@dataclass(frozen=True, slots=True)
class Stage:
    """Task that reads a collection and writes its pairs to parts.

    Attributes:
        collection: the collection.
        languages: languages of the pairs.
        folder: the working folder.
        name: beginning of the file names of the parts.
        root: folder to which the paths of files below it are made relative.
    """

    collection: PairCollection
    languages: LanguagePair
    folder: Path
    name: str
    root: Path

    def __call__(self) -> StagedPairs:
        """Read the collection, and write and return its parts.

        Raises:
            CorpusError: the working folder cannot be written.
        """
        staged = StagedPairs()
        pairs = read_collection(self.collection, self.languages, staged.findings)
        more = True
        while more:
            path = self.folder / f"{self.name}-{len(staged.parts):05}.gz"
            lines: list[str] = []
            size = 0
            more = False
            for pair in pairs:
                line = line_of(pair, self.root)
                lines.append(line)
                size += len(line)
                if len(lines) >= PART_PAIRS or size >= PART_CHARACTERS:
                    more = True
                    break
            if lines:
                with (
                    errors_as(CorpusError, f"{self.folder}: cannot be written"),
                    gzip.open(path, "wb", _LEVEL) as stream,
                ):
                    stream.write("".join(lines).encode())
                staged.parts.append(Part(path, len(lines)))
        staged.findings.rename(f"{self.root}{os.sep}", "")
        return staged


def line_of(pair: CorpusPair, root: Path) -> str:
    """Return the line of a part for *pair*, with its origin relative to *root*."""
    source, target = _plain(pair.source), _plain(pair.target)
    origin = _plain(pair.origin.removeprefix(f"{root}{os.sep}"))
    return f"{source}\t{target}\t{pair.changed}\t{pair.line}\t{origin}\n"


def _plain(text: str) -> str:
    """Return *text* on one line, without tabs."""
    if text.isprintable() and "  " not in text:
        return text
    return on_one_line(text)


def pair_of_line(line: str) -> CorpusPair:
    """Parse a line of a part."""
    source, target, changed, number, origin = line.rstrip("\n").split("\t", 4)
    return CorpusPair(source, target, origin, int(number), changed)


def source_of_line(line: str) -> str:
    """Return the source text of a line of a part."""
    return line.partition("\t")[0]


def texts_of_line(line: str) -> str:
    """Return source and target text of a line of a part, separated by a tab."""
    return "\t".join(line.split("\t", 2)[:2])


_ERRORS = (OSError, EOFError, ValueError, zlib.error)
