"""Split a pair of paragraphs into sentences, and make pairs of the sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.markup.segmentation import (
    Sentences,
    join_segments,
    split_sentences,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.editions.model import Pair
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.unaligned import SentenceBead

_PROBABLE = 0.5
"""Confidence from which on a pair of paragraphs is more likely right than wrong."""


class SplitParagraph:
    """Sentences of a pair of paragraphs.

    Args:
        pair: pair of paragraphs.
        languages: languages of both sides.
    """

    def __init__(self, pair: Pair, languages: LanguagePair) -> None:
        self.pair = pair
        self._split = (
            split_sentences(pair.source, languages.source),
            split_sentences(pair.target, languages.target),
        )

    def segments(self, side: int) -> Sequence[tuple[Inline, ...]]:
        """Return the sentences of the source (0) or of the target (1)."""
        return self._split[side].segments

    @property
    def whole(self) -> SentenceBead:
        """Bead of all sentences of both sides."""
        source, target = (tuple(range(len(self.segments(side)))) for side in (0, 1))
        return source, target

    def pair_of(self, bead: SentenceBead, confidence: float) -> Pair:
        """Return the pair of texts of a bead.

        The confidence of the pair is at most that of a doubtful paragraph, and 0 if a
        side is empty.
        """
        if self.pair.confidence < _PROBABLE:
            confidence = min(confidence, self.pair.confidence)
        source, target = (
            _as_written(split, numbers)
            for split, numbers in zip(self._split, bead, strict=True)
        )
        if not (source and target):  # there is nothing to learn from
            confidence = 0.0
        return replace(
            self.pair, source=source, target=target, confidence=round(confidence, 3)
        )


def _as_written(sentences: Sentences, numbers: Sequence[int]) -> tuple[Inline, ...]:
    """Return consecutive sentences, with the separators between them."""
    if not numbers:
        return ()
    first, last = numbers[0], numbers[-1]
    return join_segments(
        Sentences(
            segments=sentences.segments[first : last + 1],
            separators=sentences.separators[first:last],
        )
    )
