"""Leave out single pairs of blocks from chapters that do not belong together.

Where a chapter was moved, merged or cut, many of its blocks are paired, and the pairs
follow each other. One or two single pairs are mostly alike by chance.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    _Key = tuple[str, str]
    _Groups = Mapping[_Key, list["DocumentBead"]]

PROBABLE = 0.5
"""Confidence from which on a pair of blocks is more likely right than wrong."""

_MOVED = 4
"""Number of pairs of blocks from which on a part of a chapter counts as moved."""

_RUN = 3
"""Number of pairs in a row from which on they are no strays."""


@dataclass(slots=True)
class DocumentBead:
    """A bead of blocks (blocks that translate each other), with both documents.

    Attributes:
        document: name of the source document.
        source: indexes of the source blocks.
        target_document: name of the document of the translation.
        target: indexes of the target blocks.
        similarity: similarity of the words of both sides.
        confidence: estimated probability that the bead is right, from 0 to 1.
        moved: whether the order or the document of the blocks differs between the
            editions.
    """

    document: str
    source: tuple[int, ...]
    target_document: str
    target: tuple[int, ...]
    similarity: float
    confidence: float = 0.0
    moved: bool = False


def without_strays(
    found: Sequence[DocumentBead], sizes: tuple[Mapping[str, int], Mapping[str, int]]
) -> list[DocumentBead]:
    """Return the beads of documents that belong together.

    Args:
        found: beads of two editions.
        sizes: number of blocks of each document, of the source and of the target.
    """
    groups: defaultdict[_Key, list[DocumentBead]] = defaultdict(list)
    for bead in found:
        groups[bead.document, bead.target_document].append(bead)
    chosen: dict[_Key, list[DocumentBead]] = {}
    partners = _partners(groups)
    if sizes[0].keys() == sizes[1].keys() and all(a == b for a, b in partners):
        # no chapter was moved, merged or dropped; single paragraphs may have been
        return list(found)
    for (name, other), beads in groups.items():
        sure = [bead for bead in beads if bead.confidence >= PROBABLE]
        size = min(sizes[0][name], sizes[1][other])
        if (name, other) in partners:
            chosen[name, other] = beads
        elif len(sure) >= min(_MOVED, math.ceil(size / 2)):
            chosen[name, other] = sure
    result = [bead for beads in chosen.values() for bead in beads]
    return sorted(_apart(result), key=lambda bead: (bead.document, bead.source))


def _partners(groups: _Groups) -> set[_Key]:
    """Return the pairs of documents with the most beads, each document at most once."""
    found: set[_Key] = set()
    taken: tuple[set[str], set[str]] = (set(), set())
    for name, other in sorted(groups, key=lambda key: (-len(groups[key]), key)):
        if name not in taken[0] and other not in taken[1]:
            found.add((name, other))
            taken[0].add(name)
            taken[1].add(other)
    return found


def _apart(found: Sequence[DocumentBead]) -> list[DocumentBead]:
    """Return the beads without those that are alone among beads of other documents."""
    kept = _in_runs(
        found, lambda b: (b.target_document, b.target), lambda b: b.document
    )
    return _in_runs(kept, lambda b: (b.document, b.source), lambda b: b.target_document)


def _in_runs(
    found: Sequence[DocumentBead],
    place: Callable[[DocumentBead], tuple[str, tuple[int, ...]]],
    partner: Callable[[DocumentBead], str],
) -> list[DocumentBead]:
    """Return the beads that are in long runs of beads with the same documents.

    A short run is left out if there is a longer run of the same two documents.

    Args:
        found: beads.
        place: function that returns the document of a bead, and its blocks in it.
        partner: function that returns the other document of a bead.
    """
    runs = [
        list(run)
        for _, run in groupby(
            sorted(found, key=place), key=lambda bead: (place(bead)[0], partner(bead))
        )
    ]
    longest: defaultdict[_Key, int] = defaultdict(int)
    for run in runs:
        key = (run[0].document, run[0].target_document)
        longest[key] = max(longest[key], len(run))
    return [
        bead
        for run in runs
        if len(run) >= _RUN
        or len(run) == longest[run[0].document, run[0].target_document]
        for bead in run
    ]
