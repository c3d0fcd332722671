"""Align the blocks of two editions of a book, across all documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from sphinx_amts.alignment.resources import NOTHING
from sphinx_amts.editions.model import ANCHORS, Block, Edition
from sphinx_amts.parallel_data.block_alignment import (
    BlockText,
    Costs,
    align_blocks,
    texts_of,
)
from sphinx_amts.parallel_data.document_pairs import pair_documents
from sphinx_amts.parallel_data.judging import PairJudge
from sphinx_amts.parallel_data.moves import BlockPlace, find_moved
from sphinx_amts.parallel_data.similarity import GivenWords, Similarity
from sphinx_amts.parallel_data.strays import PROBABLE, DocumentBead, without_strays
from sphinx_amts.text.matching import ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.alignment.resources import Resources
    from sphinx_amts.parallel_data.calibration import Calibration
    from sphinx_amts.parallel_data.similarity import Words

_USUAL = 200
"""Characters that are added to the lengths of both editions, so that short texts give
no extreme ratio."""

_UNALIGNED_COST = 0.3
"""Cost of an unaligned block in two documents of the same structure."""

_SAME_STRUCTURE = 0.9
"""Similarity of the structures of two documents up to which an unaligned block costs
nothing."""

_SIMILARITY_SHARE = 0.7
"""Least similarity of a moved pair, as a share of the mean similarity of pairs."""

_MIN_SIMILARITY = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPair:
    """Blocks of two editions that translate each other.

    Attributes:
        document: name of the source document.
        source: source blocks, one or a few in a row.
        target_document: name of the document of the translation.
        target: target blocks, one or a few in a row.
        confidence: estimated probability that the pair is right, from 0 to 1.
        moved: whether the order or the document of the blocks differs between the
            editions.
    """

    document: str
    source: tuple[Block, ...]
    target_document: str
    target: tuple[Block, ...]
    confidence: float
    moved: bool = False


@dataclass(slots=True, kw_only=True)
class AlignedEditions:
    """Result of aligning two editions: block pairs, and blocks without counterpart.

    Attributes:
        pairs: pairs of blocks, in the order of the source.
        unpaired_source: each source block without counterpart, with its document.
        unpaired_target: each target block without counterpart, with its document.
        calibration: mean similarities of the found pairs and of mismatched pairs.
    """

    pairs: list[BlockPair] = field(default_factory=list)
    unpaired_source: list[tuple[str, Block]] = field(default_factory=list)
    unpaired_target: list[tuple[str, Block]] = field(default_factory=list)
    calibration: Calibration


def align_editions(
    source: Edition,
    target: Edition,
    resources: Resources = NOTHING,
    *,
    paired: bool = False,
) -> AlignedEditions:
    """Align the blocks of two editions of a book.

    Documents are paired by their words, and by their names where words do not decide.
    In a first round blocks are aligned by their kinds, their lengths, and words that
    both languages share. From the result, translations of other words are learned for
    the second round.

    Args:
        source: the book in its source language.
        target: the translated edition.
        resources: word list and known translations for the two languages.
        paired: whether to pair the documents of the same name, and no others.
    """
    return _Aligner(source, target, resources, paired=paired).align()


class _Aligner:
    def __init__(
        self, source: Edition, target: Edition, resources: Resources, *, paired: bool
    ) -> None:
        self._paired = paired
        self._sources = {n: texts_of(b) for n, b in source.documents.items()}
        self._targets = {n: texts_of(b) for n, b in target.documents.items()}
        self._all = (
            [text.words for texts in self._sources.values() for text in texts],
            [text.words for texts in self._targets.values() for text in texts],
        )
        self._given = GivenWords(resources, chain(*self._all))
        self._words_in = [
            {name: _words_of(texts) for name, texts in side.items()}
            for side in (self._sources, self._targets)
        ]
        length = [
            sum(t.length for texts in side.values() for t in texts if _is_text(t))
            for side in (self._sources, self._targets)
        ]
        self._costs: dict[tuple[str, str], float] = {}
        self._ratio = (length[1] + _USUAL) / (length[0] + _USUAL)

    def align(self) -> AlignedEditions:
        _, first = self._round([])
        similarity, found = self._round(first)
        judge = self._judge(found)
        self._set_confidence(found, judge)
        if not self._paired:
            found = self._add_moved(found, similarity, judge)
        sizes = (
            {name: len(texts) for name, texts in self._sources.items()},
            {name: len(texts) for name, texts in self._targets.items()},
        )
        return self._result(without_strays(found, sizes), judge.calibration)

    def _round(
        self, known: Sequence[DocumentBead]
    ) -> tuple[Similarity, list[DocumentBead]]:
        """Return the similarity learned from earlier beads, and new beads."""
        similarity = Similarity(*self._all, self._words(known), self._given)
        found: list[DocumentBead] = []
        for name, other in self._pair_documents(similarity):
            used_source, used_target = _used(found)
            # another chapter may be in the same document
            left = [
                i
                for i in range(len(self._sources[name]))
                if (name, i) not in used_source
            ]
            right = [
                j
                for j in range(len(self._targets[other]))
                if (other, j) not in used_target
            ]
            beads = align_blocks(
                [self._sources[name][i] for i in left],
                [self._targets[other][j] for j in right],
                similarity,
                Costs(ratio=self._ratio, unaligned=self._unaligned_cost(name, other)),
            )
            for bead in beads:
                source = tuple(left[i] for i in bead.source)
                target = tuple(right[j] for j in bead.target)
                if _is_run(source) and _is_run(target):
                    found.append(
                        DocumentBead(name, source, other, target, bead.similarity)
                    )
        return similarity, sorted(found, key=lambda b: (b.document, b.source))

    def _pair_documents(self, similarity: Similarity) -> list[tuple[str, str]]:
        if self._paired:
            return [(name, name) for name in self._sources if name in self._targets]
        return pair_documents(self._words_in[0], self._words_in[1], similarity)

    def _unaligned_cost(self, name: str, other: str) -> float:
        """Return the cost of an unaligned block in a pair of documents.

        Where both documents have the same structure, every block should have its
        counterpart; otherwise a block may have none, and costs nothing.
        """
        key = (name, other)
        if key not in self._costs:
            alike = ratio(
                [_structure(text) for text in self._sources[name]],
                [_structure(text) for text in self._targets[other]],
            )
            changed = (1 - alike) / (1 - _SAME_STRUCTURE)
            self._costs[key] = _UNALIGNED_COST * max(0.0, 1 - changed)
        return self._costs[key]

    def _words_of(self, bead: DocumentBead) -> tuple[Words, Words]:
        return (
            _words_of([self._sources[bead.document][i] for i in bead.source]),
            _words_of([self._targets[bead.target_document][j] for j in bead.target]),
        )

    def _words(self, found: Sequence[DocumentBead]) -> list[tuple[Words, Words]]:
        return [
            self._words_of(bead)
            for bead in found
            if _is_text(self._sources[bead.document][bead.source[0]])
        ]

    def _judge(self, found: Sequence[DocumentBead]) -> PairJudge:
        """Return a judge of pairs of texts, by words learned from other pairs."""
        return PairJudge(
            self._words(found), lambda pairs: Similarity(*self._all, pairs, self._given)
        )

    def _set_confidence(self, found: list[DocumentBead], judge: PairJudge) -> None:
        """Set the confidence of each bead, by its words and its neighbours."""
        evidence = [judge.evidence(*self._words_of(bead)) for bead in found]
        probable = [words >= 0 for words in evidence]
        for number, bead in enumerate(found):
            before, behind = number - 1, number + 1
            borders = self._starts_documents(bead) + self._ends_documents(bead)
            neighbours = 0
            if before >= 0 and _follows(found[before], bead):
                neighbours += probable[before]
            if behind < len(found) and _follows(bead, found[behind]):
                neighbours += probable[behind]
            bead.confidence = judge.confidence(
                evidence[number], neighbours, borders, self._lengths(bead)
            )

    def _lengths(self, bead: DocumentBead) -> tuple[float, float]:
        """Return the length of the translation of a bead, and its expected length."""
        sources, targets = (
            self._sources[bead.document],
            self._targets[bead.target_document],
        )
        return (
            sum(targets[j].length for j in bead.target),
            sum(sources[i].length for i in bead.source) * self._ratio,
        )

    def _starts_documents(self, bead: DocumentBead) -> bool:
        return bead.source[0] == bead.target[0] == 0

    def _ends_documents(self, bead: DocumentBead) -> bool:
        return (
            bead.source[-1] == len(self._sources[bead.document]) - 1
            and bead.target[-1] == len(self._targets[bead.target_document]) - 1
        )

    def _add_moved(
        self, found: list[DocumentBead], similarity: Similarity, judge: PairJudge
    ) -> list[DocumentBead]:
        """Add beads of moved blocks, in place of doubtful beads of the same blocks."""
        probable = [bead for bead in found if bead.confidence >= PROBABLE]
        doubtful = [bead for bead in found if bead.confidence < PROBABLE]
        used_source, used_target = _used(probable)
        places = (
            list(_unused_blocks(self._sources, used_source)),
            list(_unused_blocks(self._targets, used_target)),
        )
        moved = [
            DocumentBead(
                sources[0].document,
                tuple(place.index for place in sources),
                targets[0].document,
                tuple(place.index for place in targets),
                value,
                moved=True,
            )
            for sources, targets, value in find_moved(
                *places,
                similarity,
                Costs(ratio=self._ratio),
                min_similarity=max(
                    _MIN_SIMILARITY, _SIMILARITY_SHARE * judge.calibration.true
                ),
            )
        ]
        self._set_confidence(moved, judge)
        moved = [bead for bead in moved if bead.confidence >= PROBABLE]
        used_source, used_target = _used(moved)
        kept = [
            bead
            for bead in doubtful
            if not used_source.intersection((bead.document, i) for i in bead.source)
            and not used_target.intersection(
                (bead.target_document, j) for j in bead.target
            )
        ]
        return sorted(
            [*probable, *moved, *kept], key=lambda bead: (bead.document, bead.source)
        )

    def _result(
        self, found: Sequence[DocumentBead], calibration: Calibration
    ) -> AlignedEditions:
        result = AlignedEditions(calibration=calibration)
        for bead in found:
            source = tuple(self._sources[bead.document][i].block for i in bead.source)
            target = tuple(
                self._targets[bead.target_document][j].block for j in bead.target
            )
            if source[0].kind not in ANCHORS:
                result.pairs.append(
                    BlockPair(
                        document=bead.document,
                        source=source,
                        target_document=bead.target_document,
                        target=target,
                        confidence=bead.confidence,
                        moved=bead.moved,
                    )
                )
        used_source, used_target = _used(found)
        result.unpaired_source = _unpaired_blocks(self._sources, used_source)
        result.unpaired_target = _unpaired_blocks(self._targets, used_target)
        return result


def _structure(text: BlockText) -> tuple[str, int, str]:
    block = text.block
    return block.kind, block.depth, "" if _is_text(text) else block.text


def _is_text(text: BlockText) -> bool:
    return text.block.kind not in ANCHORS


def _words_of(texts: Sequence[BlockText]) -> list[str]:
    return [word for text in texts for word in text.words]


def _is_run(numbers: Sequence[int]) -> bool:
    return numbers[-1] - numbers[0] == len(numbers) - 1


def _follows(one: DocumentBead, other: DocumentBead) -> bool:
    return (
        one.document == other.document
        and one.target_document == other.target_document
        and one.source[-1] + 1 == other.source[0]
        and one.target[-1] + 1 == other.target[0]
    )


_Used = set[tuple[str, int]]


def _used(found: Sequence[DocumentBead]) -> tuple[_Used, _Used]:
    """Return document and index of the source blocks, and of the target blocks."""
    return (
        {(bead.document, i) for bead in found for i in bead.source},
        {(bead.target_document, j) for bead in found for j in bead.target},
    )


def _unpaired_blocks(
    side: dict[str, list[BlockText]], used: _Used
) -> list[tuple[str, Block]]:
    return [
        (place.document, place.text.block)
        for place in _unused_blocks(side, used)
        if _is_text(place.text)
    ]


def _unused_blocks(
    side: dict[str, list[BlockText]], used: _Used
) -> Iterator[BlockPlace]:
    for name, texts in side.items():
        for index, text in enumerate(texts):
            if (name, index) not in used:
                yield BlockPlace(name, index, text)
