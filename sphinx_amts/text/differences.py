"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+|_|[^\w\s]|\s+")
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")


def words_of(text: str) -> list[str]:
    """Return the words of *text* in lower case; a Chinese character is a word."""
    return _WORD.findall(text.lower())


def likeness(one: list[str], other: list[str], least: float = 0.0) -> float:
    """Return the share of words that two texts have in common in the same order.

    Args:
        one: words of a text.
        other: words of another one.
        least: below this, the exact value does not matter.

    Returns:
        a number in [0, 1]; 0 if it is below *least*.
    """
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def changes(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the text that both have, what is gone and what has come, in their order.

    Yields:
        pairs of the text in *old* and in *new*, of which one is empty where only the
        other has it.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        gone, come = "".join(before[start:stop]), "".join(after[new_start:new_stop])
        if tag == "equal":
            yield gone, come
            continue
        if gone:
            yield gone, ""
        if come:
            yield "", come


def word_difference(old: str, new: str) -> str:
    """Return *new* with what is gone in ``[-…-]`` and what has come in ``{+…+}``.

    The notation is that of `wdiff` and `git diff --word-diff`.
    """
    parts: list[str] = []
    for gone, come in changes(old, new):
        if gone and come:
            parts.append(come)
        elif gone:
            parts.append(f"[-{gone}-]")
        else:
            parts.append(f"{{+{come}+}}")
    return "".join(parts)
