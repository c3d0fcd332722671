"""Match the common parts of two sequences, in time that is bounded.

Python's `SequenceMatcher` finds what readers see as unchanged, but takes cubic time
where many items are equal, as in a long text with repeated words or blanks. So long
sequences are first cut at items that both have exactly once, as patience sorting does
(B. Cohen, "Patience Diff Advantages", 2010): single items, then runs of several. Only
the parts between are compared by `SequenceMatcher`; parts that are still too large
count as changed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

_MOST = 50_000_000
"""Estimated steps up to which two sequences are compared as a whole."""

_MOST_BETWEEN = 1_000_000
"""Estimated steps up to which pieces of longer sequences are compared as a whole."""

_RUNS = (1, 4, 16)
"""Lengths of the runs of items at which longer sequences are cut, in turn."""


class MatchingBlock(NamedTuple):
    """Part that two sequences have in common: its start in each, and its length."""

    one: int
    other: int
    size: int


def is_short(
    one: Sequence[Hashable], other: Sequence[Hashable], most: int = _MOST
) -> bool:
    """Return whether two sequences can be compared as a whole in few steps.

    A search for the longest common part looks at every pair of equal items; there are
    as many searches as common parts, in the worst case.
    """
    if len(one) * len(other) * min(len(one), len(other)) <= most:
        return True
    counts = Counter(other)
    pairs = sum(counts[item] * number for item, number in Counter(one).items())
    return pairs * min(len(one), len(other)) <= most


def matching_blocks(
    one: Sequence[Hashable], other: Sequence[Hashable]
) -> list[MatchingBlock]:
    """Find the parts that two sequences have in common, in order."""
    if is_short(one, other):
        return list(_compare_whole(one, other))
    return list(_in_pieces(one, other, _RUNS))


def _in_pieces(
    one: Sequence[Hashable], other: Sequence[Hashable], runs: Sequence[int]
) -> Iterator[MatchingBlock]:
    """Yield the matching blocks at, and between, runs that both sequences have once."""
    if not one or not other:
        return
    if is_short(one, other, _MOST_BETWEEN):
        yield from _compare_whole(one, other)
        return
    if not runs:
        return  # a large part without any anchor
    last = MatchingBlock(0, 0, 0)
    for block in [
        *_anchors(one, other, runs[0]),
        MatchingBlock(len(one), len(other), 0),
    ]:
        start, other_start = last.one + last.size, last.other + last.size
        for found in _in_pieces(
            one[start : block.one], other[other_start : block.other], runs[1:]
        ):
            yield MatchingBlock(
                start + found.one, other_start + found.other, found.size
            )
        if block.size:
            yield block
        last = block


def ratio(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Return the share of items that two sequences have in common, in [0, 1]."""
    length = len(one) + len(other)
    common = sum(block.size for block in matching_blocks(one, other))
    return 2 * common / length if length else 1.0


class Change(NamedTuple):
    """Range of one sequence and the matching range of another; `same` if equal."""

    start: int
    stop: int
    other_start: int
    other_stop: int
    same: bool


def parts(
    blocks: Iterable[MatchingBlock], length: int, other_length: int
) -> Iterator[Change]:
    """Yield all parts of two sequences, common or changed, given their *blocks*."""
    at = other_at = 0
    for start, other_start, size in [
        *joined(blocks),
        MatchingBlock(length, other_length, 0),
    ]:
        if at < start or other_at < other_start:
            yield Change(at, start, other_at, other_start, same=False)
        at, other_at = start + size, other_start + size
        if size:
            yield Change(start, at, other_start, other_at, same=True)


def joined(blocks: Iterable[MatchingBlock]) -> list[MatchingBlock]:
    """Join those of *blocks* that are adjacent in both sequences."""
    found: list[MatchingBlock] = []
    for block in blocks:
        last = found[-1] if found else None
        if last and (last.one + last.size, last.other + last.size) == block[:2]:
            found[-1] = last._replace(size=last.size + block.size)
        else:
            found.append(block)
    return found


def _compare_whole(
    one: Sequence[Hashable], other: Sequence[Hashable]
) -> Iterator[MatchingBlock]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for block in matcher.get_matching_blocks():
        if block.size:
            yield MatchingBlock(block.a, block.b, block.size)


def _anchors(
    one: Sequence[Hashable], other: Sequence[Hashable], run: int
) -> Iterator[MatchingBlock]:
    """Yield the anchors: both ends, and runs that both sequences have once."""
    shorter = min(len(one), len(other))
    head = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    left = shorter - head
    tail = next((n for n in range(left) if one[-1 - n] != other[-1 - n]), left)
    last = MatchingBlock(0, 0, head)
    places = _unique_runs(one, head, len(one) - tail, run)
    others = _unique_runs(other, head, len(other) - tail, run)
    for at, other_at in _longest_increasing(
        (place, others[items]) for items, place in places.items() if items in others
    ):
        end, other_end = last.one + last.size, last.other + last.size
        if at - end == other_at - other_end <= 0:  # it overlaps, and goes on
            last = last._replace(size=at + run - last.one)
        elif at >= end and other_at >= other_end:
            if last.size:
                yield last
            last = MatchingBlock(at, other_at, run)
    if last.size:
        yield last
    if tail:
        yield MatchingBlock(len(one) - tail, len(other) - tail, tail)


def _unique_runs(
    items: Sequence[Hashable], start: int, stop: int, run: int
) -> dict[Hashable, int]:
    """Return the index of each run that occurs once between two indexes, by run."""
    runs = [tuple(items[at : at + run]) for at in range(start, stop - run + 1)]
    counts = Counter(runs)
    return {found: at for at, found in enumerate(runs, start) if counts[found] == 1}


def _longest_increasing(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest increasing subsequence of *pairs*, sorted by the first."""
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
