"""Make sentence pairs from paragraph pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_amts.alignment.sentences import align_texts
from sphinx_amts.markup.model import visible_text
from sphinx_amts.markup.segmentation import (
    Sentences,
    join_segments,
    split_sentences,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.alignment.beads import Bead
    from sphinx_amts.editions.model import Pair
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair

CERTAIN_SENTENCE = 0.6
"""Confidence from which on sentences of one paragraph are taken for a pair."""

_PROBABLE = 0.5
"""Confidence from which on a paragraph belongs together rather than not."""

_TOGETHER = 1000
"""Sentences from which on no more paragraphs are aligned as one text."""

_LONG = 60
"""Sentences from which on a paragraph is a text of its own."""


def sentence_pairs(paragraphs: Sequence[Pair], languages: LanguagePair) -> list[Pair]:
    """Split paragraph pairs into pairs of sentences that translate each other.

    All are aligned together, so that words are learned from all of them; no sentence
    is paired across the border of a paragraph. Sentences that are left out on one side
    are left out. The confidence of a pair is the probability that it is right, as far
    as that of the paragraph allows.
    """
    split = [_Split.of(pair, languages) for pair in paragraphs]
    texts = list(_texts(split))
    aligned = align_texts(
        [tuple([s for one in text for s in one.shown[side]] for side in (0, 1))
         for text in texts],
        languages=languages,
        anchors=[_anchors(text) for text in texts],
    )  # fmt: skip
    found: list[Pair] = []
    for text, beads in zip(texts, aligned, strict=True):
        starts = [(0, 0), *_anchors(text)]
        number = 0
        for bead in beads:
            if not min(bead.kind):
                continue
            while number + 1 < len(text) and starts[number + 1][0] < bead.source_end:
                number += 1
            found.append(text[number].pair_of(bead, starts[number]))
    return found


@dataclass(frozen=True, slots=True)
class _Split:
    """A pair of paragraphs in sentences.

    Attributes:
        pair: the paragraphs.
        sides: sentences of the source and of the target.
        shown: the same as readers see them.
    """

    pair: Pair
    sides: tuple[Sentences, Sentences]
    shown: tuple[list[str], list[str]]

    @classmethod
    def of(cls, pair: Pair, languages: LanguagePair) -> _Split:
        """Split both sides of a pair into sentences."""
        sides = (
            split_sentences(pair.source, languages.source),
            split_sentences(pair.target, languages.target),
        )
        source, target = ([visible_text(s) for s in side.segments] for side in sides)
        return cls(pair, sides, (source, target))

    def pair_of(self, bead: Bead, start: tuple[int, int]) -> Pair:
        """Return the pair of a bead.

        Args:
            bead: in the text that the paragraphs are a part of.
            start: where they begin in it.
        """
        sure = bead.confidence
        if self.pair.confidence < _PROBABLE:
            sure = min(sure, self.pair.confidence)
        return replace(
            self.pair,
            source=_as_written(
                self.sides[0], bead.source_start - start[0], bead.source_end - start[0]
            ),
            target=_as_written(
                self.sides[1], bead.target_start - start[1], bead.target_end - start[1]
            ),
            confidence=round(sure, 3),
        )


def _texts(split: Sequence[_Split]) -> Iterator[list[_Split]]:
    """Yield paragraphs that are aligned as one text, of one document each."""
    text: list[_Split] = []
    size = 0
    for one in split:
        own = max(map(len, one.shown))
        if text and (
            size + own > _TOGETHER
            or own > _LONG
            or one.pair.document != text[-1].pair.document
        ):
            yield text
            text, size = [], 0
        text.append(one)
        size += own
        if own > _LONG:
            size = _TOGETHER
    if text:
        yield text


def _anchors(text: Sequence[_Split]) -> list[tuple[int, int]]:
    """Return where paragraphs end, but the last."""
    found = []
    source = target = 0
    for one in text[:-1]:
        source += len(one.shown[0])
        target += len(one.shown[1])
        found.append((source, target))
    return found


def _as_written(sentences: Sentences, first: int, stop: int) -> tuple[Inline, ...]:
    """Return consecutive sentences, with the separators between them."""
    return join_segments(
        Sentences(
            segments=sentences.segments[first:stop],
            separators=sentences.separators[first : stop - 1],
        )
    )
