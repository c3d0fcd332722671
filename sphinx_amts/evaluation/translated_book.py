"""Define the human translation of a book, and choose the held-out test set."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.alignment.resources import NOTHING
from sphinx_amts.errors import EvaluationError
from sphinx_amts.evaluation.near_duplicates import HeldOut
from sphinx_amts.markup.model import has_letters
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.parallel_data.cleaning import CERTAIN
from sphinx_amts.settings.values import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_amts.alignment.resources import Resources
    from sphinx_amts.editions.model import Edition, Pair
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.findings import UnpairedBlock

_SUFFIXES = (".md", ".markdown", ".rst", ".ipynb", ".po")


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedBook:
    """A book and its human translation.

    Attributes:
        project: name of the book.
        languages: languages of the book and of the translation.
        source: the book in its source language.
        pairs: messages and their translations, from all editions and catalogs.
        unpaired: blocks without counterpart in the other language.
        resources: word list and known translations for the languages.
    """

    project: str
    languages: LanguagePair
    source: Edition
    pairs: Sequence[Pair]
    unpaired: Sequence[UnpairedBlock] = ()
    resources: Resources = NOTHING

    @property
    def documents(self) -> list[str]:
        """Return the names of all documents, sorted."""
        return sorted({*self.source.documents, *(pair.document for pair in self.pairs)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of the test set, with its reference translation."""

    document: str
    line: int
    source: tuple[Inline, ...]
    reference: tuple[Inline, ...]

    @property
    def reversed(self) -> Message:
        """Return the message with source and reference swapped."""
        return replace(self, source=self.reference, reference=self.source)


@dataclass(slots=True)
class HeldOutSet:
    """Messages of the held-out documents, on which systems are tested.

    Attributes:
        documents: name of a document -> its messages in order, at least two.
        uncertain: number of messages left out because their translation is uncertain.
        faults: documents that cannot be scored, one line each.
    """

    documents: dict[str, list[Message]] = field(default_factory=dict)
    uncertain: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[Message]:
        """Return the messages of all documents."""
        return [message for found in self.documents.values() for message in found]


def hold_out(corpus: TranslatedBook, names: Sequence[str]) -> HeldOutSet:
    """Choose the messages of the test set, before any system is run.

    Args:
        corpus: the book and its human translation.
        names: names of the documents; all documents if empty. A document may be named
            without its folders if no other document has that name.

    Raises:
        EvaluationError: no document can be scored.
    """
    chosen = HeldOutSet()
    documents = list(_chosen(corpus, names, chosen.faults))
    by_document: dict[str, list[Message]] = {name: [] for name in documents}
    seen = set()
    for pair in corpus.pairs:
        if pair.document not in by_document or not (
            has_letters(pair.source) and has_letters(pair.target)
        ):
            continue
        if pair.confidence < CERTAIN:
            chosen.uncertain += 1
            continue
        place = (pair.document, pair.line, pair.key)
        if place in seen:
            continue  # another edition translates it as well
        seen.add(place)
        by_document[pair.document].append(
            Message(
                document=pair.document,
                line=pair.line,
                source=pair.source,
                reference=pair.target,
            )
        )
    for name, messages in by_document.items():
        if len(messages) > 1:
            chosen.documents[name] = messages
        elif names:
            found = "one message only" if messages else "no reference text"
            chosen.faults.append(f"{name}: {found}, so there is no score of it")
    if not chosen.documents:
        reasons = "; ".join(chosen.faults) or "no document has reference text"
        raise EvaluationError(f"nothing can be scored: {reasons}")
    return chosen


def _chosen(
    corpus: TranslatedBook, names: Sequence[str], faults: list[str]
) -> Iterable[str]:
    known = corpus.documents
    if not names:
        return known
    found: dict[str, None] = {}
    for given in names:
        name = given
        for suffix in _SUFFIXES:
            name = name.removesuffix(suffix)
        matches = [other for other in known if other == name] or [
            other for other in known if other.endswith(f"/{name}")
        ]
        if len(matches) == 1:
            found[matches[0]] = None
        elif matches:
            faults.append(f"{given}: several documents: {', '.join(matches)}")
        else:
            last_parts = [other.rpartition("/")[2] for other in known]
            faults.append(
                f"{given}: no such document{nearest(name, [*known, *last_parts])}"
            )
    return found


def held_out_texts(
    corpus: TranslatedBook, documents: Iterable[str]
) -> tuple[HeldOut, HeldOut]:
    """Return all text of *documents*, in the source and in the target language.

    Text without a reference is held out as well. Each message is held out as a whole,
    and each of its sentences alone.
    """
    names = frozenset(documents)
    sources: list[str | Sequence[Inline]] = []
    targets: list[str | Sequence[Inline]] = []
    for name in names & set(corpus.source.documents):
        for block in corpus.source.documents[name]:
            if block.dialect is not None:
                sources += _with_sentences(block.inlines, corpus.languages.source)
    for pair in corpus.pairs:
        if pair.document in names:
            sources += _with_sentences(pair.source, corpus.languages.source)
            targets += _with_sentences(pair.target, corpus.languages.target)
    for unpaired in corpus.unpaired:
        if unpaired.document in names:
            (sources if unpaired.side == "source" else targets).append(unpaired.text)
    return HeldOut(sources), HeldOut(targets)


def _with_sentences(
    inlines: tuple[Inline, ...], language: str
) -> Iterator[tuple[Inline, ...]]:
    yield inlines
    yield from split_sentences(inlines, language).segments
