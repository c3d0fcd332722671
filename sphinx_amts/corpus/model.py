"""Define what is read from a collection of pairs, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_amts.model import LanguagePair

_LINES = 3
"""How many lines are named for a reason."""


@dataclass(frozen=True, slots=True)
class CorpusPair:
    """A text and its translation in a collection, as readers see them.

    Attributes:
        source: the text, on one line.
        target: its translation, on one line.
        origin: the file that it is from.
        line: line in that file, from 1; 0 if unknown.
        changed: day of the translation as ``2025-01-31``, "" if unknown.
    """

    source: str
    target: str
    origin: str
    line: int
    changed: str = ""


@dataclass(slots=True)
class Gaps:
    """Entries of a collection that were left out for one reason.

    Attributes:
        count: how many.
        lines: the first lines of them.
        harmless: whether nobody has translated them yet.
    """

    count: int = 0
    lines: list[int] = field(default_factory=list)
    harmless: bool = False


@dataclass(slots=True)
class CorpusFindings:
    """What was found while collections were read.

    Attributes:
        pairs: number of pairs that were read.
        machine: texts left out because a machine made them.
        faults: damage after which a file was not read, one complete message each.
        notes: remarks for the user, one line each.
        gaps: origin and reason -> entries that were left out.
    """

    pairs: int = 0
    machine: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gaps: dict[tuple[str, str], Gaps] = field(default_factory=dict)

    def leave_out(
        self, origin: str, line: int, reason: str, *, harmless: bool = False
    ) -> None:
        """Record that the entry of *origin* in *line* is left out, with the reason."""
        gaps = self.gaps.setdefault((origin, reason), Gaps(harmless=harmless))
        gaps.count += 1
        if len(gaps.lines) < _LINES:
            gaps.lines.append(line)

    def add(self, other: CorpusFindings) -> None:
        """Add what was found in other collections."""
        self.pairs += other.pairs
        self.machine += other.machine
        self.faults += other.faults
        self.notes += other.notes
        for key, gaps in other.gaps.items():
            own = self.gaps.setdefault(key, Gaps(harmless=gaps.harmless))
            own.count += gaps.count
            own.lines = sorted([*own.lines, *gaps.lines])[:_LINES]

    def rename(self, old: str, new: str) -> None:
        """Write *new* for *old* in all messages, as for folders."""
        self.faults = [text.replace(old, new) for text in self.faults]
        self.notes = [text.replace(old, new) for text in self.notes]
        self.gaps = {
            (origin.replace(old, new), reason): gaps
            for (origin, reason), gaps in self.gaps.items()
        }

    @property
    def is_whole(self) -> bool:
        """Return whether everything was read that has a translation."""
        return not self.faults and all(gaps.harmless for gaps in self.gaps.values())

    @property
    def left_out(self) -> list[str]:
        """Return a message for each file and reason, with the first lines concerned."""
        return [
            _summary(origin, reason, gaps)
            for (origin, reason), gaps in sorted(self.gaps.items())
        ]


class PairCollection(Protocol):
    """A collection of pairs, which may be larger than the memory."""

    @property
    def name(self) -> str:
        """Return its name for messages: a file or a folder."""

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that it is made of."""

    def read(
        self, languages: LanguagePair, findings: CorpusFindings
    ) -> Iterator[CorpusPair]:
        """Yield its pairs one by one.

        Unusable entries are left out and counted in *findings*; so is damage, and the
        pairs before it have been yielded.

        Raises:
            AmtsError: it cannot be read at all.
        """


@dataclass(frozen=True, slots=True)
class CollectionFile:
    """Hold the file of a collection that is one file.

    Attributes:
        path: the file.
    """

    path: Path

    @property
    def name(self) -> str:
        """Return its name."""
        return str(self.path)

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the file."""
        return (self.path,)


def _summary(origin: str, reason: str, gaps: Gaps) -> str:
    lines = [str(line) for line in gaps.lines if line]
    more = gaps.count - len(lines)
    if not lines:
        return f"{origin}: {gaps.count} left out: {reason}"
    rest = f" and {more} more" if more > 0 else ""
    plural = "s" * (gaps.count > 1)
    return f"{origin}: line{plural} {', '.join(lines)}{rest} left out: {reason}"
