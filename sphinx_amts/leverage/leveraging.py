"""Leverage human translations of previous sources for messages that have none.

If only the white space, the targets of markup or the dialect of a message have changed,
that is an *exact match*: the human translation is used as it is. If words have changed,
the message is *outdated*: the previous translation is fitted to the new markup and
shown until a person updates it.

Readers would not notice the translation of another paragraph. So evidence is needed
that a text is the previous source of a message: a tool has noted it in the catalog
(``#|``), or the text was at the same position of the same document. Without that, both
texts must be similar as a whole, with the same negations, numbers and code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.languages.numbers_and_negations import number_words
from sphinx_amts.languages.stems import stems_of
from sphinx_amts.leverage.closest_message import ClosestMessages
from sphinx_amts.leverage.evidence import keeps_facts, overlap, same_code
from sphinx_amts.leverage.fitting import fit
from sphinx_amts.leverage.fuzzy_index import FuzzyIndex
from sphinx_amts.leverage.places import Places
from sphinx_amts.leverage.previous_wording import (
    PreviousSentence,
    PreviousTranslation,
    sentences_of,
)
from sphinx_amts.markup.exchange import from_html, key_form, to_html
from sphinx_amts.markup.exchange_restore import texts
from sphinx_amts.markup.model import Text, visible_text
from sphinx_amts.markup.segmentation import join_sentences
from sphinx_amts.memory.human_index import numbered_as
from sphinx_amts.model import Dialect, Evidence, MessageKind

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )

    from sphinx_amts.document_records.documents import Miss, MissKey
    from sphinx_amts.leverage.evidence import Overlap
    from sphinx_amts.leverage.previous_text import PreviousText
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.memory.human_index import Read
    from sphinx_amts.model import LanguagePair

    Decode = Callable[[Sequence[Inline], Dialect, MessageKind], str]

_RANK = {evidence: rank for rank, evidence in enumerate(Evidence)}

_PART = 0.3
"""Least share of the characters of a message that its previous sources cover."""

_PART_OF_TERM = 0.5
"""As `_PART`, for a glossary term, of which another term may share a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedTranslation:
    """Human translation of a previous source of a message.

    Attributes:
        text: the translation with the markup of the present source, in its dialect.
        previous: the previous source.
        human: identities of the used human memory records, separated by commas.
        evidence: weakest evidence that the message comes from *previous*.
    """

    text: str
    previous: str
    human: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Match:
    """Previous translation whose source a message probably comes from."""

    previous: PreviousTranslation
    evidence: Evidence
    overlap: Overlap


@dataclass(frozen=True, slots=True)
class SourceWords:
    """Words of the source language that weigh less or more than others.

    Attributes:
        stop_words: stop words, which are no evidence that two texts are related.
        terms: returns the terms of the book in a text, which similar texts must share.
    """

    stop_words: Collection[str] = ()
    terms: Callable[[str], Collection[str]] = lambda text: ()  # noqa: ARG005


