"""Aligning the sentences of two texts, with nothing but the texts themselves."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sphinx_amts.alignment.band import Band, around
from sphinx_amts.alignment.bead_scores import BeadScorer
from sphinx_amts.alignment.beads import MOST, Bead
from sphinx_amts.alignment.confidence import gains, judged
from sphinx_amts.alignment.first_pass import first_way
from sphinx_amts.alignment.lexicon import Lexicon, kin_of, learn
from sphinx_amts.alignment.posterior import certain
from sphinx_amts.alignment.priors import Priors
from sphinx_amts.alignment.search import search
from sphinx_amts.alignment.texts import numbered
from sphinx_amts.alignment.tokens import read_sentence
from sphinx_amts.alignment.training import diagonal, learn_softly

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.alignment.lexicon import Entries
    from sphinx_amts.alignment.posterior import Links, Posterior
    from sphinx_amts.alignment.texts import NumberedText, Vocabulary

_LARGE = 1500
"""Sentences above which words are learned from an excerpt first."""

_EXCERPT = 1000
_HUGE = 3000
"""Sentences above which words are learned from an alignment only once."""

_ROUNDS = 2
_WIDTH = 40
_LARGE_WIDTH = 20
_SMALL = 20
"""Sentences up to which all pairs are looked at at once."""

_FEW = 8
"""Sentences from which nothing is learned about words."""


def lexicon_of(pairs: Iterable[tuple[str, str]]) -> Lexicon:
    """Learn what words mean from sentences and their translations."""
    return Lexicon.learned(
        [(read_sentence(a).tokens, read_sentence(b).tokens) for a, b in pairs]
    )


def fits(pairs: Sequence[tuple[str, str]], lexicon: Lexicon) -> list[float]:
    """Return how well the two sentences of each pair fit each other.

    Returns:
        how much likelier they are together than each by itself: natural logarithm for
        each word. Translations have about 0.1 to 0.5, other sentences less than 0.
    """
    if not pairs:
        return []
    vocabulary: Vocabulary = {}
    read = cache(read_sentence)
    both = [numbered((read(p[side]) for p in pairs), vocabulary) for side in (0, 1)]
    kin = kin_of(vocabulary, both[0].words, both[1].words)
    habits = Priors.at_first(both[0].lengths, both[1].lengths)
    beads = [
        Bead(number, number + 1, number, number + 1) for number in range(len(pairs))
    ]
    entries = lexicon.entries_of(vocabulary, kin)
    found: list[float] = gains(beads, both[0], both[1], habits, entries).tolist()
    return found


def _excerpt(source: int, target: int) -> tuple[int, int]:
    """Return how many sentences of two texts words are learned from at first."""
    size = max(source, target)
    if size <= _LARGE:
        return source, target
    share = _EXCERPT / size
    return max(round(source * share), 1), max(round(target * share), 1)


def align_sentences(
    source: Sequence[str], target: Sequence[str], lexicon: Lexicon | None = None
) -> list[Bead]:
    """Return which sentences of two texts belong together.

    Lengths, numbers, names and marks decide at first, and nothing for certain. From
    that a translation lexicon is learned, which decides in the next round, and so on.

    Args:
        source: sentences in their order.
        target: sentences of the translation.
        lexicon: what was learned from other texts, or these among others; nothing is
            learned from the two then.

    Returns:
        beads that cover both texts in order, each sentence once. The confidence of
        one with both sides is the probability that it is right; texts that are no
        translations of each other have a mean confidence below 0.4.
    """
    if not source or not target:
        return [
            *(Bead(n, n + 1, 0, 0) for n in range(len(source))),
            *(Bead(0, 0, n, n + 1) for n in range(len(target))),
        ]
    vocabulary: Vocabulary = {}
    both = [numbered(map(read_sentence, text), vocabulary) for text in (source, target)]
    return _Aligner(both[0], both[1], vocabulary, lexicon).align()


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
        self._habits = Priors.at_first(source.lengths, target.lengths)
        self._size = max(len(source), len(target))
        self._learns = lexicon is None and self._size >= _FEW
        self._entries = self._kin
        if lexicon:
            self._entries = lexicon.entries_of(vocabulary, self._kin)

    def align(self) -> list[Bead]:
        """Return the beads, with their confidence."""
        if not self._learns and self._size <= _SMALL:
            corridor = diagonal(self._source, self._target)
            beads = self._search(corridor)
            return self._judged(beads)
        if self._learns:
            self._learn_from_excerpt()
        beads = first_way(self._source, self._target, self._habits, self._entries)
        width = _WIDTH if self._size <= _LARGE else _LARGE_WIDTH
        rounds = _ROUNDS if self._learns and self._size <= _HUGE else 1
        for _ in range(rounds):
            self._learn(certain(beads))
            corridor = around(beads, len(self._source), len(self._target), width)
            beads = self._search(corridor)
        return self._judged(beads)

    def _judged(self, beads: list[Bead]) -> list[Bead]:
        learned = self._known_by if self._learns else self._entries
        return judged(beads, self._source, self._target, self._habits, learned)

    def _learn_from_excerpt(self) -> None:
        """Learn from the first sentences of both texts, or from all."""
        sizes = _excerpt(len(self._source), len(self._target))
        lexicon, self._habits = learn_softly(
            self._source, self._target, sizes, self._vocabulary
        )
        self._entries = lexicon.entries_of(self._vocabulary, self._kin)

    def _learn(self, found: Posterior) -> None:
        self._habits.learn(found, self._source.lengths, self._target.lengths)
        if self._learns:
            self._entries = self._known_by(found.links)

    def _known_by(self, links: Links) -> Entries:
        lexicon = learn(self._vocabulary, self._source, self._target, links, self._kin)
        return lexicon.entries_of(self._vocabulary, self._kin)

    def _search(self, corridor: Band) -> list[Bead]:
        texts = (self._source, self._target)
        scorer = BeadScorer(texts, corridor, self._habits, self._entries, MOST)
        return search(corridor, scorer, self._habits.kinds[1, 0])
