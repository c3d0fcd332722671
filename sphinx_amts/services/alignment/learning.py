"""Learning words from texts of which it is not yet known how they are aligned."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.services.alignment.corridor import Corridor, around_diagonal
from sphinx_amts.services.alignment.habits import Habits
from sphinx_amts.services.alignment.lexicon import kin_of, learn
from sphinx_amts.services.alignment.posterior import Posterior, joined, posterior
from sphinx_amts.services.alignment.scores import Scorer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.services.alignment.lexicon import Lexicon
    from sphinx_amts.services.alignment.texts import NumberedText, Vocabulary

MOST = 2
"""Sentences on one side of a bead at most, until words are known."""

_MOST_WIDER = 300
"""Positions by which a corridor is wider at most, as one text has fewer sentences."""

TEMPERATURES = (0.1, 0.23, 0.36, 0.49, 0.61, 0.74, 0.87, 1.0, 1.0, 1.0)
"""How far the scores count in each round: at first nearly all alignments are possible,
so that chance does not decide."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of two texts that is aligned by itself.

    Attributes:
        source: its first source sentence and the one behind the last.
        target: its first target sentence and the one behind the last.
        corridor: in which the two are aligned, from 0.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    corridor: Corridor


def diagonal(source: NumberedText, target: NumberedText) -> Corridor:
    """Return the corridor in which two texts are aligned before anything is known."""
    width = 40 + int(8 * math.log2(max(len(source), len(target)) + 1))
    width += min(abs(len(source) - len(target)) // 4, _MOST_WIDER)
    return around_diagonal(source.lengths, target.lengths, width)


def learn_softly(
    source: NumberedText,
    target: NumberedText,
    parts: Sequence[Part],
    vocabulary: Vocabulary,
    temperatures: tuple[float, ...] = TEMPERATURES,
) -> tuple[Lexicon, Habits]:
    """Learn what words mean, and what is usual, weighing all alignments.

    Args:
        source: all source sentences.
        target: all target sentences.
        parts: what is looked at of them.
        vocabulary: of both.
        temperatures: of the rounds, one at least.
    """
    kin = kin_of(vocabulary, source.words, target.words)
    habits = Habits.at_first(source.lengths, target.lengths)
    entries = kin
    lexicon = None
    for temperature in temperatures:
        found: list[tuple[Posterior, int, int]] = []
        for part in parts:
            texts = (source.part(*part.source), target.part(*part.target))
            scorer = Scorer(texts, part.corridor, habits, entries, MOST)
            found.append((
                posterior(part.corridor, scorer, habits.kinds[1, 0], temperature),
                part.source[0],
                part.target[0],
            ))  # fmt: skip
        whole = joined(found)
        habits.learn(whole, source.lengths, target.lengths)
        lexicon = learn(vocabulary, source, target, whole.links, kin)
        entries = lexicon.entries_of(vocabulary, kin)
    if lexicon is None:
        raise ValueError("no rounds")
    return lexicon, habits
