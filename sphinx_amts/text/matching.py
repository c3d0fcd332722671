"""Which parts two sequences have in common, in time that is bounded.

Python's `SequenceMatcher` finds what people take for unchanged, but takes cubic time
where much is alike, as in a long text whose words or blanks come again and again. So
long sequences are first cut at what either has exactly once, as patience sorting does
(B. Cohen, "Patience Diff Advantages", 2010), and only what lies between is compared
that way; what is still too large counts as changed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

_MOST = 50_000_000
"""Estimated steps up to which two sequences are compared as a whole."""

_MOST_BETWEEN = 1_000_000
"""The same for each piece of longer ones."""


class Block(NamedTuple):
    """A part that both sequences have: its place in each, and its length."""

    one: int
    other: int
    size: int


def is_short(
    one: Sequence[Hashable], other: Sequence[Hashable], most: int = _MOST
) -> bool:
    """Whether comparing two sequences as a whole takes few steps.

    A search for the longest common part looks at every pair of equal items; there are
    as many searches as common parts, in the worst case.
    """
    if len(one) * len(other) * min(len(one), len(other)) <= most:
        return True
    counts = Counter(other)
    pairs = sum(counts[item] * number for item, number in Counter(one).items())
    return pairs * min(len(one), len(other)) <= most


def matching_blocks(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[Block]:
    """Return what two sequences have in common, in the same order."""
    if is_short(one, other):
        return list(_compared(one, other, 0, 0))
    found: list[Block] = []
    borders = [Block(0, 0, 0), *_anchors(one, other), Block(len(one), len(other), 0)]
    for last, following in pairwise(borders):
        start, other_start = last.one + last.size, last.other + last.size
        piece = one[start : following.one]
        other_piece = other[other_start : following.other]
        if piece and other_piece and is_short(piece, other_piece, _MOST_BETWEEN):
            found += _compared(piece, other_piece, start, other_start)
        if following.size:
            found.append(following)
    return found


def ratio(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Return how much two sequences have in common, in [0, 1]."""
    length = len(one) + len(other)
    common = sum(block.size for block in matching_blocks(one, other))
    return 2 * common / length if length else 1.0


class Change(NamedTuple):
    """A part that both have (`same`), or that takes the place of another one."""

    start: int
    stop: int
    other_start: int
    other_stop: int
    same: bool


def parts(blocks: Iterable[Block], length: int, other_length: int) -> Iterator[Change]:
    """Yield what *blocks* say of two sequences of these lengths, without gaps."""
    at = other_at = 0
    for start, other_start, size in [
        *joined(blocks),
        Block(length, other_length, 0),
    ]:
        if at < start or other_at < other_start:
            yield Change(at, start, other_at, other_start, same=False)
        at, other_at = start + size, other_start + size
        if size:
            yield Change(start, at, other_start, other_at, same=True)


def joined(blocks: Iterable[Block]) -> list[Block]:
    """Return *blocks* with those in one that follow each other in both sequences."""
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if last and (last.one + last.size, last.other + last.size) == block[:2]:
            found[-1] = last._replace(size=last.size + block.size)
        else:
            found.append(block)
    return found


def _compared(
    one: Sequence[Hashable], other: Sequence[Hashable], start: int, other_start: int
) -> Iterator[Block]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for block in matcher.get_matching_blocks():
        if block.size:
            yield Block(start + block.a, other_start + block.b, block.size)


def _anchors(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[Block]:
    """Yield what surely belongs together: both ends, and what either has once."""
    shorter = min(len(one), len(other))
    head = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    left = shorter - head
    tail = next((n for n in range(left) if one[-1 - n] != other[-1 - n]), left)
    if head:
        yield Block(0, 0, head)
    places = _unique(one, head, len(one) - tail)
    others = _unique(other, head, len(other) - tail)
    both = [(places[item], others[item]) for item in places if item in others]
    for _, run in groupby(
        enumerate(_rising(both)), key=lambda at: (at[1][0] - at[0], at[1][1] - at[0])
    ):
        pairs = [pair for _, pair in run]
        yield Block(*pairs[0], len(pairs))
    if tail:
        yield Block(len(one) - tail, len(other) - tail, tail)


def _unique(items: Sequence[Hashable], start: int, stop: int) -> dict[Hashable, int]:
    """Return the items that come once between two places, by their place, in order."""
    counts = Counter(items[start:stop])
    return {items[at]: at for at in range(start, stop) if counts[items[at]] == 1}


def _rising(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest part of *pairs*, sorted by the first, that the second sorts."""
    ends: list[int] = []  # the smallest last number of a row of each length
    rows: list[tuple[tuple[int, int], int]] = []
    last: list[int] = []
    for pair in pairs:
        length = bisect_left(ends, pair[1])
        before = last[length - 1] if length else -1
        ends[length : length + 1] = [pair[1]]
        last[length : length + 1] = [len(rows)]
        rows.append((pair, before))
    found = []
    at = last[-1] if last else -1
    while at >= 0:
        pair, at = rows[at]
        found.append(pair)
    return found[::-1]
