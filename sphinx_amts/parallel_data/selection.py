"""Select the pairs of a book for its parallel data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.alignment.resources import NOTHING
from sphinx_amts.editions.model import Granularity, on_one_line
from sphinx_amts.engines.amazon.import_rules import EXAMPLE_BYTES
from sphinx_amts.errors import AlignmentError
from sphinx_amts.markup.model import visible_text
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.parallel_data.cleaning import CERTAIN, clean
from sphinx_amts.parallel_data.sentence_pairs import CERTAIN_SENTENCE, sentence_pairs
from sphinx_amts.settings.values import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sphinx_amts.alignment.resources import Resources
    from sphinx_amts.editions.model import Edition, Pair
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.findings import RemovedPair


@dataclass(slots=True, kw_only=True)
class Selection:
    """Pairs selected for parallel data, and pairs left out.

    Attributes:
        kept: selected pairs, sorted by document and line.
        removed: pairs that a cleaning rule removed, with the rule.
        held_out: number of pairs left out because a held-out document contains their
            text.
    """

    kept: list[Pair] = field(default_factory=list)
    removed: list[RemovedPair] = field(default_factory=list)
    held_out: int = 0


def select(
    paragraphs: Sequence[Pair],
    languages: LanguagePair,
    granularity: Granularity,
    *,
    source: Edition,
    hold_out: Collection[str] = (),
    resources: Resources = NOTHING,
) -> Selection:
    """Select the pairs that may be used as parallel data.

    Args:
        paragraphs: all pairs of the book.
        languages: languages of both sides.
        granularity: unit of text of a pair. A paragraph that is too long for the
            service is always split into sentences.
        source: the book, for the text of the documents that are held out.
        hold_out: names of documents of which no sentence may be in the result, not even
            from other documents that contain the same sentence.
        resources: word list and known translations for the languages.

    Raises:
        AlignmentError: the book has no document of a name in *hold_out*.
    """
    hidden = _hidden(source, languages, hold_out)
    if granularity is Granularity.SENTENCE:
        pairs = sentence_pairs(paragraphs, languages, resources)
    else:
        short = [pair for pair in paragraphs if not _is_long(pair)]
        long = [pair for pair in paragraphs if _is_long(pair)]
        pairs = [*short, *sentence_pairs(long, languages, resources)]
    shown = [
        pair
        for pair in pairs
        if pair.document not in hold_out
        and not any(text in hidden for text in _sentences(pair, languages))
    ]
    certain = CERTAIN_SENTENCE if granularity is Granularity.SENTENCE else CERTAIN
    kept, removed = clean(shown, languages, certain=certain)
    kept.sort(key=lambda p: (p.document, p.line, p.source_text, p.target_text))
    return Selection(kept=kept, removed=removed, held_out=len(pairs) - len(shown))


def _is_long(pair: Pair) -> bool:
    texts = (pair.source_text, pair.target_text)
    return any(len(text.encode()) > EXAMPLE_BYTES for text in texts)


def _hidden(
    source: Edition, languages: LanguagePair, hold_out: Collection[str]
) -> set[str]:
    """Return the sentences of the held-out documents.

    Raises:
        AlignmentError: the book has no such document.
    """
    for name in hold_out:
        if name not in source.documents:
            hint = nearest(name, source.documents)
            raise AlignmentError(f"--hold-out {name}: no such document{hint}")
    return {
        on_one_line(visible_text(segment))
        for name in hold_out
        for block in source.documents[name]
        for segment in split_sentences(block.inlines, languages.source).segments
    }


def _sentences(pair: Pair, languages: LanguagePair) -> Iterator[str]:
    for segment in split_sentences(pair.source, languages.source).segments:
        yield on_one_line(visible_text(segment))
