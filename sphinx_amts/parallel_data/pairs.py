"""Make pairs of texts from aligned blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.editions.model import Block, BlockKind, Pair, without_pictures
from sphinx_amts.markup.segmentation import join_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.document_alignment import BlockPair


def pair_of(pair: BlockPair, languages: LanguagePair) -> Pair:
    """Return aligned blocks as a pair of texts."""
    return Pair(
        source=_joined(pair.source, languages.source),
        target=_joined(pair.target, languages.target),
        document=pair.document,
        line=pair.source[0].line,
        confidence=round(pair.confidence, 3),
        title=pair.source[0].kind is BlockKind.TITLE,
    )


def _joined(blocks: Sequence[Block], language: str) -> tuple[Inline, ...]:
    """Join blocks that follow each other to one text, without pictures."""
    texts = [block.inlines for block in blocks]
    separators = [" "] * (len(texts) - 1)
    return without_pictures(join_sentences(texts, separators, language))
