"""Derive a translation for each message from aligned blocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_amts.alignment.resources import NOTHING
from sphinx_amts.alignment.sentences import align_texts
from sphinx_amts.markup.model import visible_text
from sphinx_amts.markup.segmentation import join_sentences, split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.alignment.beads import Bead
    from sphinx_amts.alignment.resources import Resources
    from sphinx_amts.editions.model import Block
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.document_alignment import BlockPair

_SURE = 0.8
"""Confidence from which on words are learned from a pair of blocks."""

_SHORT = 400
"""Greatest number of characters of a block from which words are learned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTranslation:
    """A message of the book and its translation in an edition.

    Attributes:
        document: name of the source document.
        block: source block of the message.
        target: translation of the message, with the markup of the edition.
        verbatim: translation as written in the edition, with its markup; "" if it was
            composed from several blocks, or from parts of blocks.
        same_dialect: whether the edition is in the markup dialect of the source.
        confidence: estimated probability that the translation is right, from 0 to 1.
    """

    document: str
    block: Block
    target: tuple[Inline, ...]
    verbatim: str
    same_dialect: bool
    confidence: float


def message_translations(
    pairs: Sequence[BlockPair],
    languages: LanguagePair,
    resources: Resources = NOTHING,
) -> list[list[MessageTranslation]]:
    """Return the translations of the source blocks of each of *pairs*.

    Where the edition has one paragraph for several source paragraphs, its sentences are
    assigned to the paragraphs that they translate, by words learned from the whole
    edition. If one sentence translates sentences of two paragraphs, the list of the
    pair is empty.

    Args:
        pairs: pairs of blocks.
        languages: languages of both sides.
        resources: word list and known translations for these languages.
    """
    several = [pair for pair in pairs if len(pair.source) > 1]
    parts: Iterator[list[tuple[Inline, ...]]] = iter(())
    if several:
        known = dict.fromkeys([*_known(pairs), *filter(_is_short, resources.known)])
        given = replace(resources, known=tuple(known))
        parts = iter(_distributed(several, given, languages))
    return [
        [_whole(pair, languages)]
        if len(pair.source) == 1
        else [
            _translation(pair, block, target)
            for block, target in zip(pair.source, next(parts), strict=False)
        ]
        for pair in pairs
    ]


def _whole(pair: BlockPair, languages: LanguagePair) -> MessageTranslation:
    target = _joined([block.inlines for block in pair.target], languages)
    verbatim = pair.target[0].text if len(pair.target) == 1 else ""
    return _translation(pair, pair.source[0], target, verbatim)


def _translation(
    pair: BlockPair, block: Block, target: tuple[Inline, ...], verbatim: str = ""
) -> MessageTranslation:
    return MessageTranslation(
        document=pair.document,
        block=block,
        target=target,
        verbatim=verbatim,
        same_dialect={b.dialect for b in pair.source}
        == {b.dialect for b in pair.target},
        confidence=pair.confidence,
    )


def _known(pairs: Sequence[BlockPair]) -> list[tuple[str, str]]:
    """Return the texts of the pairs of one short source and one short target block."""
    found = (
        (pair.source[0].shown, pair.target[0].shown)
        for pair in pairs
        if len(pair.source) == len(pair.target) == 1 and pair.confidence >= _SURE
    )
    return list(filter(_is_short, found))


def _is_short(pair: tuple[str, str]) -> bool:
    return max(map(len, pair)) <= _SHORT


def _distributed(
    pairs: Sequence[BlockPair],
    resources: Resources,
    languages: LanguagePair,
) -> list[list[tuple[Inline, ...]]]:
    """Return, for each pair, the target sentences of each of its source blocks."""
    sources: list[list[str]] = []
    owners: list[list[int]] = []
    segments = [
        [
            segment
            for block in pair.target
            for segment in split_sentences(block.inlines, languages.target).segments
        ]
        for pair in pairs
    ]
    for pair in pairs:
        sources.append([])
        owners.append([])
        for number, block in enumerate(pair.source):
            for segment in split_sentences(block.inlines, languages.source).segments:
                sources[-1].append(visible_text(segment))
                owners[-1].append(number)
    texts = [
        (source, [visible_text(segment) for segment in target])
        for source, target in zip(sources, segments, strict=True)
    ]
    aligned = align_texts(
        texts, languages=languages, words=resources.words, known=resources.known
    )
    return [
        _given(len(pair.source), beads, own, target, languages)
        for pair, beads, own, target in zip(
            pairs, aligned, owners, segments, strict=True
        )
    ]


def _given(
    count: int,
    beads: Sequence[Bead],
    owners: Sequence[int],
    segments: Sequence[tuple[Inline, ...]],
    languages: LanguagePair,
) -> list[tuple[Inline, ...]]:
    """Return the target sentences of each of *count* source blocks.

    Args:
        count: number of source blocks.
        beads: beads of their sentences.
        owners: number of the block of each source sentence.
        segments: target sentences.
        languages: languages of both sides.

    Returns:
        the joined sentences of each block; an empty list if a target sentence belongs
        to two blocks or to none, or a block has no target sentence.
    """
    parts: list[list[tuple[Inline, ...]]] = [[] for _ in range(count)]
    for bead in beads:
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
