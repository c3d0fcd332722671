"""Aligning the sentences of two texts, with nothing but the texts themselves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sphinx_amts.services.alignment.confidence import judged
from sphinx_amts.services.alignment.corridor import around, around_diagonal
from sphinx_amts.services.alignment.habits import Habits
from sphinx_amts.services.alignment.lexicon import Entries, Lexicon, kin_of, learn
from sphinx_amts.services.alignment.posterior import Posterior, certain, posterior
from sphinx_amts.services.alignment.scores import Scorer
from sphinx_amts.services.alignment.search import MOST, Bead, search
from sphinx_amts.services.alignment.texts import NumberedText, numbered
from sphinx_amts.services.alignment.tokens import read_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.services.alignment.corridor import Corridor
    from sphinx_amts.services.alignment.texts import Vocabulary

_FIRST_MOST = 2
"""Sentences on one side of a bead at most, until the words are known."""

_WIDER = 3
"""Corridors that are tried for a whole text, each twice as wide as the last."""

_TEMPERATURES = (0.1, 0.23, 0.36, 0.49, 0.61, 0.74, 0.87, 1.0, 1.0, 1.0)
"""How far the scores count while words are learned: at first nearly all alignments
are possible, so that chance does not decide."""

_ROUNDS = 2
_WIDTH = 40
_LARGE = 2000
"""Sentences above which words are learned from an excerpt first."""

_EXCERPT = 800
_LARGE_WIDTH = 20
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
    vocabulary: Vocabulary = {}
    texts = [
        numbered(map(read_sentence, text), vocabulary) for text in (source, target)
    ]
    return _Aligner(texts[0], texts[1], vocabulary, lexicon).align()


class _Aligner:
    """Aligns two texts in rounds."""

    def __init__(
        self,
        source: NumberedText,
        target: NumberedText,
        vocabulary: Vocabulary,
        lexicon: Lexicon | None,
    ) -> None:
        self._source, self._target = source, target
        self._vocabulary = vocabulary
        self._kin = kin_of(vocabulary, source.words, target.words)
        self._habits = Habits.at_first(source.lengths, target.lengths)
        self._size = max(len(source), len(target))
        self._learns = lexicon is None and self._size >= _FEW
        self._entries = self._kin
        if lexicon:
            self._entries = lexicon.entries_of(vocabulary, self._kin)

    def align(self) -> list[Bead]:
        """Return the beads, with their confidence."""
        large = self._size > _LARGE
        if self._learns:
            if large:
                self._learn_from_excerpt()
            else:
                self._learn_softly()
        beads = self._whole()
        width = _LARGE_WIDTH if large else _WIDTH
        for _ in range(1 if large or not self._learns else _ROUNDS):
            corridor = around(beads, len(self._source), len(self._target), width)
            self._learn(certain(beads))
            beads = self._search(corridor, MOST)
            if not large and self._learns:
                self._learn(self._posterior(corridor, MOST))
        learned = self._known_by if self._learns else self._entries
        return judged(beads, self._source, self._target, self._habits, learned)

    def _learn_softly(self) -> None:
        corridor = self._diagonal()
        for temperature in _TEMPERATURES:
            self._learn(self._posterior(corridor, _FIRST_MOST, temperature))

    def _learn_from_excerpt(self) -> None:
        """Learn from the first sentences of both texts."""
        share = _EXCERPT / self._size
        sizes = [round(len(text) * share) for text in (self._source, self._target)]
        part = _Aligner(
            self._source.first(max(sizes[0], 1)),
            self._target.first(max(sizes[1], 1)),
            self._vocabulary,
            None,
        )
        part._learn_softly()
        self._entries, self._habits = part._entries, part._habits

    def _learn(self, found: Posterior) -> None:
        self._habits.learn(found, self._source.lengths, self._target.lengths)
        if self._learns:
            self._entries = self._known_by(found)

    def _known_by(self, found: Posterior) -> Entries:
        lexicon = learn(
            self._vocabulary, self._source, self._target, found.links, self._kin
        )
        return lexicon.entries_of(self._vocabulary, self._kin)

    def _diagonal(self) -> Corridor:
        width = 40 + int(8 * math.log2(self._size + 1))
        width += abs(len(self._source) - len(self._target)) // 4
        return around_diagonal(self._source.lengths, self._target.lengths, width)

    def _whole(self) -> list[Bead]:
        corridor = self._diagonal()
        width = int((corridor.stop - corridor.first).max())
        beads: list[Bead] = []
        for _ in range(_WIDER):
            beads = self._search(corridor, _FIRST_MOST)
            if not corridor.is_tight(beads):
                break
            width *= 2
            corridor = around(beads, len(self._source), len(self._target), width)
        return beads

    def _scorer(self, corridor: Corridor, most: int) -> Scorer:
        return Scorer(
            self._source, self._target, corridor, self._habits, self._entries, most
        )

    def _search(self, corridor: Corridor, most: int) -> list[Bead]:
        return search(corridor, self._scorer(corridor, most), self._habits.kinds[1, 0])[
            0
        ]

    def _posterior(
        self, corridor: Corridor, most: int, temperature: float = 1.0
    ) -> Posterior:
        scorer = self._scorer(corridor, most)
        return posterior(corridor, scorer, self._habits.kinds[1, 0], temperature)
