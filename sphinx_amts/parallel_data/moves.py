"""Find blocks that a translation moved: paragraphs, sections, documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import ANCHORS
from sphinx_amts.parallel_data.block_alignment import BlockText, Costs, align_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.parallel_data.similarity import Similarity

_CHUNK = 600
_MARGIN = 0.05
"""Amount by which the similarity of the best pair must exceed that of all others."""

_WORDS = 5


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """An unaligned block, with the name of its document and its index in there."""

    document: str
    index: int
    text: BlockText


Moved = tuple[list[BlockPlace], list[BlockPlace], float]


def find_moved(
    sources: Sequence[BlockPlace],
    targets: Sequence[BlockPlace],
    similarity: Similarity,
    costs: Costs,
    *,
    min_similarity: float,
) -> Iterator[Moved]:
    """Yield blocks that translate each other but were moved, with their similarity.

    Texts that are most similar to each other, by a margin, link the runs of blocks
    that contain them; the runs are then aligned as documents are.

    Args:
        sources: unaligned blocks of the source.
        targets: unaligned blocks of the translation.
        similarity: similarity of texts, which compares words.
        costs: costs of beads of blocks.
        min_similarity: similarity that two texts need to link the runs around them.
    """
    left, right = list(_runs(sources)), list(_runs(targets))
    run_of_source = {id(place): run for run in left for place in run}
    run_of_target = {id(place): run for run in right for place in run}
    weights: Counter[tuple[int, int]] = Counter()
    runs: dict[tuple[int, int], tuple[list[BlockPlace], list[BlockPlace]]] = {}
    for source, target, value in _links(
        _compared(sources), _compared(targets), similarity, min_similarity
    ):
        one, other = run_of_source[id(source)], run_of_target[id(target)]
        key = (id(one), id(other))
        runs[key] = (one, other)
        weights[key] += int(1000 * value)
    used: set[int] = set()
    for key, _ in weights.most_common():
        one, other = (
            [place for place in run if id(place) not in used] for run in runs[key]
        )
        beads = align_blocks(
            [p.text for p in one], [p.text for p in other], similarity, costs
        )
        for bead in beads:
            found = (
                [one[i] for i in bead.source],
                [other[j] for j in bead.target],
            )
            used.update(id(place) for side in found for place in side)
            yield *found, bead.similarity


def _links(
    sources: Sequence[BlockPlace],
    targets: Sequence[BlockPlace],
    similarity: Similarity,
    min_similarity: float,
) -> Iterator[tuple[BlockPlace, BlockPlace, float]]:
    """Yield pairs that are most similar to each other by a margin, and how similar."""
    import numpy as np

    if not sources or not targets:
        return
    matrix = np.zeros((len(sources), len(targets)), dtype=np.float32)
    for i in range(0, len(sources), _CHUNK):
        for j in range(0, len(targets), _CHUNK):
            matrix[i : i + _CHUNK, j : j + _CHUNK] = similarity.matrix(
                [place.text.words for place in sources[i : i + _CHUNK]],
                [place.text.words for place in targets[j : j + _CHUNK]],
            )
    best = matrix.argmax(axis=1)
    for row, column in enumerate(best.tolist()):
        value = float(matrix[row, column])
        if value < min_similarity:
            continue
        runner_up = max(
            float(np.delete(matrix[row], column).max(initial=0.0)),
            float(np.delete(matrix[:, column], row).max(initial=0.0)),
        )
        if value >= runner_up + _MARGIN:
            yield sources[row], targets[column], value


def _compared(places: Sequence[BlockPlace]) -> list[BlockPlace]:
    return [
        place
        for place in places
        if place.text.block.kind not in ANCHORS and len(place.text.words) >= _WORDS
    ]


def _runs(places: Sequence[BlockPlace]) -> Iterator[list[BlockPlace]]:
    """Yield runs of blocks that follow each other in one document."""
    run: list[BlockPlace] = []
    for place in places:
        if run and (run[-1].document, run[-1].index + 1) != (
            place.document,
            place.index,
        ):
            yield run
            run = []
        run.append(place)
    if run:
        yield run
