"""Choose the beads of an alignment by their probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.lattice import Lattice
from sphinx_amts.alignment.posterior import all_scores

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Floats
    from sphinx_amts.alignment.bead_scores import BeadScorer
    from sphinx_amts.alignment.beads import Bead

_DOUBT = 0.2
"""Factor of all scores when the probability of a chosen bead is computed: with full
scores, words learned from a short text make beads look certain, right or wrong."""


@dataclass(frozen=True, slots=True)
class ChosenBead:
    """A bead of the alignment that was chosen, with its probability.

    Attributes:
        bead: the bead.
        probability: its probability over all alignments, with all scores reduced by the
            factor `_DOUBT`; 0 for a source sentence without target.
    """

    bead: Bead
    probability: float


def choose_beads(
    scorer: BeadScorer, skipped: float, *, likeliest: bool
) -> list[ChosenBead]:
    """Return the alignment whose beads have the highest sum of probabilities.

    Args:
        scorer: scorer of beads with target sentences.
        skipped: score of a source sentence without target.
        likeliest: whether to return the most probable alignment instead.
    """
    lattice = Lattice(scorer.band, scorer.kinds)
    scores = all_scores(scorer, lattice)
    doubtful = lattice.probabilities(scores * _DOUBT, skipped * _DOUBT)
    if likeliest:
        beads = lattice.best(scorer.block, skipped)
    else:
        gain = lattice.probabilities(scores, skipped)
        gain[:, :, lattice.kinds.index((0, 1))] = 0.0
        beads = lattice.best(lambda start, stop: gain[start:stop], 0.0)
    return [ChosenBead(bead, _value(lattice, doubtful, bead)) for bead in beads]


def _value(lattice: Lattice, values: Floats, bead: Bead) -> float:
    if bead.kind == (1, 0):
        return 0.0
    column = bead.source_end - lattice.band.first[bead.target_end]
    return float(values[bead.target_end, column, lattice.kinds.index(bead.kind)])
