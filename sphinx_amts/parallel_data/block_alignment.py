"""Align the blocks of two documents.

The order of blocks is kept; `moves` finds moved blocks. The method is dynamic
programming over beads (groups of blocks that translate each other), as for sentences in
W. Gale and K. Church, "A Program for Aligning Sentences in Bilingual Corpora", 1993,
but scored by words and kinds of blocks besides lengths. Where a block without
counterpart costs nothing, added and dropped sections stay unaligned.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import ANCHORS, Block, BlockKind
from sphinx_amts.parallel_data.similarity import Compared, Similarity, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.alignment.arrays import Floats

_KINDS = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
_NEUTRAL = 0.15
"""Similarity at which the words of two blocks are no evidence either way."""

_WORD_WEIGHT = 2.5
"""Weight of the similarity of words, compared to kinds and lengths."""

_LENGTH = 0.25
_FACTOR = math.log(3.0)
"""Logarithm of the factor between the ratio of two lengths and the ratio of all texts,
at which lengths are no evidence."""


@dataclass(frozen=True, slots=True)
class BlockBead:
    """Indexes of source and target blocks that translate each other."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Costs of beads in the alignment of blocks.

    Attributes:
        ratio: characters of a translation for each character of the source.
        merge: cost of a bead with several blocks on a side.
        unaligned: cost of a block without counterpart.
    """

    ratio: float = 1.0
    merge: float = 0.35
    unaligned: float = 0.0


@dataclass(frozen=True, slots=True)
class BlockText:
    """A block with its words, and its length in characters without blanks."""

    block: Block
    words: tuple[str, ...]
    length: int


def texts_of(blocks: Sequence[Block]) -> list[BlockText]:
    """Return *blocks* with their words and lengths."""
    return [
        BlockText(block, words_of(shown), len("".join(shown.split())))
        for block in blocks
        for shown in (block.shown,)
    ]


def align_blocks(
    sources: Sequence[BlockText],
    targets: Sequence[BlockText],
    similarity: Similarity,
    costs: Costs,
) -> list[BlockBead]:
    """Align two lists of blocks; return the beads in order.

    Args:
        sources: blocks of the source.
        targets: blocks of the translation.
        similarity: similarity of texts, which compares the words of blocks.
        costs: costs of beads.
    """
    import numpy as np

    n, m = len(sources), len(targets)
    if not n or not m:
        return []
    compared = similarity.compared(
        [text.words for text in sources], [text.words for text in targets]
    )
    compare = _Comparison(sources, targets, compared, costs)
    values = {
        kind: compare.values(kind) for kind in _KINDS if kind[0] <= n and kind[1] <= m
    }
    best = np.zeros((n + 1, m + 1))
    for i in range(1, n + 1):
        row = best[i - 1].copy()
        for (a, b), (value, _) in values.items():
            if a <= i:
                candidate = best[i - a, : m + 1 - b] + value[i - a]
                np.maximum(row[b:], candidate, out=row[b:])
        best[i] = np.maximum.accumulate(row)
    return _trace(best, values)


def _trace(
    best: Floats, values: dict[tuple[int, int], tuple[Floats, Floats]]
) -> list[BlockBead]:
    beads: list[BlockBead] = []
    i, j = best.shape[0] - 1, best.shape[1] - 1
    while i and j:
        here = best[i, j]
        if best[i, j - 1] == here:
            j -= 1
            continue
        if best[i - 1, j] == here:
            i -= 1
            continue
        for (a, b), (value, similarity) in values.items():
            if a <= i and b <= j and best[i - a, j - b] + value[i - a, j - b] == here:
                i, j = i - a, j - b
                beads.append(
                    BlockBead(
                        tuple(range(i, i + a)),
                        tuple(range(j, j + b)),
                        float(similarity[i, j]),
                    )
                )
                break
    return beads[::-1]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Score beads of blocks; the attributes are as the arguments of `align_blocks`."""

    sources: Sequence[BlockText]
    targets: Sequence[BlockText]
    compared: Compared
    costs: Costs

    def values(self, kind: tuple[int, int]) -> tuple[Floats, Floats]:
        """Return the scores of the beads of a kind, and how similar their sides are.

        Args:
            kind: number of source blocks and number of target blocks.

        Returns:
            two arrays, by the indexes of the first source and the first target block.
        """
        import numpy as np

        a, b = kind
        left = [self.sources[i : i + a] for i in range(len(self.sources) - a + 1)]
        right = [self.targets[j : j + b] for j in range(len(self.targets) - b + 1)]
        similarities = self.compared.matrix(a, b)
        expected = np.array([sum(t.length for t in p) * self.costs.ratio for p in left])
        lengths = np.array([sum(t.length for t in part) for part in right])
        ratios = np.log((lengths[None, :] + 3.0) / (expected[:, None] + 3.0))
        by_length = _LENGTH * np.clip(1 - np.abs(ratios) / _FACTOR, -2, 1)
        kinds_left, kinds_right = (
            [_kind_of(p) for p in side] for side in (left, right)
        )
        prior = _priors(kinds_left, kinds_right)
        value = _WORD_WEIGHT * (similarities - _NEUTRAL) + prior + by_length
        if kind == (1, 1):
            self._compare_anchors(value, similarities)
        else:
            value -= self.costs.merge
        # a cost for unaligned blocks is the same as a gain for aligned ones
        return value + self.costs.unaligned * sum(kind), similarities

    def _compare_anchors(self, value: Floats, similarities: Floats) -> None:
        for i, one in enumerate(self.sources):
            if one.block.kind not in ANCHORS:
                continue
            for j, other in enumerate(self.targets):
                if one.block.kind is other.block.kind:
                    same = one.block.text == other.block.text
                    value[i, j] = 1.0 if same else 2 * (similarities[i, j] - 0.5)


_Kind = tuple[BlockKind, int] | None


def _kind_of(texts: Sequence[BlockText]) -> _Kind:
    """Return kind and depth of a run of blocks; `None` if they are never joined."""
    first = texts[0].block
    if len(texts) == 1:
        return first.kind, first.depth
    if all(text.block.kind is BlockKind.TEXT for text in texts):
        return BlockKind.TEXT, first.depth
    return None


_KIND_PRIORS = {
    frozenset({BlockKind.TEXT, BlockKind.TERM}): 0.0,
    frozenset({BlockKind.TEXT, BlockKind.PLAIN}): -0.2,
    frozenset({BlockKind.TEXT, BlockKind.TITLE}): -0.6,
    frozenset({BlockKind.TERM, BlockKind.TITLE}): -0.6,
}


def _priors(sources: Sequence[_Kind], targets: Sequence[_Kind]) -> Floats:
    """Return the prior score of each source block with each target block."""
    import numpy as np

    rows, columns = list(dict.fromkeys(sources)), list(dict.fromkeys(targets))
    table = np.array([[_prior(one, other) for other in columns] for one in rows])
    at_row = {kind: number for number, kind in enumerate(rows)}
    at_column = {kind: number for number, kind in enumerate(columns)}
    chosen: Floats = table[
        np.ix_(
            [at_row[kind] for kind in sources], [at_column[kind] for kind in targets]
        )
    ]
    return chosen


def _prior(one: _Kind, other: _Kind) -> float:
    """Return the prior score of two kinds; minus infinity if they never match."""
    if one is None or other is None:
        return -math.inf
    if one[0] is other[0]:
        if one[0] is BlockKind.TITLE:
            return 0.4 if one[1] == other[1] else 0.1
        return 0.15
    return _KIND_PRIORS.get(frozenset({one[0], other[0]}), -math.inf)
