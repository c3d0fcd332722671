"""Find which documents of two editions translate each other.

Names alone are not enough: where an edition leaves out or reorders chapters, its
chapter 5 is not a translation of chapter 5 of the source. So words decide, and names
only where words do not.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_amts.alignment.arrays import Floats
    from sphinx_amts.parallel_data.similarity import Similarity, Words

    Documents = Mapping[str, Words]
    """Name of a document -> all its words."""

_CHUNK = 100
"""Number of documents that are compared at once."""

_LEAST = 0.05
"""Least similarity of paired documents with different names."""

_SAME_NAME = 0.05
"""Amount that is added to the similarity of documents of the same name."""

_FEW = 4
"""Number of pairs of documents from which on each is compared with their median."""

_SHARE = 0.05
"""Least excess of a pair, as a share of the median excess of all pairs."""

_PART_SHARE = 0.5
"""Least excess, as for `_SHARE`, where one document is in another pair already."""


def pair_documents(
    sources: Documents, targets: Documents, similarity: Similarity
) -> list[tuple[str, str]]:
    """Return the names of source and target documents that translate each other.

    Pairs are chosen by their excess: their similarity beyond the mean similarity of
    both documents to all others. First each document is in at most one pair. Then each
    document that is left over is paired with the one that is most similar to it, as one
    document may hold two chapters.

    Args:
        sources: documents of the source.
        targets: documents of the translation.
        similarity: similarity of texts, which compares words.
    """
    import numpy as np

    names, others = list(sources), list(targets)
    if not names or not others:
        return []
    matrix = _compared(sources, targets, similarity)
    usual = (matrix.mean(axis=1, keepdims=True) + matrix.mean(axis=0)) / 2
    same = np.array([[name == other for other in others] for name in names])
    excess = matrix - usual
    allowed = same | ((matrix >= _LEAST) & (excess > 0))
    value = np.where(allowed, excess + _SAME_NAME * same, -np.inf)
    found = list(_chosen(value))
    least = -np.inf
    if len(found) >= _FEW:
        middle = median(float(excess[pair]) for pair in found)
        found = [pair for pair in found if excess[pair] >= _SHARE * middle]
        least = _PART_SHARE * middle
    found = sorted(found)
    parts = np.where((matrix >= _LEAST) & (excess >= least), matrix, -np.inf)
    found += list(_parts(parts, found))
    return [(names[row], others[column]) for row, column in found]


def _parts(value: Floats, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pair each row or column that is in no pair of *found* with its greatest value."""
    import numpy as np

    rows, columns = ({pair[side] for pair in found} for side in (0, 1))
    parts = [
        (row, int(value[row].argmax()))
        for row in range(value.shape[0])
        if row not in rows
    ]
    parts += [
        (int(value[:, column].argmax()), column)
        for column in range(value.shape[1])
        if column not in columns
    ]
    return sorted({pair for pair in parts if np.isfinite(value[pair])})


def _compared(sources: Documents, targets: Documents, similarity: Similarity) -> Floats:
    import numpy as np

    left, right = list(sources.values()), list(targets.values())
    matrix = np.zeros((len(left), len(right)))
    for i in range(0, len(left), _CHUNK):
        for j in range(0, len(right), _CHUNK):
            matrix[i : i + _CHUNK, j : j + _CHUNK] = similarity.matrix(
                left[i : i + _CHUNK], right[j : j + _CHUNK]
            )
    return matrix


def _chosen(value: Floats) -> Iterator[tuple[int, int]]:
    """Yield row and column of the greatest values; each row and column at most once."""
    import numpy as np

    rows, columns = (np.zeros(size, dtype=bool) for size in value.shape)
    order = (-value).argsort(axis=None, kind="stable")
    order = order[np.isfinite(value.ravel()[order])]
    for place in order.tolist():
        row, column = divmod(place, value.shape[1])
        if not rows[row] and not columns[column]:
            rows[row] = columns[column] = True
            yield row, column
