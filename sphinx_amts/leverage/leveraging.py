"""What becomes of a message that people have translated in an earlier wording.

If only its white space, its markup's targets or its dialect have changed, the human
translation is *carried* over. If its words have changed, the message is *outdated*: the
old translation is fitted to the new markup, to be shown until a person has seen to it.

Readers would take the text of another paragraph for that of this one. So it takes
evidence that a wording is an earlier one of a message: a tool has noted it, or it stood
in the place of the message in the same document. Else both must be alike as a whole,
and say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.languages.meaning import number_words
from sphinx_amts.leverage.best_match import BestMatches
from sphinx_amts.leverage.evidence import agrees, overlap, same_code
from sphinx_amts.leverage.fitting import fit
from sphinx_amts.leverage.fuzzy_index import FuzzyIndex
from sphinx_amts.leverage.places import Places
from sphinx_amts.leverage.previous_wording import (
    PreviousSentence,
    Wording,
    sentences_of,
)
from sphinx_amts.markup.exchange import from_html, key_form, to_html
from sphinx_amts.markup.exchange_restore import texts
from sphinx_amts.markup.model import Text, visible_text
from sphinx_amts.markup.segmentation import join_sentences
from sphinx_amts.memory.human_index import numbered_as
from sphinx_amts.model import Dialect, Evidence, MessageKind
from sphinx_amts.terminology.terms import stems_of

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )

    from sphinx_amts.leverage.evidence import Overlap
    from sphinx_amts.leverage.previous_text import PreviousText
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.memory.human_index import Read
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.records.documents import Miss, MissKey

    Decode = Callable[[Sequence[Inline], Dialect, MessageKind], str]

_RANK = {evidence: rank for rank, evidence in enumerate(Evidence)}

_PART = 0.3
"""Share of a message of which more must be known from its earlier wordings."""

_PART_OF_TERM = 0.5
"""The same of a term: another term may have one of its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """What people wrote for an earlier wording of a message.

    Attributes:
        text: with the markup of the present wording, in its dialect.
        previous: the earlier wording.
        human: identities of records of the human memory, with commas.
        evidence: how it is known that it is one of this message; see `Evidence`.
    """

    text: str
    previous: str
    human: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Match:
    """A wording that a message comes from, as it seems."""

    wording: Wording
    evidence: Evidence
    overlap: Overlap


