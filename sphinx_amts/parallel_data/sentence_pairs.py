"""Make sentence pairs from paragraph pairs."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from sphinx_amts.alignment.resources import NOTHING
from sphinx_amts.editions.model import Block, BlockKind
from sphinx_amts.markup.model import visible_text
from sphinx_amts.markup.segmentation import (
    Sentences,
    join_segments,
    split_sentences,
)
from sphinx_amts.parallel_data.block_alignment import (
    BlockText,
    Costs,
    align_blocks,
    texts_of,
)
from sphinx_amts.parallel_data.calibration import calibrate, confidence
from sphinx_amts.parallel_data.similarity import GivenWords, Similarity
from sphinx_amts.parallel_data.unaligned import SentenceBead, extend_beads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.alignment.resources import Resources
    from sphinx_amts.editions.model import Pair
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.similarity import Words

CERTAIN_SENTENCE = 0.6
"""Confidence from which on sentences of one paragraph are taken for a pair."""

_ROUNDS = 2
_PROBABLE = 0.5
"""Confidence from which on a paragraph belongs together rather than not."""

_MERGE_COST = 0.1
_UNALIGNED_COST = 0.15
"""Cost of an unaligned sentence in a paragraph: few are left untranslated."""

_NEIGHBOURS = 2
"""Neighbours that count for each pair: those in its paragraph are likely true."""

_ONE_TO_ONE = 4
"""The same, where the paragraph has as many sentences as its translation."""


def sentence_pairs(
    paragraphs: Sequence[Pair],
    languages: LanguagePair,
    resources: Resources = NOTHING,
) -> list[Pair]:
    """Split paragraph pairs into pairs of sentences that translate each other.

    A lexicon is trained on all of them first. A sentence that is made two
    in the translation, or the reverse, stays with both; one that is left out is left
    out, unless it makes a neighbour as long as its counterpart. Their confidence is how
    well the words of the two fit, as far as that of the paragraph allows.

    Args:
        paragraphs: with their translations.
        languages: of both.
        resources: what is known of these languages.
    """
    split = [_Split(pair, languages) for pair in paragraphs]
    sides = (
        [text.words for one in split for text in one.sources],
        [text.words for one in split for text in one.targets],
    )
    length = [sum(t.length for one in split for t in one.side(n)) for n in (0, 1)]
    # no pair is to raise its own confidence
    asked = {pair.source_text for pair in paragraphs}
    others = tuple(pair for pair in resources.known if pair[0] not in asked)
    given = GivenWords(replace(resources, known=others), chain(*sides))
    costs = Costs(
        ratio=length[1] / length[0] if all(length) else 1.0,
        merge=_MERGE_COST,
        unaligned=_UNALIGNED_COST,
    )
    for _ in range(_ROUNDS):
        known = [pair for one in split for pair in one.words()]
        similarity = Similarity(*sides, known, given)
        for one in split:
            one.align(similarity, costs)
    found = [
        pair for one in split for pair in zip(one.pairs(), one.words(), strict=True)
    ]
    return _with_confidence(
        found, [one.neighbours for one in split for _ in one.words()], given
    )


def _with_confidence(
    found: Sequence[tuple[Pair, tuple[Words, Words]]],
    neighbours: Sequence[int],
    given: GivenWords,
) -> list[Pair]:
    """Return the pairs in *found* with a confidence computed from their words.

    Those of a doubtful paragraph are no surer than it is.

    The lexicon is trained on the other half of the pairs, so that no pair raises its
    own confidence.

    Args:
        found: sentences, with the words of both sides.
        neighbours: for each pair how much its paragraph supports it.
        given: what is known of words besides.
    """
    pairs, words = [pair for pair, _ in found], [words for _, words in found]
    sides = ([source for source, _ in words], [target for _, target in words])
    result = list(pairs)
    for half in (0, 1):
        similarity = Similarity(*sides, words[1 - half :: 2], given)
        calibration = calibrate(similarity, words[half::2])
        for number in range(half, len(pairs), 2):
            evidence = calibration.evidence(similarity, *words[number])
            sure = confidence(evidence, neighbours[number])
            paragraph = pairs[number].confidence
            if paragraph < _PROBABLE:
                sure = min(sure, paragraph)
            result[number] = replace(pairs[number], confidence=round(sure, 3))
    return result


class _Split:
    """Align the sentences of a pair of paragraphs."""

    def __init__(self, pair: Pair, languages: LanguagePair) -> None:
        self._pair = pair
        self._split = (
            split_sentences(pair.source, languages.source),
            split_sentences(pair.target, languages.target),
        )
        self.sources, self.targets = (_texts(one.segments) for one in self._split)
        self._beads: list[SentenceBead] = (
            [((n,), (n,)) for n in range(len(self.sources))]
            if len(self.sources) == len(self.targets)
            else []
        )

    @property
    def neighbours(self) -> int:
        """Return how many neighbouring pairs support each sentence pair."""
        one_to_one = all(len(s) == len(t) == 1 for s, t in self._beads)
        whole = len(self._beads) == len(self.sources) == len(self.targets)
        return _ONE_TO_ONE if one_to_one and whole else _NEIGHBOURS

    def side(self, number: int) -> list[BlockText]:
        return self.targets if number else self.sources

    def align(self, similarity: Similarity, costs: Costs) -> None:
        if len(self.sources) == len(self.targets) == 1:
            return
        if 1 in (len(self.sources), len(self.targets)):
            # one sentence translates the whole paragraph, so it is one bead
            everything = (
                tuple(range(len(self.sources))),
                tuple(range(len(self.targets))),
            )
            self._beads = [everything]
            return
        beads = [
            (bead.source, bead.target)
            for bead in align_blocks(self.sources, self.targets, similarity, costs)
        ]
        self._beads = extend_beads(
            beads,
            [text.length * costs.ratio for text in self.sources],
            [float(text.length) for text in self.targets],
        )

    def words(self) -> list[tuple[Words, Words]]:
        """Return the words of both sides of each sentence pair."""
        return [
            (
                [word for i in source for word in self.sources[i].words],
                [word for j in target for word in self.targets[j].words],
            )
            for source, target in self._beads
        ]

    def pairs(self) -> list[Pair]:
        return [
            replace(
                self._pair,
                source=_as_written(self._split[0], source),
                target=_as_written(self._split[1], target),
            )
            for source, target in self._beads
        ]


def _as_written(sentences: Sentences, numbers: Sequence[int]) -> tuple[Inline, ...]:
    """Return consecutive sentences, with the separators between them."""
    first, last = numbers[0], numbers[-1]
    return join_segments(
        Sentences(
            segments=sentences.segments[first : last + 1],
            separators=sentences.separators[first:last],
        )
    )


def _texts(segments: Sequence[tuple[Inline, ...]]) -> list[BlockText]:
    return texts_of(
        [Block(kind=BlockKind.TEXT, text=visible_text(segment)) for segment in segments]
    )