class Leverage:
    """Find human translations of the previous sources of messages.

    Args:
        text: all human translations of the language.
        languages: source and target language.
        read: parses a source and its translation in a dialect; may raise any exception.
        decode: writes inline elements as text in a dialect.
        book: text domain -> the present messages of its documents, in reading order. A
            present message is never taken for the previous source of another one.
        words: stop words and terms of the source language.
        index_of: makes an index of the sources of all translations.
    """

    def __init__(
        self,
        text: PreviousText,
        languages: LanguagePair,
        *,
        read: Read,
        decode: Decode,
        book: Mapping[str, Sequence[str]],
        words: SourceWords = SourceWords(),
        index_of: Callable[[Sequence[str]], FuzzyIndex] = FuzzyIndex,
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
        self._stop_words = words.stop_words
        self._terms = words.terms
        self._places = Places(book, text.order, self._records)
        self._closest_messages = ClosestMessages(
            book, {record.source for record in text.present}
        )
        self._index = index_of([record.source for record in self._records])
        self._previous_translations: dict[
            tuple[int, Dialect], PreviousTranslation | None
        ] = {}
        self._similar: dict[MissKey, list[int]] = {}
        self._sentences: dict[MissKey, list[PreviousSentence]] = {}

    @cached_property
    def _common(self) -> frozenset[str]:
        """Return the stems of stop words and number words, which are no evidence."""
        source = self._languages.source
        return frozenset(stems_of([*self._stop_words, *number_words(source)], source))

    def identity(self, source: str, target: str) -> str:
        """Return the identity of the record with *source* and *target*, "" if none."""
        number = self._numbers.get((source, target))
        return "" if number is None else self._records[number].identity

    def exact_match(self, miss: Miss) -> tuple[str, str] | None:
        """Return the human translation of the same text in other markup.

        Returns:
            the translation in the dialect of *miss*, and the identity of its record;
            `None` without such a translation.
        """
        for previous in self._similar_translations(miss):
            form = key_form(miss.inlines)
            if previous.form == form and same_code(previous.source, miss.inlines):
                text = self._restored(previous, miss)
                if text:
                    return text, previous.record.identity
        return None

    def sentences(self, misses: Iterable[Miss]) -> dict[str, tuple[str, str]]:
        """Return human translations of single sentences of *misses*.

        Only sentences that pair one to one with a sentence of a human translation
        count. Other sentences of the paragraph may have been joined or split.

        Returns:
            key form (normalised source) of a sentence -> exchange forms of the sentence
            and of its translation.
        """
        found: dict[str, tuple[str, str]] = {}
        for miss in misses:
            similar = self._similar_translations(miss)
            wanted = {s.form for s in self._sentences_of(miss)} if similar else set()
            for previous in similar:
                if wanted.isdisjoint(s.form for s in previous.sentences):
                    continue
                for of, target in previous.translations:
                    sentence = previous.sentences[of.start]
                    if len(of) != 1 or sentence.form in found:
                        continue
                    html = _exchange_form(target, sentence.inlines)
                    if html is not None:
                        found[sentence.form] = (to_html(sentence.inlines), html)
        return found

    def outdated(self, miss: Miss) -> OutdatedTranslation | None:
        """Return a translation of a previous source of *miss*, `None` if unknown."""
        if not self._records:
            return None
        sentences = self._sentences_of(miss)
        matches = _selected(self._matches(miss, sentences), sentences)
        matched = sum(match.overlap.matched_characters(sentences) for match in matches)
        whole = sum(sentence.weight for sentence in sentences)
        part = _PART_OF_TERM if miss.kind is MessageKind.TERM else _PART
        if not matches or matched <= part * whole:
            matches = list(islice(self._similar_matches(miss, sentences), 1))
        if not matches:
            return None
        matches.sort(key=lambda match: min(match.overlap.places, default=0))
        text = self._composed(matches, miss)
        if not text.strip():
            return None
        return OutdatedTranslation(
            text=text,
            previous=" ".join(match.previous.record.source for match in matches),
            human=",".join(match.previous.record.identity for match in matches),
            evidence=max((m.evidence for m in matches), key=_RANK.__getitem__),
        )

    def _candidates(self, miss: Miss) -> list[int]:
        if miss.key not in self._similar:
            self._similar[miss.key] = self._index.similar(miss.text)
        return self._similar[miss.key]

    def _similar_translations(self, miss: Miss) -> list[PreviousTranslation]:
        """Return the translations whose sources are most similar to *miss*."""
        translations = (
            self._previous_translation(n, miss.dialect) for n in self._candidates(miss)
        )
        return [previous for previous in translations if previous is not None]

    def _sentences_of(self, miss: Miss) -> list[PreviousSentence]:
        if miss.key not in self._sentences:
            split = sentences_of(miss.inlines, self._languages.source)
            self._sentences[miss.key] = split
        return self._sentences[miss.key]

    def _previous_translation(
        self, number: int, dialect: Dialect
    ) -> PreviousTranslation | None:
        """Return a record parsed for *dialect*, `None` if it cannot be parsed."""
        record = self._records[number]
        read_as = record.dialect
        if dialect is Dialect.PLAIN or read_as in {None, Dialect.PLAIN}:
            read_as = dialect
        assert read_as is not None
        key = (number, read_as)
        if key not in self._previous_translations:
            try:
                source, target = self._read(record.source, record.target, read_as)
                self._previous_translations[key] = PreviousTranslation(
                    record=record,
                    dialect=read_as,
                    source=source,
                    target=target,
                    languages=self._languages,
                )
            except Exception:  # roles of the book run here, and a build must not fail
                self._previous_translations[key] = None
        return self._previous_translations[key]

    def _restored(self, previous: PreviousTranslation, miss: Miss) -> str:
        html = numbered_as(previous.target, previous.source)
        try:
            if html is not None:
                sent = to_html(previous.source)
                inlines = from_html(html, miss.inlines, sent=sent)
                return self._decode(inlines, miss.dialect, miss.kind)
        except PlaceableError:
            pass  # a human translation may differ in more than an engine may change
        fitted = self._fitted(previous.target, previous, miss)
        return "" if fitted is None else self._written(fitted, miss)

    def _matches(
        self, miss: Miss, sentences: Sequence[PreviousSentence]
    ) -> Iterator[_Match]:
        """Yield matches that a tool noted for *miss*, or that were at its position."""
        found: dict[int, Evidence] = {}
        for record in self._stated.get(miss.text, ()):
            number = self._numbers.get((record.source, record.target))
            if number is not None:
                found[number] = Evidence.STATED
        for number, domain in self._places.replaced_by(miss.text):
            if self._closest_messages.is_closest(
                self._records[number].source, miss.text, domain
            ):
                found.setdefault(number, Evidence.PLACE)
        for number, evidence in sorted(found.items()):  # in the order of documents
            if match := self._match(number, miss, sentences, evidence):
                yield match

    def _similar_matches(
        self, miss: Miss, sentences: Sequence[PreviousSentence]
    ) -> Iterator[_Match]:
        """Yield matches that are similar to *miss* as a whole."""
        if miss.kind is MessageKind.TERM:
            return  # a few shared words are no evidence
        for number in self._candidates(miss):
            match = self._match(number, miss, sentences, Evidence.SIMILARITY)
            if (
                match is not None
                and match.overlap.is_whole(match.previous.sentences, sentences)
                and keeps_facts(
                    match.previous.source, miss.inlines, self._languages.source
                )
                and self._terms_of(match.previous.source)
                == self._terms_of(miss.inlines)
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
        previous = self._previous_translation(number, miss.dialect)
        if previous is None:
            return None
        found = overlap(previous.sentences, sentences, self._common)
        return None if found is None else _Match(previous, evidence, found)

    def _terms_of(self, inlines: Sequence[Inline]) -> frozenset[str]:
        return frozenset(self._terms(" ".join(texts(inlines))))

    def _composed(self, matches: Sequence[_Match], miss: Miss) -> str:
        """Join the previous translations; return "" if one cannot be fitted."""
        parts: list[tuple[Inline, ...]] = []
        for match in matches:
            fitted = self._fitted(match.previous.target, match.previous, miss)
            if fitted is None:
                return ""
            parts.append(fitted)
        separators = [" "] * (len(parts) - 1)
        return self._written(
            join_sentences(parts, separators, self._languages.target), miss
        )

    def _fitted(
        self, target: Sequence[Inline], previous: PreviousTranslation, miss: Miss
    ) -> tuple[Inline, ...] | None:
        foreign = miss.dialect not in {previous.dialect, Dialect.PLAIN}
        return fit(target, previous.source, miss.inlines, foreign=foreign)

    def _written(self, inlines: Sequence[Inline], miss: Miss) -> str:
        try:
            return self._decode(inlines, miss.dialect, miss.kind)
        except PlaceableError:
            return self._decode((Text(visible_text(inlines)),), miss.dialect, miss.kind)


def _exchange_form(target: Sequence[Inline], source: Sequence[Inline]) -> str | None:
    """Return *target* as HTML with the markup of *source*, `None` if it cannot fit."""
    html = numbered_as(target, source)
    if html is None:
        fitted = fit(target, source, source, foreign=True)
        html = None if fitted is None else numbered_as(fitted, source)
    return html


def _selected(
    found: Iterable[_Match], sentences: Sequence[PreviousSentence]
) -> list[_Match]:
    """Return the matches that a message comes from, the longest overlap first.

    Of matches that share a sentence of the message, only the first is returned.
    """
    candidates = sorted(
        found,
        key=lambda match: (
            -match.overlap.matched_characters(sentences),
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
