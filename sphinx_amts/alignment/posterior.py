"""Compute the posterior probability of beads over all alignments in a band.

Source: L. Rabiner, "A Tutorial on Hidden Markov Models", 1989 (forward-backward).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import distinct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_amts.alignment.arrays import Floats, Integers
    from sphinx_amts.alignment.band import Band
    from sphinx_amts.alignment.beads import Bead
    from sphinx_amts.alignment.search import BeadScore

_NEVER = -1e18
_LEAST = 0.02
"""Probability below which a link is not looked at."""


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of sentences that may be translations, with their probabilities.

    Attributes:
        source: number of the source sentence of each.
        target: number of the target sentence.
        weight: probability that one bead has both.
    """

    source: Integers
    target: Integers
    weight: Floats


@dataclass(frozen=True, slots=True)
class Posterior:
    """Posterior probabilities of sentence pairs, and expected counts of bead kinds.

    Attributes:
        links: pairs of sentences in one bead.
        ones: the same, of beads of one sentence each.
        kinds: expected number of beads of each kind.
    """

    links: Links
    ones: Links
    kinds: Mapping[tuple[int, int], float]


def hard_posterior(beads: Sequence[Bead]) -> Posterior:
    """Return the posterior that gives probability 1 to the beads of an alignment."""
    import numpy as np

    links = np.array(
        [
            (source, target)
            for bead in beads
            for source in range(bead.source_start, bead.source_end)
            for target in range(bead.target_start, bead.target_end)
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    ones = np.array(
        [(b.source_start, b.target_start) for b in beads if b.kind == (1, 1)],
        dtype=np.int64,
    ).reshape(-1, 2)
    return Posterior(
        Links(links[:, 0], links[:, 1], np.ones(len(links))),
        Links(ones[:, 0], ones[:, 1], np.ones(len(ones))),
        Counter(bead.kind for bead in beads),
    )


def posterior(
    band: Band, score: BeadScore, skipped: float, temperature: float = 1.0
) -> Posterior:
    """Compute the posterior over all alignments in a band.

    Args:
        band: sentence pairs that alignments may use.
        score: of beads with target sentences.
        skipped: score of a source sentence without target.
        temperature: factor of the scores; the less, the more alignments are possible.
    """
    import numpy as np

    max_size = score.max_size
    first, stop = band.first, band.stop
    count = len(first)
    scores = score.block(0, count).astype(np.float64) * temperature
    skipped *= temperature
    width = scores.shape[1]
    before = np.full((count + max_size, band.sources + 1 + max_size + width), _NEVER)
    windows = np.lib.stride_tricks.sliding_window_view(before, max_size + 1, axis=1)
    along = np.arange(width) * skipped
    starts, ends = first.tolist(), stop.tolist()
    for row in range(count):
        low, size = starts[row], ends[row] - starts[row]
        # row - n of n = 1 … most, each with room for beads before the first sentence
        earlier = windows[row : row + max_size, low : low + size][::-1].transpose(
            1, 0, 2
        )
        found = _added((earlier + scores[row, :size]).reshape(size, -1))
        if row == 0:
            found[:] = _NEVER
            found[0] = 0.0
        reached = np.logaddexp.accumulate(found - along[:size]) + along[:size]
        before[row + max_size, low + max_size : low + max_size + size] = reached
    after = np.full_like(before, _NEVER)
    after[count - 1 + max_size, band.sources + max_size] = 0.0
    windows = np.lib.stride_tricks.sliding_window_view(
        after, max_size + 1, axis=1, writeable=True
    )
    for row in range(count - 1, -1, -1):
        low, size = starts[row], ends[row] - starts[row]
        own = after[row + max_size, low + max_size : low + max_size + size]
        summed = np.logaddexp.accumulate((own + along[:size])[::-1])[::-1]
        own[:] = summed - along[:size]
        value = own[:, None, None] + scores[row, :size]
        for n in range(1, max_size + 1):
            for m in range(max_size + 1):
                part = after[row + max_size - n, low + m : low + m + size]
                np.logaddexp(part, value[:, n - 1, m], out=part)
    whole = before[count - 1 + max_size, band.sources + max_size]
    rows = np.arange(count)[:, None]
    columns = first[:, None] + np.arange(width)
    scores += after[rows + max_size, columns + max_size][:, :, None, None] - whole
    for n in range(1, max_size + 1):
        for m in range(max_size + 1):
            scores[:, :, n - 1, m] += before[rows + max_size - n, columns + m]
    outside = columns >= stop[:, None]
    scores[outside] = _NEVER
    probability = np.exp(np.minimum(scores, 0.0))
    return _summed(band, probability, max_size)


def _added(values: Floats) -> Floats:
    """Return the logarithms of the sums of each row, given as logarithms."""
    import numpy as np

    highest = values.max(axis=1)
    found: Floats = highest + np.log(np.exp(values - highest[:, None]).sum(axis=1))
    return found


def _summed(band: Band, probability: Floats, max_size: int) -> Posterior:
    import numpy as np

    sources, targets = band.sources, band.targets
    rows, columns, ns, ms = np.nonzero(probability > _LEAST / 4)
    weight = probability[rows, columns, ns, ms]
    ends = columns + band.first[rows]
    ns, ms = ns + 1, max_size - ms
    kinds = np.bincount(ms * (max_size + 1) + ns, weight, minlength=(max_size + 1) ** 2)
    counts = {
        (m, n): float(kinds[m * (max_size + 1) + n])
        for m in range(max_size + 1)
        for n in range(1, max_size + 1)
    }
    linked = sum(count * m for (m, _), count in counts.items())
    counts[1, 0] = max(sources - linked, 0.0)
    keys, values = [], []
    for m in range(1, max_size + 1):
        for n in range(1, max_size + 1):
            chosen = (ms >= m) & (ns >= n)
            keys.append((ends[chosen] - m) * targets + rows[chosen] - n)
            values.append(weight[chosen])
    unique, inverse = distinct(np.concatenate(keys))
    summed = np.bincount(inverse, np.concatenate(values)).astype(np.float64)
    keep = summed > _LEAST
    links = Links(unique[keep] // targets, unique[keep] % targets, summed[keep])
    single = (ms == 1) & (ns == 1)
    ones = Links(ends[single] - 1, rows[single] - 1, weight[single])
    return Posterior(links, ones, counts)
