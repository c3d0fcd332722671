"""Train a lexicon on texts that are not aligned yet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sphinx_amts.alignment.band import Band, band_around_diagonal
from sphinx_amts.alignment.bead_scores import BeadScorer
from sphinx_amts.alignment.lexicon import Lexicon, cognates_of, learn
from sphinx_amts.alignment.posterior import posterior
from sphinx_amts.alignment.priors import Priors

if TYPE_CHECKING:
    from sphinx_amts.alignment.texts import NumberedText, Vocabulary

TRAINING_MAX_SENTENCES = 2
"""Sentences on one side of a bead at most, before a lexicon is trained."""

_MOST_WIDER = 300
"""Positions by which a band is wider at most, as one text has fewer sentences."""

_TEMPERATURES = (0.1, 0.23, 0.36, 0.49, 0.61, 0.74, 0.87, 1.0, 1.0, 1.0)
"""Factor of the scores in each round (annealing): at first nearly all alignments are
possible, so that chance does not decide."""


def initial_band(source: NumberedText, target: NumberedText) -> Band:
    """Return the band around the diagonal for the first alignment of two texts."""
    width = 40 + int(8 * math.log2(max(len(source), len(target)) + 1))
    width += min(abs(len(source) - len(target)) // 4, _MOST_WIDER)
    return band_around_diagonal(source.lengths, target.lengths, width)


def learn_from_posterior(
    source: NumberedText,
    target: NumberedText,
    sizes: tuple[int, int],
    vocabulary: Vocabulary,
) -> tuple[Lexicon, Priors]:
    """Train lexicon and priors on the posterior of all alignments.

    Args:
        source: all source sentences.
        target: all target sentences.
        sizes: how many of both are looked at, from the first one.
        vocabulary: of both.
    """
    cognates = cognates_of(vocabulary, source.words, target.words)
    priors = Priors.initial(source.lengths, target.lengths)
    lexicon, entries = Lexicon.trained([]), cognates
    texts = source.part(0, sizes[0]), target.part(0, sizes[1])
    band = initial_band(*texts)
    for temperature in _TEMPERATURES:
        scorer = BeadScorer(texts, band, priors, entries, TRAINING_MAX_SENTENCES)
        found = posterior(band, scorer, priors.kinds[1, 0], temperature)
        priors.learn(found, source.lengths, target.lengths)
        lexicon = learn(vocabulary, source, target, found.links, cognates)
        entries = lexicon.entries_of(vocabulary, cognates)
    return lexicon, priors
