"""Pair the sentences of many paragraphs by aligning them as continuous texts.

The paragraphs of a document in their order are one text, and their translations are
another. Many words can be learned from such texts. Their alignment also shows where a
translator has moved a clause to the next sentence, or left a sentence out, which the
similarity of two sentences does not show.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from sphinx_amts.alignment.sentences import align_texts
from sphinx_amts.markup.model import visible_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.alignment.beads import Bead
    from sphinx_amts.alignment.resources import Resources
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.split_paragraph import SplitParagraph
    from sphinx_amts.parallel_data.unaligned import SentenceBead

ENOUGH_SENTENCES = 200
"""Number of source sentences from which on enough words can be learned."""


def align_paragraphs(
    paragraphs: Sequence[SplitParagraph], languages: LanguagePair, resources: Resources
) -> list[dict[SentenceBead, float]]:
    """Return the beads of the sentences of each paragraph, with their confidence.

    Sentences without counterpart in their own paragraph are in no bead.

    Args:
        paragraphs: paragraphs of one book; those of each document in their order.
        languages: languages of both sides.
        resources: word list and known translations for these languages.
    """
    by_document: dict[str, list[int]] = {}
    for number, paragraph in enumerate(paragraphs):
        by_document.setdefault(paragraph.pair.document, []).append(number)
    chosen = [[paragraphs[n] for n in numbers] for numbers in by_document.values()]
    texts = [tuple(_sentences(of, side) for side in (0, 1)) for of in chosen]
    aligned = align_texts(
        [(source, target) for source, target in texts],
        languages=languages,
        words=resources.words,
        known=resources.known,
    )
    found: list[dict[SentenceBead, float]] = [{} for _ in paragraphs]
    for numbers, of, beads in zip(by_document.values(), chosen, aligned, strict=True):
        for number, own in zip(numbers, _divided(of, beads), strict=True):
            found[number] = own
    return found


def _sentences(paragraphs: Sequence[SplitParagraph], side: int) -> list[str]:
    return [
        visible_text(segment) for one in paragraphs for segment in one.segments(side)
    ]


def _divided(
    paragraphs: Sequence[SplitParagraph], beads: Sequence[Bead]
) -> list[dict[SentenceBead, float]]:
    """Return the beads of each paragraph, with sentences numbered by paragraph."""
    found: list[dict[SentenceBead, float]] = [{} for _ in paragraphs]
    starts, owners = zip(*(_places(paragraphs, side) for side in (0, 1)), strict=True)
    for bead in beads:
        sides = (
            range(bead.source_start, bead.source_end),
            range(bead.target_start, bead.target_end),
        )
        own = {owners[side][n] for side in (0, 1) for n in sides[side]}
        if min(bead.kind) and len(own) == 1:
            (number,) = own
            source, target = (
                tuple(n - starts[side][number] for n in sides[side]) for side in (0, 1)
            )
            found[number][source, target] = bead.confidence
    return found


def _places(
    paragraphs: Sequence[SplitParagraph], side: int
) -> tuple[list[int], list[int]]:
    """Return the first sentence of each paragraph, and each sentence's paragraph."""
    counts = [len(one.segments(side)) for one in paragraphs]
    owners = [number for number, count in enumerate(counts) for _ in range(count)]
    return [0, *accumulate(counts)], owners
