"""Aligned blocks as pairs of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.services.parallel_data.model import (
    BlockKind,
    Pair,
    joined,
    without_pictures,
)

if TYPE_CHECKING:
    from sphinx_amts.services.parallel_data.documents import BlockPair


def pair_of(pair: BlockPair) -> Pair:
    """Return aligned blocks as a pair of texts."""
    return Pair(
        source=without_pictures(joined([block.inlines for block in pair.source])),
        target=without_pictures(joined([block.inlines for block in pair.target])),
        document=pair.document,
        line=pair.source[0].line,
        confidence=round(pair.confidence, 3),
        title=pair.source[0].kind is BlockKind.TITLE,
    )
