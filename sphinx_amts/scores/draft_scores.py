"""Score machine drafts against human translations, and store scores by document.

A message is scored if it has a human translation, and a machine draft in a machine
catalog or in the memory. Scores are those of `metrics`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, TypedDict

from sphinx_amts.files.build_file import BuildFile
from sphinx_amts.files.json_shape import (
    NUMBER,
    TEXT,
    list_of,
    mapping_of,
    object_of,
    or_null,
    row_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sphinx_amts.markup.model import Inline
    from sphinx_amts.scores.metrics import Scorer

_SCORES = {
    **object_of(
        revision=TEXT,
        bleu=or_null(NUMBER),
        chrf=or_null(NUMBER),
        counts=list_of(list_of(NUMBER)),
        edits=mapping_of(row_of(NUMBER, NUMBER, NUMBER)),
        messages=mapping_of(row_of(TEXT, NUMBER)),
    ),
    "additionalProperties": False,
}
_FILE = BuildFile(
    2,
    bleu=or_null(NUMBER),
    chrf=or_null(NUMBER),
    signatures=mapping_of(TEXT),
    documents=mapping_of(_SCORES),
)

HTER = "hter"
DISTANCE = "distance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Triple:
    """A message with its human reference and machine draft.

    Attributes:
        text: message with its markup.
        draft: machine translation with its markup.
        inlines: inline elements of message, reference and draft.
        edited: inline elements of the draft that was post-edited to the reference;
            `None` if the reference was not made from a draft.
    """

    text: str
    draft: str
    inlines: tuple[
        tuple[Inline, ...],
        tuple[Inline, ...],
        tuple[Inline, ...],
    ]
    edited: tuple[Inline, ...] | None = None


@dataclass(slots=True)
class DocumentDraftScores:
    """Scores of the drafts in one document, from 0 to 100.

    Attributes:
        revision: revision of the record of the document.
        bleu: BLEU, pooled over the messages; `None` without messages.
        chrf: chrF++, pooled over the messages; `None` without messages.
        counts: sufficient statistics of BLEU and of chrF++, summed over the messages.
        edits: "hter" for post-edited drafts, "distance" for independent translations ->
            numbers of messages, of edits, and length of the human text. HTER counts
            words, the distance characters.
        messages: msgid -> draft, and chrF++ of the draft.
    """

    revision: str
    bleu: float | None = None
    chrf: float | None = None
    counts: list[list[float]] = field(default_factory=list)
    edits: dict[str, list[float]] = field(default_factory=dict)
    messages: dict[str, tuple[str, float]] = field(default_factory=dict)

    @property
    def hter(self) -> float | None:
        """HTER of the post-edited drafts of the document; `None` without drafts."""
        return _edit_rate([self], HTER)

    @property
    def distance(self) -> float | None:
        """Insertions and deletions for 100 characters of independent human text.

        They turn drafts into translations that were made without them; `None` without
        such translations.
        """
        return _edit_rate([self], DISTANCE)

    def count(self, figure: str) -> int:
        """Return the number of messages behind the figure "hter" or "distance"."""
        return int(self.edits[figure][0]) if figure in self.edits else 0


@dataclass(slots=True)
class BookDraftScores:
    """Scores of the drafts of a book in one language.

    Attributes:
        bleu: BLEU, pooled over all documents; `None` without references.
        chrf: chrF++, pooled over all documents; `None` without references.
        signatures: metric -> signature of sacrebleu.
        documents: name of a document -> its scores.
    """

    bleu: float | None = None
    chrf: float | None = None
    signatures: dict[str, str] = field(default_factory=dict)
    documents: dict[str, DocumentDraftScores] = field(default_factory=dict)

    @property
    def hter(self) -> float | None:
        """HTER, pooled over all documents; `None` without post-edited drafts."""
        return _edit_rate(self.documents.values(), HTER)

    @property
    def distance(self) -> float | None:
        """Distance to independent text, pooled over all documents, or `None`."""
        return _edit_rate(self.documents.values(), DISTANCE)

    def count(self, figure: str) -> int:
        """Return the number of messages behind the figure "hter" or "distance"."""
        return sum(one.count(figure) for one in self.documents.values())


class ScoreData(TypedDict):
    """Scores of drafts in the report, for one document or for all documents."""

    references: int
    bleu: float | None
    chrf: float | None
    hter: float | None
    hter_messages: int
    distance: float | None
    distance_messages: int


def score_data(
    scores: DocumentDraftScores | BookDraftScores, *, references: int
) -> ScoreData:
    """Convert *scores* to report data.

    Args:
        scores: scores of a document or of the book.
        references: number of messages with a reference.
    """
    return ScoreData(
        references=references,
        bleu=scores.bleu,
        chrf=scores.chrf,
        hter=scores.hter,
        hter_messages=scores.count(HTER),
        distance=scores.distance,
        distance_messages=scores.count(DISTANCE),
    )


def _edit_rate(documents: Iterable[DocumentDraftScores], figure: str) -> float | None:
    rows = [one.edits[figure] for one in documents if figure in one.edits]
    edits, length = (sum(row[place] for row in rows) for place in (1, 2))
    return _rounded(100 * edits / length) if length else None


def load(path: Path) -> BookDraftScores:
    """Load the scores stored at *path*; return empty scores without a valid file."""
    data = _FILE.read_kept(path)
    if data is None:
        return BookDraftScores()
    documents = data.pop("documents")
    scores = BookDraftScores(**data)
    for docname, kept in documents.items():
        messages = {t: (draft, score) for t, (draft, score) in kept["messages"].items()}
        scores.documents[docname] = DocumentDraftScores(**kept | {"messages": messages})
    return scores


def save(path: Path, scores: BookDraftScores) -> None:
    """Save *scores* at *path*.

    Raises:
        OSError: the build folder cannot be written.
    """
    _FILE.keep(path, **asdict(scores))


def score_document(
    scorer: Scorer, revision: str, triples: Sequence[Triple]
) -> DocumentDraftScores:
    """Score the drafts of one document.

    Each placeable is one token, as in the headline scores of an evaluation. HTER is
    computed from the draft that was post-edited, also if another draft is scored.

    Args:
        scorer: scorer for the target language.
        revision: revision of the record of the document.
        triples: messages of the document that have a reference and a draft.
    """
    from sphinx_amts.scores.lines import View, lines_of
    from sphinx_amts.scores.metrics import Metric

    if not triples:
        return DocumentDraftScores(revision)
    lines = [lines_of(triple.inlines, View.PLACEABLES) for triple in triples]
    references = [reference for _, reference, _ in lines]
    hypotheses = [hypothesis for _, _, hypothesis in lines]
    bleu = scorer.statistics(Metric.BLEU, hypotheses, references)
    chrf = scorer.statistics(Metric.CHRF, hypotheses, references)
    return DocumentDraftScores(
        revision,
        bleu=_rounded(scorer.score(Metric.BLEU, bleu).score),
        chrf=_rounded(scorer.score(Metric.CHRF, chrf).score),
        counts=[bleu.sum(axis=0).tolist(), chrf.sum(axis=0).tolist()],
        edits=dict(_edits(scorer, triples)),
        messages={
            triple.text: (triple.draft, _rounded(scorer.value(Metric.CHRF, row)))
            for triple, row in zip(triples, chrf, strict=True)
        },
    )


def _edits(
    scorer: Scorer, triples: Sequence[Triple]
) -> Iterator[tuple[str, list[float]]]:
    """Yield each figure, "hter" or "distance", with its counts.

    The counts are the numbers of messages and edits, and the length of the human text.
    HTER is a TER, which searches for shifts and is slow if little matches. So for
    independent translations, edited characters are counted instead.
    """
    from sphinx_amts.scores.lines import View, lines_of
    from sphinx_amts.scores.metrics import Metric
    from sphinx_amts.scores.post_editing import characters_edited

    edited = [
        lines_of((*one.inlines[:2], one.edited), View.PLACEABLES)
        for one in triples
        if one.edited
    ]
    if edited:
        _, references, hypotheses = zip(*edited, strict=True)
        rows = scorer.statistics(Metric.TER, hypotheses, references)
        yield HTER, [len(edited), *rows.sum(axis=0).tolist()]
    independent = [
        lines_of(one.inlines, View.PLACEABLES) for one in triples if one.edited is None
    ]
    if independent:
        edits = sum(characters_edited(draft, text) for _, text, draft in independent)
        length = sum(len(text) for _, text, _ in independent)
        yield DISTANCE, [len(independent), edits, length]


def pool(
    scorer: Scorer, documents: Iterable[tuple[str, DocumentDraftScores]]
) -> BookDraftScores:
    """Pool the scores of *documents* into the scores of the book."""
    import numpy as np

    from sphinx_amts.scores.metrics import Metric

    book = BookDraftScores(documents=dict(documents))
    counted = [scores.counts for scores in book.documents.values() if scores.counts]
    if counted:
        bleu, chrf = (
            np.array([counts[place] for counts in counted]).sum(axis=0)
            for place in (0, 1)
        )
        book.bleu = _rounded(scorer.value(Metric.BLEU, bleu))
        book.chrf = _rounded(scorer.value(Metric.CHRF, chrf))
    book.signatures = {
        "bleu": scorer.signature(Metric.BLEU),
        "chrf": scorer.signature(Metric.CHRF),
        "ter": scorer.signature(Metric.TER),
    }
    return book


def _rounded(score: float) -> float:
    return round(score, 2)
