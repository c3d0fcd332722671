"""Align two texts roughly, as the centre of the band for the final search."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import prefix_sums
from sphinx_amts.alignment.band import Band, band_around, band_around_diagonal
from sphinx_amts.alignment.bead_scores import BeadScorer
from sphinx_amts.alignment.beads import ROUGH_KINDS, Bead
from sphinx_amts.alignment.lattice import Lattice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.alignment.model import Model
    from sphinx_amts.alignment.texts import NumberedText, TextSide

_MOST_WIDER = 300
"""Greatest number of positions by which a band is wider where the texts differ in the
number of sentences."""

_SHORT = 1500
"""Sentences up to which the band may be wide, and all words are used."""

_SHORT_WIDENING = 3
_MAX_TRIES = 3
"""Number of bands that are tried, each twice as wide as the one before."""

_STRETCH = 4000
"""Target sentences that are aligned at once, so that text that is missing in one part
of a long text does not displace the rest."""

_KEPT = 3000
"""Target sentences of a stretch whose beads are kept. The others are aligned again, as
the end of the stretch in the source is only estimated."""


def initial_band(source: NumberedText, target: NumberedText) -> Band:
    """Return the band around the diagonal for the first alignment of two texts."""
    width = 40 + int(8 * math.log2(max(len(source), len(target)) + 1))
    width += min(abs(len(source) - len(target)) // 4, _MOST_WIDER)
    return band_around_diagonal(source.lengths, target.lengths, width)


def first_alignment(text: tuple[TextSide, TextSide], model: Model) -> list[Bead]:
    """Align two texts roughly, with beads of few sentences.

    Args:
        text: source and target.
        model: estimates for lengths, kinds of beads, words and borders.
    """
    source, target = text
    short = max(len(source), len(target)) <= _SHORT
    if not short:
        model = replace(
            model, entries=model.entries.of_rare(source.words, target.words)
        )
    found: list[Bead] = []
    at = (0, 0)
    for end in _ends(source.words, target.words, found):
        texts = (source.part(at[0], end[0]), target.part(at[1], end[1]))
        beads = _align_stretch(texts, model, _SHORT_WIDENING if short else 1)
        if end != (len(source), len(target)):
            beads = [b for b in beads if b.target_end <= _KEPT] or beads[:1]
        found += [
            Bead(
                *(bead.source_start + at[0], bead.source_end + at[0]),
                *(bead.target_start + at[1], bead.target_end + at[1]),
            )
            for bead in beads
        ]
        at = (found[-1].source_end, found[-1].target_end)
    return found


def _ends(
    source: NumberedText, target: NumberedText, found: list[Bead]
) -> Iterator[tuple[int, int]]:
    """Yield the end of the next stretch, estimated from the beads *found* so far."""
    lengths = prefix_sums(source.lengths), prefix_sums(target.lengths)
    whole = (len(source), len(target))
    while True:
        at = (found[-1].source_end, found[-1].target_end) if found else (0, 0)
        stop = at[1] + _STRETCH
        rest = [side[-1] - side[place] for side, place in zip(lengths, at, strict=True)]
        if stop + _STRETCH // 2 >= whole[1] or not rest[1]:
            yield whole
            return
        share = (lengths[1][stop] - lengths[1][at[1]]) / rest[1]
        reached = lengths[0][at[0]] + share * rest[0]
        end = int(lengths[0].searchsorted(reached))
        yield min(max(end, at[0] + 1), whole[0]), stop


def _align_stretch(
    texts: tuple[TextSide, TextSide],
    model: Model,
    widening: int,
) -> list[Bead]:
    source, target = texts[0].words, texts[1].words
    band = initial_band(source, target)
    width = widening * int((band.stop - band.first).max())
    if widening > 1:
        band = band_around_diagonal(source.lengths, target.lengths, width)
    beads: list[Bead] = []
    for _ in range(_MAX_TRIES):
        scorer = BeadScorer(texts, band, model, ROUGH_KINDS)
        lattice = Lattice(band, scorer.kinds)
        beads = lattice.best(scorer.block, model.priors.kinds[1, 0])
        if not band.is_touched_by(beads):
            break
        width *= 2
        band = band_around(beads, len(source), len(target), width)
    return beads
