"""Aligning the sentences of two texts, with nothing but the texts themselves."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.services.alignment.corridor import around, around_diagonal
from sphinx_amts.services.alignment.lexicon import Lexicon
from sphinx_amts.services.alignment.scores import Habits, Scorer
from sphinx_amts.services.alignment.search import KINDS, MOST, Bead, search
from sphinx_amts.services.alignment.tokens import Sentence, read_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIRST_MOST = 2
_WIDER = 3
"""Corridors that are tried in the first round, each twice as wide as the last."""

_TRUST = 6.0
"""Makes of the usual score for each word a confidence of about 0.85."""

_LARGE = 3000
"""Sentences above which fewer rounds in a narrower corridor must do."""


def learn_lexicon(texts: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Lexicon:
    """Learn from many texts what words mean, to align each of them by it.

    Args:
        texts: sentences of each text, and those of its translation.
    """
    pairs: list[tuple[list[str], list[str]]] = []
    for source, target in texts:
        sources = [read_sentence(text) for text in source]
        targets = [read_sentence(text) for text in target]
        pairs += _pairs(align_sentences(source, target), sources, targets)
    return Lexicon.learned(pairs)


def align_sentences(
    source: Sequence[str], target: Sequence[str], lexicon: Lexicon | None = None
) -> list[Bead]:
    """Return which sentences of two texts belong together.

    In a first round lengths, numbers, names and marks decide. From its result a
    translation lexicon is learned, which decides in the next one, and so on.

    Args:
        source: sentences in their order.
        target: sentences of the translation.
        lexicon: what was learned from other texts, or these among others; nothing is
            learned from the two then.

    Returns:
        beads that cover both texts in order, each sentence once.
    """
    if not source or not target:
        return [
            *(Bead(n, n + 1, 0, 0) for n in range(len(source))),
            *(Bead(0, 0, n, n + 1) for n in range(len(target))),
        ]
    sources = [read_sentence(text) for text in source]
    targets = [read_sentence(text) for text in target]
    habits = Habits.at_first(sources, targets)
    beads = _first_round(sources, targets, habits)
    large = max(len(sources), len(targets)) > _LARGE
    rounds, width = (2, 20) if large else (6, 48)
    if lexicon:
        rounds = 1
    for number in range(1, rounds + 1):
        habits.learn(beads, sources, targets)
        known = lexicon or Lexicon.learned(_pairs(beads, sources, targets))
        most = _FIRST_MOST if large and number < rounds else MOST
        corridor = around(beads, len(sources), len(targets), width)
        scorer = Scorer(
            *(sources, targets, corridor, habits),
            forth=known.forth,
            back=known.back,
            most=most,
        )
        beads, scores = search(corridor, scorer, _kinds(most))
        beads = [
            replace(bead, confidence=_confidence(bead, score, sources, targets))
            for bead, score in zip(beads, scores, strict=True)
        ]
    return beads


def _kinds(most: int) -> tuple[tuple[int, int], ...]:
    return tuple(kind for kind in KINDS if max(kind) <= most)


def _first_round(
    sources: list[Sentence], targets: list[Sentence], habits: Habits
) -> list[Bead]:
    import numpy as np

    source = np.array([s.length for s in sources], dtype=float)
    target = np.array([t.length for t in targets], dtype=float)
    size = max(len(sources), len(targets))
    width = 40 + int(8 * math.log2(size + 1)) + abs(len(sources) - len(targets)) // 4
    corridor = around_diagonal(source, target, width)
    beads: list[Bead] = []
    for _ in range(_WIDER):
        scorer = Scorer(
            sources, targets, corridor, habits, forth={}, back={}, most=_FIRST_MOST
        )
        beads, _ = search(corridor, scorer, _kinds(_FIRST_MOST))
        if corridor.width > len(sources) or not corridor.is_tight(beads):
            break
        width *= 2
        corridor = around(beads, len(sources), len(targets), width)
    return beads


def _pairs(
    beads: Sequence[Bead], sources: list[Sentence], targets: list[Sentence]
) -> list[tuple[list[str], list[str]]]:
    """Return the words of beads with few sentences."""
    return [
        (
            [w for s in sources[b.source_start : b.source_end] for w in s.tokens],
            [w for t in targets[b.target_start : b.target_end] for w in t.tokens],
        )
        for b in beads
        if min(b.kind) > 0 and sum(b.kind) <= 3
    ]


def _confidence(
    bead: Bead, score: float, sources: list[Sentence], targets: list[Sentence]
) -> float:
    """Return from the score of a bead how far it can be trusted."""
    if min(bead.kind) == 0:
        return 0.0
    words = sum(
        len(s.tokens)
        for s in (
            *sources[bead.source_start : bead.source_end],
            *targets[bead.target_start : bead.target_end],
        )
    )
    return 1 / (1 + math.exp(-_TRUST * score / (words + 5)))
