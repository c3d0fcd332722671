"""Aligning the sentences of two texts, with nothing but the texts themselves."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.services.alignment.arrays import ranges
from sphinx_amts.services.alignment.corridor import around, around_diagonal
from sphinx_amts.services.alignment.habits import Habits
from sphinx_amts.services.alignment.lexicon import Entries, Lexicon, kin_of, learn
from sphinx_amts.services.alignment.scores import Scorer
from sphinx_amts.services.alignment.search import MOST, Bead, search
from sphinx_amts.services.alignment.texts import NumberedText, numbered
from sphinx_amts.services.alignment.tokens import read_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.services.alignment.arrays import Floats, Integers
    from sphinx_amts.services.alignment.corridor import Corridor
    from sphinx_amts.services.alignment.texts import Vocabulary

_FIRST_MOST = 2
_WIDER = 3
"""Corridors that are tried in the first round, each twice as wide as the last."""

_TRUST = 6.0
"""Makes of the usual score for each word a confidence of about 0.85."""

_LARGE = 3000
"""Sentences above which fewer rounds in a narrower corridor must do."""

_FEW = 8
"""Sentences from which nothing is learned about words."""


def learn_lexicon(texts: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Lexicon:
    """Learn from many texts what words mean, to align each of them by it.

    Args:
        texts: sentences of each text, and those of its translation.
    """
    pairs: list[tuple[list[str], list[str]]] = []
    for source, target in texts:
        sources = [read_sentence(text).tokens for text in source]
        targets = [read_sentence(text).tokens for text in target]
        pairs += [
            (
                [w for s in sources[b.source_start : b.source_end] for w in s],
                [w for t in targets[b.target_start : b.target_end] for w in t],
            )
            for b in align_sentences(source, target)
            if min(b.kind) > 0 and sum(b.kind) <= 3
        ]
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
    return _Aligner(source, target, lexicon).align()


class _Aligner:
    """Aligns two texts in rounds."""

    def __init__(
        self, source: Sequence[str], target: Sequence[str], lexicon: Lexicon | None
    ) -> None:
        self._vocabulary: Vocabulary = {}
        self._source = numbered(map(read_sentence, source), self._vocabulary)
        self._target = numbered(map(read_sentence, target), self._vocabulary)
        self._kin = kin_of(self._vocabulary, self._source.words, self._target.words)
        self._habits = Habits.at_first(self._source.lengths, self._target.lengths)
        self._lexicon = lexicon

    def align(self) -> list[Bead]:
        entries = self._kin
        if self._lexicon:
            entries = self._lexicon.entries_of(self._vocabulary, entries)
        size = max(len(self._source), len(self._target))
        beads = self._first_round(entries)
        rounds, width = (2, 20) if size > _LARGE else (5, 40)
        if self._lexicon or size < _FEW:
            rounds = 1
        for number in range(1, rounds + 1):
            self._habits.learn(beads, self._source.lengths, self._target.lengths)
            if not self._lexicon and size >= _FEW:
                entries = self._learned(beads).entries_of(self._vocabulary, self._kin)
            most = _FIRST_MOST if size > _LARGE and number < rounds else MOST
            corridor = around(beads, len(self._source), len(self._target), width)
            beads, scores = self._search(corridor, entries, most)
        return [
            replace(bead, confidence=self._confidence(bead, score))
            for bead, score in zip(beads, scores, strict=True)
        ]

    def _first_round(self, entries: Entries) -> list[Bead]:
        source, target = self._source, self._target
        size = max(len(source), len(target))
        width = 40 + int(8 * math.log2(size + 1))
        width += abs(len(source) - len(target)) // 4
        corridor = around_diagonal(source.lengths, target.lengths, width)
        beads: list[Bead] = []
        for _ in range(_WIDER):
            beads, _ = self._search(corridor, entries, _FIRST_MOST)
            if width > len(source) or not corridor.is_tight(beads):
                break
            width *= 2
            corridor = around(beads, len(source), len(target), width)
        return beads

    def _search(
        self, corridor: Corridor, entries: Entries, most: int
    ) -> tuple[list[Bead], list[float]]:
        scorer = Scorer(
            self._source, self._target, corridor, self._habits, entries, most
        )
        return search(corridor, scorer, self._habits.kinds[1, 0])

    def _learned(self, beads: list[Bead]) -> Lexicon:
        """Learn a lexicon from beads with few sentences."""
        import numpy as np

        chosen = [b for b in beads if min(b.kind) > 0 and sum(b.kind) <= 3]
        sides = (
            _part(self._source, [(b.source_start, b.source_end) for b in chosen]),
            _part(self._target, [(b.target_start, b.target_end) for b in chosen]),
        )
        return learn(self._vocabulary, *sides[0], *sides[1], self._kin)

    def _confidence(self, bead: Bead, score: float) -> float:
        """Return from the score of a bead how far it can be trusted."""
        if min(bead.kind) == 0:
            return 0.0
        source, target = self._source.starts, self._target.starts
        words = int(
            source[bead.source_end] - source[bead.source_start]
            + target[bead.target_end] - target[bead.target_start]
        )  # fmt: skip
        return 1 / (1 + math.exp(-_TRUST * score / (words + 5)))


def _part(
    text: NumberedText, runs: Sequence[tuple[int, int]]
) -> tuple[Integers, Integers]:
    """Return the words of runs of sentences, and how many each has."""
    import numpy as np

    ends = text.starts[np.array(runs, dtype=np.int64).reshape(-1, 2)]
    sizes = ends[:, 1] - ends[:, 0]
    return text.words[ranges(ends[:, 0], sizes)], sizes
