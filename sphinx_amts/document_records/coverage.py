"""Measure the size of texts, and sum up the coverage of a book by state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sphinx_amts.languages.characters import CJK, HANGUL, may_hold_cjk
from sphinx_amts.model import State
from sphinx_amts.text.shares import percent

_ALONE = CJK + HANGUL
_WORD = rf"[{_ALONE}]|[^\s{_ALONE}]+"
_SENTENCE_END = re.compile(
    r"[.!?]['\")\]”’»]*\s+(?=[^\W\d_a-z])|[。！？]['\"」』”’）]*(?=.)"
)

TRANSLATED = (
    State.HUMAN,
    State.EDITED,
    State.MEMORY,
    State.MACHINE,
    State.UNCONFIRMED,
)
"""States in which the present text is shown in the target language."""


MACHINE = (State.MACHINE,)
"""States of `TRANSLATED` without human work; the other states count as human."""


def translated(counts: Mapping[str, int], states: Iterable[str] = TRANSLATED) -> int:
    """Return the sum of the counts of *states*."""
    return sum(counts.get(state, 0) for state in states)


def translated_share(
    counts: Mapping[str, int], states: Iterable[str] = TRANSLATED
) -> float:
    """Return the share of *states* in all *counts*, in percent; 100 without counts."""
    whole = sum(counts.values())
    return 100 * translated(counts, states) / whole if whole else 100.0


def coverage_text(counts: Mapping[str, int]) -> str:
    """Describe the translated share, e.g. `90 % (60 % human, 30 % machine)`."""
    whole = sum(counts.values())
    if not whole:
        return "no text"
    done = translated(counts)
    machine = translated(counts, MACHINE)
    human = done - machine
    if human and machine:
        by = f" ({percent(human, whole)} human, {percent(machine, whole)} machine)"
    else:
        by = f" ({translators(counts)})" if done else ""
    return f"{percent(done, whole)}{by}"


def translators(counts: Mapping[str, int]) -> str:
    """Name who translated: "human", "machine", "human and machine", or "" if nobody."""
    machine = any(counts[state] for state in MACHINE)
    human = any(counts[state] for state in TRANSLATED if state not in MACHINE)
    return " and ".join(["human"] * human + ["machine"] * machine)


@dataclass(frozen=True, slots=True)
class Size:
    """Size of source text, in several units.

    Attributes:
        messages: number of messages.
        segments: number of sentences by a fast rule (a terminator, white space and a
            capital or uncased letter), not by the splitter of segments for engines.
        words: number of runs between white space; each Chinese, Japanese or Korean
            character counts as one.
        characters: number of Unicode code points of the source messages.
    """

    messages: int = 0
    segments: int = 0
    words: int = 0
    characters: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(
            self.messages + other.messages,
            self.segments + other.segments,
            self.words + other.words,
            self.characters + other.characters,
        )


def measure(text: str) -> Size:
    """Measure the size of one message."""
    return Size(
        messages=1,
        segments=1 + len(_SENTENCE_END.findall(text)),
        words=len(re.findall(_WORD, text) if may_hold_cjk(text) else text.split()),
        characters=len(text),
    )


Coverage = Mapping[State, Size]
