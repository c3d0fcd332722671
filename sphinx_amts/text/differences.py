"""Compare two versions of a text, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from sphinx_amts.languages.characters import CJK, HANGUL, may_hold_cjk
from sphinx_amts.text.matching import (
    Change,
    MatchingBlock,
    is_short,
    matching_blocks,
    parts,
    ratio,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALONE = CJK + HANGUL
_TOKEN = rf"[{_ALONE}]|[^\W_{_ALONE}]+|_|[^\w\s]|\s+"
_TOKEN_WITH_BLANKS = rf"(?:[{_ALONE}]|[^\W_{_ALONE}]+|_|[^\w\s])\s*|\s+"
_WORD = rf"[{_ALONE}]|[^\W_{_ALONE}]+"
_WORD_WITHOUT_CJK = r"[^\W_]+"


def words_of(text: str) -> list[str]:
    """Split *text* into words, in lower case; each CJK character is a word."""
    pattern = _WORD if may_hold_cjk(text) else _WORD_WITHOUT_CJK
    return re.findall(pattern, text.lower())


def similarity(one: list[str], other: list[str], least: float = 0.0) -> float:
    """Return the share of words that two texts have in common, in the same order.

    Args:
        one: words of a text.
        other: words of another text.
        least: value below which the share is not needed.

    Returns:
        a number in [0, 1]; 0 if it is below *least*.
    """
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    found = ratio(one, other)
    return found if found >= least else 0.0


def changes(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield common, removed and added pieces of two texts, in order.

    Long texts are compared in larger pieces than short ones.

    Yields:
        a piece of *old* and the equal piece of *new*; either is empty where only the
        other text has the piece.
    """
    before, after, blocks = _matched(old, new)
    for part in parts(blocks, len(before), len(after)):
        gone = "".join(before[part.start : part.stop])
        come = "".join(after[part.other_start : part.other_stop])
        if part.same:
            yield gone, come
            continue
        if gone:
            yield gone, ""
        if come:
            yield "", come


def changed_characters(old: str, new: str) -> Iterator[Change]:
    """Yield the common and the changed pieces of two texts, as character offsets.

    Short texts are compared character by character, long ones word by word.
    """
    if is_short(old, new):
        yield from parts(matching_blocks(old, new), len(old), len(new))
        return
    before, after, blocks = _matched(old, new)
    at = [0, *accumulate(map(len, before))]
    other_at = [0, *accumulate(map(len, after))]
    for part in parts(blocks, len(before), len(after)):
        yield Change(
            at[part.start],
            at[part.stop],
            other_at[part.other_start],
            other_at[part.other_stop],
            same=part.same,
        )


def _matched(old: str, new: str) -> tuple[list[str], list[str], list[MatchingBlock]]:
    """Split two texts into tokens; return both lists and their matching blocks."""
    before, after = re.findall(_TOKEN, old), re.findall(_TOKEN, new)
    if not is_short(before, after):  # most of the equal tokens are blanks
        before = re.findall(_TOKEN_WITH_BLANKS, old)
        after = re.findall(_TOKEN_WITH_BLANKS, new)
    return before, after, matching_blocks(before, after)


def word_difference(old: str, new: str) -> str:
    """Return *new* with removed words in ``[-…-]`` and added words in ``{+…+}``.

    The notation is that of `wdiff` and `git diff --word-diff`.
    """
    written: list[str] = []
    for gone, come in changes(old, new):
        if gone and come:
            written.append(come)
        elif gone:
            written.append(f"[-{gone}-]")
        else:
            written.append(f"{{+{come}+}}")
    return "".join(written)


def split_like(old: list[str], new: str) -> list[str]:
    """Split *new* into as many parts as *old*, at the corresponding places."""
    pieces = [
        part for part in changed_characters("".join(old), new) if part.start < part.stop
    ]
    cuts = []
    at = 0
    for end in list(accumulate(len(part) for part in old))[:-1]:
        if end == 0:
            cuts.append(0)
            continue
        while pieces[at].stop < end:
            at += 1
        part = pieces[at]
        cuts.append(
            part.other_start + end - part.start if part.same else part.other_stop
        )
    return [new[a:b] for a, b in pairwise([0, *cuts, len(new)])]
