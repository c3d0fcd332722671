"""Define the interface of sentence encoders, and score beads by their vectors.

Sources: B. Thompson and P. Koehn, "Vecalign: Improved Sentence Alignment in Linear Time
and Space", 2019; L. Liu and M. Zhu, "Bertalign: Improved Word Embedding-Based Sentence
Alignment for Chinese-English Parallel Corpora of Literary Texts", 2022 (comparison of a
bead with its neighbours).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sphinx_amts.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.alignment.arrays import Floats, Integers, Singles
    from sphinx_amts.alignment.lattice import Kinds
    from sphinx_amts.alignment.texts import TextSide

_SAMPLE = 200
"""Approximate number of sentences of each side that are sampled for the usual
similarity."""

_EXPECTED = 2.0
"""Similarity that is no evidence for or against a bead, in deviations above the median
of all pairs."""

_MOST, _MOST_BETTER = 8.0, 4.0
_MARGIN = 2.0
"""Weight of the loss of similarity when a bead gets one more sentence."""


class SentenceEncoder(Protocol):
    """Interface of encoders that turn sentences of any language into vectors.

    Attributes:
        name: name and version of the encoder, under which its vectors are stored.
    """

    name: str

    def encode(self, sentences: Sequence[str]) -> Singles:
        """Return one vector for each sentence; all vectors have the same length."""


class VectorScores:
    """Scores of beads by the vectors of their sentences.

    The vector of several sentences is the sum of their vectors, each weighted by the
    square root of the length of its sentence.

    Args:
        source: source text, with vectors.
        target: target text, with vectors.
        most: greatest number of sentences on one side of a bead.

    Raises:
        ConfigError: the vectors of the two texts differ in length.
    """

    def __init__(self, source: TextSide, target: TextSide, most: int) -> None:
        import numpy as np

        _refuse_lengths(source.vectors, target.vectors)
        self._sides = [_weighted(side) for side in (source, target)]
        self._lengths = [_run_lengths(side, most + 1) for side in self._sides]
        ones, others = (
            _normalised(side[:: max(len(side) // _SAMPLE, 1)]) for side in self._sides
        )
        usual = ones @ others.T
        self._median = float(np.median(usual))
        deviation = float(np.median(np.abs(usual - self._median)))
        self._unit = max(1.4826 * deviation, 1e-3)

    def add(
        self, scores: Singles, kinds: Kinds, rows: Integers, positions: Integers
    ) -> None:
        """Add the scores of the vectors of beads to *scores*, in place.

        Args:
            scores: scores of beads by row, column and kind.
            kinds: kinds of beads.
            rows: number of target sentences up to the end of the beads, as a column.
            positions: number of source sentences up to the end of the beads, by row and
                column.
        """
        import numpy as np

        most = len(self._lengths[0])
        low = (max(int(positions.min()) - most, 0), max(int(rows.min()) - most, 0))
        high = (int(positions.max()) + 1, int(rows.max()) + 1)
        parts = [side[a:b] for side, a, b in zip(self._sides, low, high, strict=True)]
        sums = np.zeros((len(parts[0]) + 1, len(parts[1]) + 1))
        sums[1:, 1:] = parts[0] @ parts[1].T
        np.cumsum(sums, axis=0, out=sums)
        np.cumsum(sums, axis=1, out=sums)
        known: dict[tuple[int, int, int, int], Singles] = {}

        def fit(m: int, n: int, right: int, below: int) -> Singles:
            key = (m, n, right, below)
            if key not in known:
                ends = positions + right, rows + below
                known[key] = self._deviations(sums, low, (m, n), ends)
            return known[key]

        for number, (m, n) in enumerate(kinds):
            if not m or not n:
                continue
            own = fit(m, n, 0, 0)
            gain = (m + n) / 2 * np.clip(own - _EXPECTED, -_MOST, _MOST)
            for more in (
                *(fit(m + 1, n, 0, 0), fit(m + 1, n, 1, 0)),
                *(fit(m, n + 1, 0, 0), fit(m, n + 1, 0, 1)),
            ):
                better = np.clip(own - more, -_MOST_BETTER, _MOST_BETTER)
                gain += _MARGIN * np.nan_to_num(better)
            scores[:, :, number] += np.nan_to_num(gain)

    def _deviations(
        self,
        sums: Floats,
        low: tuple[int, int],
        kind: tuple[int, int],
        ends: tuple[Integers, Integers],
    ) -> Singles:
        """Return by how many deviations the sides of beads are more similar than usual.

        Args:
            sums: sums of the products of the vectors of sentences, from *low* on.
            low: first source and first target sentence of *sums*.
            kind: kind of the beads.
            ends: numbers of source and of target sentences up to the end of the beads.

        Returns:
            deviations from the median; NaN for beads that reach beyond the texts.
        """
        import numpy as np

        inside = np.ones(ends[0].shape, dtype=bool)
        places = []
        lengths = []
        for side, (size, end, at) in enumerate(zip(kind, ends, low, strict=True)):
            begin = end - size
            count = len(self._sides[side])
            inside = inside & (begin >= 0) & (end <= count)
            begin = np.clip(begin, at, count - size if count >= size else 0)
            lengths.append(self._lengths[side][size - 1][begin])
            limit = sums.shape[side] - 1
            places.append(
                (np.clip(begin - at, 0, limit), np.clip(begin + size - at, 0, limit))
            )
        (a, b), (c, d) = places
        found = sums[b, d] - sums[a, d] - sums[b, c] + sums[a, c]
        found = found / np.maximum(lengths[0] * lengths[1], 1e-9)
        found = (found - self._median) / self._unit
        result: Singles = np.where(inside, found, np.nan).astype(np.float32)
        return result


def _refuse_lengths(source: Singles | None, target: Singles | None) -> None:
    assert source is not None
    assert target is not None
    lengths = (source.shape[-1], target.shape[-1])
    if lengths[0] != lengths[1]:
        raise ConfigError(
            f"the encoder returned vectors of {lengths[0]} numbers for the source, and "
            f"of {lengths[1]} for the translation; they must have one length"
        )


def _weighted(side: TextSide) -> Singles:
    import numpy as np

    weights = np.sqrt(np.maximum(side.words.lengths, 1.0)).astype(np.float32)
    assert side.vectors is not None
    found: Singles = _normalised(side.vectors) * weights[:, None]
    return found


def _normalised(vectors: Singles) -> Singles:
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Singles = vectors / np.maximum(lengths, 1e-9)
    return found


def _run_lengths(vectors: Singles, most: int) -> list[Floats]:
    """Return the lengths of the sums of each 1, 2, … *most* successive vectors."""
    import numpy as np

    found, run = [], np.zeros_like(vectors)
    for size in range(1, most + 1):
        run = run.copy()
        if size <= len(vectors):
            run[: len(vectors) - size + 1] += vectors[size - 1 :]
        found.append(np.linalg.norm(run, axis=1).astype(np.float64))
    return found