class Leverage:
    """Finds what people wrote for earlier wordings of messages.

    Args:
        text: all that they wrote.
        read: reads a record for a page of a dialect; may raise anything.
        decode: writes inline elements in a dialect.
        book: text domain -> the messages of the book as it is now, in their order. What
            people wrote for these is in force, and no earlier wording of anything else.
        common: words of the source language that prove nothing.
        terms: finds the terms in a text.
    """

    def __init__(
        self,
        text: PreviousText,
        languages: LanguagePair,
        *,
        read: Read,
        decode: Decode,
        book: Mapping[str, Sequence[str]],
        common: Collection[str] = (),
        terms: Callable[[str], Collection[str]] = lambda text: (),  # noqa: ARG005
    ) -> None:
        self._records = text.records()
        self._numbers = {
            (record.source, record.target): number
            for number, record in enumerate(self._records)
        }
        self._stated = text.stated
        self._languages = languages
        self._read = read
        self._decode = decode
        self._in_book = frozenset(text for texts in book.values() for text in texts)
        self._common = frozenset(
            stems_of([*common, *number_words(languages.source)], languages.source)
        )
        self._terms = terms
        self._places = Places(book, text.order, self._records)
        self._rivals = BestMatches(book, {record.source for record in text.present})
        self._near = FuzzyIndex([record.source for record in self._records])
        self._wordings: dict[tuple[int, Dialect], Wording | None] = {}
        self._found: dict[MissKey, list[int]] = {}
        self._split: dict[MissKey, list[PreviousSentence]] = {}

    def identity(self, source: str, target: str) -> str:
        """Return the identity of the record of a pair, empty if there is none."""
        number = self._numbers.get((source, target))
        return "" if number is None else self._records[number].identity

    def carried(self, miss: Miss) -> tuple[str, str] | None:
        """Return a translation that still fits, and the identity of its record."""
        form = key_form(miss.inlines)
        for wording in self._like(miss):
            if wording.form == form and same_code(wording.source, miss.inlines):
                text = self._restored(wording, miss)
                if text:
                    return text, wording.record.identity
        return None

    def sentences(self, misses: Iterable[Miss]) -> dict[str, tuple[str, str]]:
        """Return sentences of wordings that are like those of *misses*.

        They are those of which it is sure how they are translated, also where a
        person joined or split others of the paragraph, or changed their markup.

        Returns:
            key form of a sentence -> its exchange form, and that of its translation.
        """
        found: dict[str, tuple[str, str]] = {}
        for miss in misses:
            wanted = {sentence.form for sentence in self._sentences(miss)}
            for wording in self._like(miss):
                if wanted.isdisjoint(s.form for s in wording.sentences):
                    continue
                for of, target in wording.translations:
                    sentence = wording.sentences[of.start]
                    if len(of) != 1 or sentence.form in found:
                        continue
                    html = _answer(target, sentence.inlines)
                    if html is not None:
                        found[sentence.form] = (to_html(sentence.inlines), html)
        return found

    def outdated(self, miss: Miss) -> Outdated | None:
        """Return what people wrote for an earlier wording of *miss*, if they did."""
        sentences = self._sentences(miss)
        matches = _chosen(self._matches(miss, sentences), sentences)
        known = sum(match.overlap.known(sentences) for match in matches)
        whole = sum(sentence.weight for sentence in sentences)
        part = _PART_OF_TERM if miss.kind is MessageKind.TERM else _PART
        if not matches or known <= part * whole:
            matches = list(islice(self._alike(miss, sentences), 1))
        if not matches:
            return None
        matches.sort(key=lambda match: min(match.overlap.places, default=0))
        text = self._composed(matches, miss)
        if not text.strip():
            return None
        return Outdated(
            text=text,
            previous=" ".join(match.wording.record.source for match in matches),
            human=",".join(match.wording.record.identity for match in matches),
            evidence=max((m.evidence for m in matches), key=_RANK.__getitem__),
        )

    def _numbers_like(self, miss: Miss) -> list[int]:
        if miss.key not in self._found:
            self._found[miss.key] = self._near.like(miss.text)
        return self._found[miss.key]

    def _like(self, miss: Miss) -> list[Wording]:
        """Return the wordings that are most like *miss*."""
        wordings = (self._wording(n, miss.dialect) for n in self._numbers_like(miss))
        return [wording for wording in wordings if wording is not None]

    def _sentences(self, miss: Miss) -> list[PreviousSentence]:
        if miss.key not in self._split:
            split = sentences_of(miss.inlines, self._languages.source)
            self._split[miss.key] = split
        return self._split[miss.key]

    def _wording(self, number: int, dialect: Dialect) -> Wording | None:
        """Return a record as read for a message of *dialect*, `None` if it is not."""
        record = self._records[number]
        read_as = record.dialect
        if dialect is Dialect.PLAIN or read_as in {None, Dialect.PLAIN}:
            read_as = dialect
        assert read_as is not None
        key = (number, read_as)
        if key not in self._wordings:
            try:
                source, target = self._read(record.source, record.target, read_as)
                self._wordings[key] = Wording(
                    record=record,
                    dialect=read_as,
                    source=source,
                    target=target,
                    languages=self._languages,
                )
            except Exception:  # roles are anybody's code, and a book must build
                self._wordings[key] = None
        return self._wordings[key]

    def _restored(self, wording: Wording, miss: Miss) -> str:
        html = numbered_as(wording.target, wording.source)
        try:
            if html is not None:
                sent = to_html(wording.source)
                inlines = from_html(html, miss.inlines, sent=sent)
                return self._decode(inlines, miss.dialect, miss.kind)
        except PlaceableError:
            pass  # a person may have changed more than an engine may
        fitted = self._fitted(wording.target, wording, miss)
        return "" if fitted is None else self._written(fitted, miss)

    def _matches(
        self, miss: Miss, sentences: Sequence[PreviousSentence]
    ) -> Iterator[_Match]:
        """Yield the wordings that are noted for *miss*, or that stood in its place."""
        found: dict[int, Evidence] = {}
        for record in self._stated.get(miss.text, ()):
            number = self._numbers.get((record.source, record.target))
            if number is not None:
                found[number] = Evidence.STATED
        for number, domain in self._places.gone(miss.text):
            if self._rivals.is_best(self._records[number].source, miss.text, domain):
                found.setdefault(number, Evidence.PLACE)
        for number, evidence in sorted(found.items()):  # in the order of documents
            if match := self._match(number, miss, sentences, evidence):
                yield match

    def _alike(
        self, miss: Miss, sentences: Sequence[PreviousSentence]
    ) -> Iterator[_Match]:
        """Yield the wordings that are like *miss* as a whole, and say the same."""
        if miss.kind is MessageKind.TERM:
            return  # some words alone are no evidence
        for number in self._numbers_like(miss):
            match = self._match(number, miss, sentences, Evidence.SIMILARITY)
            if (
                match is not None
                and match.overlap.is_whole(match.wording.sentences, sentences)
                and agrees(match.wording.source, miss.inlines, self._languages.source)
                and self._terms_of(match.wording.source) == self._terms_of(miss.inlines)
            ):
                yield match

    def _match(
        self,
        number: int,
        miss: Miss,
        sentences: Sequence[PreviousSentence],
        evidence: Evidence,
    ) -> _Match | None:
        if self._records[number].source in self._in_book:
            return None
        wording = self._wording(number, miss.dialect)
        if wording is None:
            return None
        found = overlap(wording.sentences, sentences, self._common)
        return None if found is None else _Match(wording, evidence, found)

    def _terms_of(self, inlines: Sequence[Inline]) -> frozenset[str]:
        return frozenset(self._terms(" ".join(texts(inlines))))

    def _composed(self, matches: Sequence[_Match], miss: Miss) -> str:
        """Return the old translations one after the other, as one text.

        Nothing where one of them points to what a reader would not know any more.
        """
        parts: list[tuple[Inline, ...]] = []
        for match in matches:
            fitted = self._fitted(match.wording.target, match.wording, miss)
            if fitted is None:
                return ""
            parts.append(fitted)
        separators = [" "] * (len(parts) - 1)
        return self._written(
            join_sentences(parts, separators, self._languages.target), miss
        )

    def _fitted(
        self, target: Sequence[Inline], wording: Wording, miss: Miss
    ) -> tuple[Inline, ...] | None:
        foreign = miss.dialect not in {wording.dialect, Dialect.PLAIN}
        return fit(target, wording.source, miss.inlines, foreign=foreign)

    def _written(self, inlines: Sequence[Inline], miss: Miss) -> str:
        try:
            return self._decode(inlines, miss.dialect, miss.kind)
        except PlaceableError:
            return self._decode((Text(visible_text(inlines)),), miss.dialect, miss.kind)


def _answer(target: Sequence[Inline], source: Sequence[Inline]) -> str | None:
    """Return the exchange form of *target*, without markup that is not in *source*."""
    html = numbered_as(target, source)
    if html is None:
        fitted = fit(target, source, source, foreign=True)
        html = None if fitted is None else numbered_as(fitted, source)
    return html


def _chosen(
    found: Iterable[_Match], sentences: Sequence[PreviousSentence]
) -> list[_Match]:
    """Return the wordings that a message comes from, the main one first.

    Each accounts for sentences that those before it do not.
    """
    candidates = sorted(
        found,
        key=lambda match: (
            -match.overlap.known(sentences),
            -match.overlap.kept,
            _RANK[match.evidence],
        ),
    )
    taken: set[int] = set()
    chosen = []
    for match in candidates:
        if taken.isdisjoint(match.overlap.places):
            chosen.append(match)
            taken |= match.overlap.places
    return chosen
