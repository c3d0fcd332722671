"""Collect the probabilities of beads over all alignments in a band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.alignment.band import band_around_mass
from sphinx_amts.alignment.lattice import Lattice
from sphinx_amts.alignment.weighted_beads import LEAST, Posterior, WeightedBeads

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Floats
    from sphinx_amts.alignment.bead_scores import BeadScorer


def posterior(score: BeadScorer, skipped: float, margin: int) -> Posterior:
    """Compute the posterior over all alignments in the band of a scorer.

    Args:
        score: scorer of beads with target sentences.
        skipped: score of a source sentence without target.
        margin: source positions that the next band adds on either side of the likely
            part.
    """
    lattice = Lattice(score.band, score.kinds)
    scores = all_scores(score, lattice)
    return _collected(lattice, lattice.probabilities(scores, skipped), margin)


def all_scores(score: BeadScorer, lattice: Lattice) -> Floats:
    """Return the scores of all beads with target sentences in a lattice."""
    import numpy as np

    scores: Floats = np.empty((lattice.count, lattice.width, len(score.kinds)))
    for start, stop in lattice.blocks():
        part = score.block(start, stop)
        scores[start:stop, : part.shape[1]] = part
        scores[start:stop, part.shape[1] :] = -1e9
    return scores


def _collected(lattice: Lattice, probability: Floats, margin: int) -> Posterior:
    import numpy as np

    rows, columns, kinds = np.nonzero(probability > LEAST / 4)
    weight = probability[rows, columns, kinds]
    ms, ns = np.array(lattice.kinds).T
    ends = columns + lattice.band.first[rows]
    seen = np.bincount(kinds, weight, minlength=len(ms)).tolist()
    counts = dict(zip(lattice.kinds, seen, strict=True))
    linked = sum(count * m for (m, _), count in counts.items())
    counts[1, 0] = max(lattice.band.sources - linked, 0.0)
    both = ms[kinds] > 0
    rows, ends, kinds, weight = (a[both] for a in (rows, ends, kinds, weight))
    beads = WeightedBeads(ends - ms[kinds], ends, rows - ns[kinds], rows, weight)
    mass = probability.sum(axis=2)
    return Posterior(beads, counts, band_around_mass(mass, lattice.band, margin))
