"""Learning words from texts of which it is not yet known how they are aligned."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sphinx_amts.alignment.band import Band, around_diagonal
from sphinx_amts.alignment.bead_scores import BeadScorer
from sphinx_amts.alignment.lexicon import Lexicon, kin_of, learn
from sphinx_amts.alignment.posterior import posterior
from sphinx_amts.alignment.priors import Priors

if TYPE_CHECKING:
    from sphinx_amts.alignment.texts import NumberedText, Vocabulary

MOST = 2
"""Sentences on one side of a bead at most, until words are known."""

_MOST_WIDER = 300
"""Positions by which a corridor is wider at most, as one text has fewer sentences."""

_TEMPERATURES = (0.1, 0.23, 0.36, 0.49, 0.61, 0.74, 0.87, 1.0, 1.0, 1.0)
"""How far the scores count in each round: at first nearly all alignments are possible,
so that chance does not decide."""


def diagonal(source: NumberedText, target: NumberedText) -> Band:
    """Return the corridor in which two texts are aligned before anything is known."""
    width = 40 + int(8 * math.log2(max(len(source), len(target)) + 1))
    width += min(abs(len(source) - len(target)) // 4, _MOST_WIDER)
    return around_diagonal(source.lengths, target.lengths, width)


def learn_softly(
    source: NumberedText,
    target: NumberedText,
    sizes: tuple[int, int],
    vocabulary: Vocabulary,
) -> tuple[Lexicon, Priors]:
    """Learn what words mean, and what is usual, weighing all alignments.

    Args:
        source: all source sentences.
        target: all target sentences.
        sizes: how many of both are looked at, from the first one.
        vocabulary: of both.
    """
    kin = kin_of(vocabulary, source.words, target.words)
    habits = Priors.at_first(source.lengths, target.lengths)
    lexicon, entries = Lexicon.learned([]), kin
    texts = source.part(0, sizes[0]), target.part(0, sizes[1])
    corridor = diagonal(*texts)
    for temperature in _TEMPERATURES:
        scorer = BeadScorer(texts, corridor, habits, entries, MOST)
        found = posterior(corridor, scorer, habits.kinds[1, 0], temperature)
        habits.learn(found, source.lengths, target.lengths)
        lexicon = learn(vocabulary, source, target, found.links, kin)
        entries = lexicon.entries_of(vocabulary, kin)
    return lexicon, habits
