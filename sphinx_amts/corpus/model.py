"""Define collections of sentence pairs, their pairs and the faults found in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_amts.model import LanguagePair

_LINES = 3
"""Number of lines that a message names for each reason."""


@dataclass(frozen=True, slots=True)
class CorpusPair:
    """Sentence pair of a collection: a text and its translation, without markup.

    Attributes:
        source: the text, on one line.
        target: the translation, on one line.
        origin: path of the file that the pair was read from.
        line: number of the line in the file, from 1; 0 if unknown.
        changed: day of the translation as ``2025-01-31``, or "" if unknown.
    """

    source: str
    target: str
    origin: str
    line: int
    changed: str = ""


@dataclass(slots=True)
class Gaps:
    """Entries of a file that were left out for one reason.

    Attributes:
        count: number of entries.
        lines: numbers of the lines of the first entries.
        harmless: whether the entries have no finished translation, so that no pair is
            lost.
    """

    count: int = 0
    lines: list[int] = field(default_factory=list)
    harmless: bool = False


@dataclass(slots=True)
class CorpusFindings:
    """Findings of the reading of collections: counts, faults and entries left out.

    Attributes:
        pairs: number of pairs that were read.
        machine: number of entries left out because a machine translated them.
        faults: error messages on collections, or ends of files, that were not read.
        notes: remarks for the user, one line each.
        gaps: (path of the file, reason) -> entries that were left out.
    """

    pairs: int = 0
    machine: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gaps: dict[tuple[str, str], Gaps] = field(default_factory=dict)

    def leave_out(
        self, origin: str, line: int, reason: str, *, harmless: bool = False
    ) -> None:
        """Record that an entry is left out.

        Args:
            origin: path of the file.
            line: number of the line of the entry, from 1; 0 if unknown.
            reason: why the entry is left out.
            harmless: whether the entry has no finished translation.
        """
        gaps = self.gaps.setdefault((origin, reason), Gaps(harmless=harmless))
        gaps.count += 1
        if len(gaps.lines) < _LINES:
            gaps.lines.append(line)

    def add(self, other: CorpusFindings) -> None:
        """Add the findings of other collections to these."""
        self.pairs += other.pairs
        self.machine += other.machine
        self.faults += other.faults
        self.notes += other.notes
        for key, gaps in other.gaps.items():
            own = self.gaps.setdefault(key, Gaps(harmless=gaps.harmless))
            own.count += gaps.count
            own.lines = sorted([*own.lines, *gaps.lines])[:_LINES]

    def rename(self, old: str, new: str) -> None:
        """Replace *old*, the beginning of paths, by *new* in all messages and paths."""
        self.faults = [text.replace(old, new) for text in self.faults]
        self.notes = [text.replace(old, new) for text in self.notes]
        self.gaps = {
            (origin.replace(old, new), reason): gaps
            for (origin, reason), gaps in self.gaps.items()
        }

    @property
    def is_whole(self) -> bool:
        """Return whether every entry with a finished translation was read."""
        return not self.faults and all(gaps.harmless for gaps in self.gaps.values())

    @property
    def left_out(self) -> list[str]:
        """Return a message for each file and reason, with the first line numbers."""
        return [
            _summary(origin, reason, gaps)
            for (origin, reason), gaps in sorted(self.gaps.items())
        ]


class PairCollection(Protocol):
    """Collection of sentence pairs, which may be larger than the memory."""

    @property
    def name(self) -> str:
        """Return the path of the collection, a file or a folder, for messages."""

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files of the collection."""

    def read(
        self, languages: LanguagePair, findings: CorpusFindings
    ) -> Iterator[CorpusPair]:
        """Yield the pairs of the collection one by one.

        Unusable entries are left out and recorded in *findings*. So is damage in the
        middle of a file, after the pairs before the damage have been yielded.

        Args:
            languages: languages of the pairs.
            findings: receives the entries left out and the faults.

        Raises:
            AmtsError: the collection cannot be read at all.
        """


@dataclass(frozen=True, slots=True)
class CollectionFile:
    """Base class of collections that consist of one file.

    Attributes:
        path: the file.
    """

    path: Path

    @property
    def name(self) -> str:
        """Return the path of the file, for messages."""
        return str(self.path)

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the file as the only one of the collection."""
        return (self.path,)


def _summary(origin: str, reason: str, gaps: Gaps) -> str:
    lines = [str(line) for line in gaps.lines if line]
    more = gaps.count - len(lines)
    if not lines:
        return f"{origin}: {gaps.count} left out: {reason}"
    rest = f" and {more} more" if more > 0 else ""
    plural = "s" * (gaps.count > 1)
    return f"{origin}: line{plural} {', '.join(lines)}{rest} left out: {reason}"
