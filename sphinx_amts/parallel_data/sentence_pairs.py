"""Make sentence pairs from pairs of paragraphs."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from sphinx_amts.alignment.resources import NOTHING
from sphinx_amts.editions.model import Block, BlockKind
from sphinx_amts.markup.model import visible_text
from sphinx_amts.parallel_data.block_alignment import (
    BlockText,
    Costs,
    align_blocks,
    texts_of,
)
from sphinx_amts.parallel_data.calibration import calibrate, confidence
from sphinx_amts.parallel_data.similarity import GivenWords, Similarity
from sphinx_amts.parallel_data.split_paragraph import SplitParagraph
from sphinx_amts.parallel_data.text_sentences import ENOUGH_SENTENCES, align_paragraphs
from sphinx_amts.parallel_data.unaligned import SentenceBead, extend_beads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.alignment.resources import Resources
    from sphinx_amts.editions.model import Pair
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.similarity import Words

CERTAIN_SENTENCE = 0.7
"""Confidence from which on a pair of sentences of a paragraph is kept."""

_OTHERWISE = 0.3
"""Confidence of a paragraph that is kept as one pair although the alignment leaves out
some of its sentences, or assigns them to another paragraph."""

_ROUNDS = 2
_MERGE_COST = 0.1
_UNALIGNED_COST = 0.15
"""Cost of an unaligned sentence in a paragraph: few sentences are left untranslated."""

_NEIGHBOURS = 2
"""Number of neighbours that support each pair, as pairs of one paragraph are likely
true."""

_ONE_TO_ONE = 4
"""Number of neighbours that support each pair of a paragraph whose sentences are all
paired one to one."""


def sentence_pairs(
    paragraphs: Sequence[Pair],
    languages: LanguagePair,
    resources: Resources = NOTHING,
) -> list[Pair]:
    """Split pairs of paragraphs into pairs of sentences that translate each other.

    Where one sentence is translated by two, or two by one, the three make one pair. A
    sentence without translation is left out. The paragraphs of a book are aligned as
    continuous text. If there are only few sentences, the sentences of each paragraph
    are paired by the similarity of their words, with a lexicon learned from all.

    Args:
        paragraphs: pairs of a paragraph and its translation.
        languages: languages of both sides.
        resources: word list and known translations for these languages.
    """
    # no pair may raise its own confidence
    asked = {pair.source_text for pair in paragraphs}
    others = tuple(pair for pair in resources.known if pair[0] not in asked)
    resources = replace(resources, known=others)
    split = [SplitParagraph(pair, languages) for pair in paragraphs]
    if sum(len(one.segments(0)) for one in split) >= ENOUGH_SENTENCES:
        return _pairs_of_texts(split, languages, resources)
    return _pairs_of_few(split, resources)


def _pairs_of_texts(
    split: Sequence[SplitParagraph], languages: LanguagePair, resources: Resources
) -> list[Pair]:
    found: list[Pair] = []
    aligned = align_paragraphs(split, languages, resources)
    for one, beads in zip(split, aligned, strict=True):
        if not beads or min(map(len, one.whole)) == 1:
            # one sentence translates the whole paragraph
            found.append(one.pair_of(one.whole, beads.get(one.whole, _OTHERWISE)))
        else:
            found += [one.pair_of(bead, sure) for bead, sure in beads.items()]
    return found


def _pairs_of_few(split: Sequence[SplitParagraph], resources: Resources) -> list[Pair]:
    paragraphs = [_Paragraph(one) for one in split]
    sides = (
        [text.words for one in paragraphs for text in one.sources],
        [text.words for one in paragraphs for text in one.targets],
    )
    length = [sum(t.length for one in paragraphs for t in one.side(n)) for n in (0, 1)]
    given = GivenWords(resources, chain(*sides))
    costs = Costs(
        ratio=length[1] / length[0] if all(length) else 1.0,
        merge=_MERGE_COST,
        unaligned=_UNALIGNED_COST,
    )
    for _ in range(_ROUNDS):
        known = [pair for one in paragraphs for pair in one.words()]
        similarity = Similarity(*sides, known, given)
        for one in paragraphs:
            one.align(similarity, costs)
    sure = iter(
        _confidence(
            [words for one in paragraphs for words in one.words()],
            [one.neighbours for one in paragraphs for _ in one.beads],
            given,
        )
    )
    return [
        one.split.pair_of(bead, next(sure)) for one in paragraphs for bead in one.beads
    ]


def _confidence(
    found: Sequence[tuple[Words, Words]], neighbours: Sequence[int], given: GivenWords
) -> list[float]:
    """Return the confidence of sentence pairs, estimated from their words.

    The lexicon is trained on the other half of the pairs, so that no pair raises its
    own confidence.

    Args:
        found: words of both sides of each pair.
        neighbours: number of neighbours that support each pair.
        given: translations of words from resources.
    """
    sides = ([source for source, _ in found], [target for _, target in found])
    result = [0.0] * len(found)
    for half in (0, 1):
        similarity = Similarity(*sides, found[1 - half :: 2], given)
        calibration = calibrate(similarity, found[half::2])
        for number in range(half, len(found), 2):
            evidence = calibration.evidence(similarity, *found[number])
            result[number] = confidence(evidence, neighbours[number])
    return result


class _Paragraph:
    """Align the sentences of a pair of paragraphs."""

    def __init__(self, split: SplitParagraph) -> None:
        self.split = split
        self.sources, self.targets = (_texts(split.segments(side)) for side in (0, 1))
        self.beads: list[SentenceBead] = (
            [((n,), (n,)) for n in range(len(self.sources))]
            if len(self.sources) == len(self.targets)
            else []
        )

    @property
    def neighbours(self) -> int:
        """Number of neighbouring pairs that support each sentence pair."""
        one_to_one = all(len(s) == len(t) == 1 for s, t in self.beads)
        whole = len(self.beads) == len(self.sources) == len(self.targets)
        return _ONE_TO_ONE if one_to_one and whole else _NEIGHBOURS

    def side(self, number: int) -> list[BlockText]:
        return self.targets if number else self.sources

    def align(self, similarity: Similarity, costs: Costs) -> None:
        if len(self.sources) == len(self.targets) == 1:
            return
        if 1 in (len(self.sources), len(self.targets)):
            # one sentence translates the whole paragraph, so it is one bead
            self.beads = [self.split.whole]
            return
        beads = [
            (bead.source, bead.target)
            for bead in align_blocks(self.sources, self.targets, similarity, costs)
        ]
        self.beads = extend_beads(
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
            for source, target in self.beads
        ]


def _texts(segments: Sequence[tuple[Inline, ...]]) -> list[BlockText]:
    return texts_of(
        [Block(kind=BlockKind.TEXT, text=visible_text(segment)) for segment in segments]
    )
