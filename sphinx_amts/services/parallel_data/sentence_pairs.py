"""Pairs of paragraphs, and the pairs of sentences in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.markup.model import visible_text
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.services.alignment.sentences import align_sentences, learn_lexicon
from sphinx_amts.services.parallel_data.calibration import calibrate
from sphinx_amts.services.parallel_data.likeness import Likeness, words_of
from sphinx_amts.services.parallel_data.model import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.model import LanguagePair
    from sphinx_amts.services.parallel_data.model import Pair


_NEIGHBOURS = 2
"""The other sentences of a paragraph are taken for true pairs."""


def sentence_pairs(paragraphs: Sequence[Pair], languages: LanguagePair) -> list[Pair]:
    """Return the sentences of *paragraphs* that belong together.

    What the words mean is learned from all of them first. A sentence that is made two
    in the translation, or the reverse, stays with both; one that is left out is left
    out. Their confidence is how well the words of the two fit, as far as that of the
    paragraph allows.
    """
    split = [
        (
            split_sentences(pair.source, languages.source).segments,
            split_sentences(pair.target, languages.target).segments,
        )
        for pair in paragraphs
    ]
    texts = [(list(map(visible_text, a)), list(map(visible_text, b))) for a, b in split]
    lexicon = learn_lexicon(texts)
    found: list[Pair] = []
    for paragraph, (sources, targets), (source, target) in zip(
        paragraphs, split, texts, strict=True
    ):
        found += [
            replace(
                paragraph,
                source=joined(sources[bead.source_start : bead.source_end]),
                target=joined(targets[bead.target_start : bead.target_end]),
            )
            for bead in align_sentences(source, target, lexicon)
            if bead.source_end > bead.source_start
            and bead.target_end > bead.target_start
        ]
    return judged(found)


def judged(pairs: Sequence[Pair]) -> list[Pair]:
    """Return *pairs* with the confidence that their words give, and no higher one.

    What words mean is learned from the other half of the pairs, so that no pair speaks
    for itself.
    """
    words = [(words_of(pair.source_text), words_of(pair.target_text)) for pair in pairs]
    sides = ([source for source, _ in words], [target for _, target in words])
    result = list(pairs)
    for half in (0, 1):
        likeness = Likeness(*sides, words[1 - half :: 2])
        calibration = calibrate(likeness, words[half::2])
        for number in range(half, len(pairs), 2):
            source, target = words[number]
            confidence = calibration.confidence(
                likeness, source, target, neighbours=_NEIGHBOURS
            )
            result[number] = replace(
                pairs[number],
                confidence=round(min(confidence, pairs[number].confidence), 3),
            )
    return result
