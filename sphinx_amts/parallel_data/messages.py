"""Derive a translation for each message from aligned blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.sentences import align_sentences
from sphinx_amts.markup.model import visible_text
from sphinx_amts.markup.segmentation import join_sentences, split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.editions.model import Block
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.document_alignment import BlockPair


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTranslation:
    """A message of the book and its translation in an edition.

    Attributes:
        document: name of the source document.
        block: the message.
        target: its translation, with the markup of the edition.
        verbatim: its markup as written in the edition; "" if it is composed.
        same_dialect: whether the edition is in the markup dialect of the source.
        confidence: from 0 to 1.
    """

    document: str
    block: Block
    target: tuple[Inline, ...]
    verbatim: str
    same_dialect: bool
    confidence: float


def message_translations(
    pair: BlockPair, languages: LanguagePair
) -> Iterator[MessageTranslation]:
    """Yield a translation for each source block of *pair*.

    Where the edition has one paragraph for several, its sentences are given to the
    paragraphs that they translate; nothing is yielded where one translates sentences
    of two.
    """
    same_dialect = {b.dialect for b in pair.source} == {b.dialect for b in pair.target}
    if len(pair.source) == 1:
        whole = len(pair.target) == 1
        yield MessageTranslation(
            document=pair.document,
            block=pair.source[0],
            target=_joined([block.inlines for block in pair.target], languages),
            verbatim=pair.target[0].text if whole else "",
            same_dialect=same_dialect,
            confidence=pair.confidence,
        )
        return
    parts = _distributed(pair, languages)
    for block, target in zip(pair.source, parts, strict=False):
        yield MessageTranslation(
            document=pair.document,
            block=block,
            target=target,
            verbatim="",
            same_dialect=same_dialect,
            confidence=pair.confidence,
        )


def _distributed(pair: BlockPair, languages: LanguagePair) -> list[tuple[Inline, ...]]:
    """Return for each source block the target sentences that translate it."""
    sources, owners = [], []
    for number, block in enumerate(pair.source):
        for segment in split_sentences(block.inlines, languages.source).segments:
            sources.append(visible_text(segment))
            owners.append(number)
    segments = [
        segment
        for block in pair.target
        for segment in split_sentences(block.inlines, languages.target).segments
    ]
    parts: list[list[tuple[Inline, ...]]] = [[] for _ in pair.source]
    for bead in align_sentences(sources, [visible_text(s) for s in segments]):
        own = segments[bead.target_start : bead.target_end]
        of = set(owners[bead.source_start : bead.source_end])
        if own and len(of) != 1:
            return []
        for number in of:
            parts[number] += own
    return [_joined(part, languages) for part in parts] if all(parts) else []


def _joined(
    parts: Sequence[tuple[Inline, ...]], languages: LanguagePair
) -> tuple[Inline, ...]:
    return join_sentences(parts, [" "] * (len(parts) - 1), languages.target)
