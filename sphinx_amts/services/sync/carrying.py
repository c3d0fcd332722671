"""What becomes of a message that people have translated in an earlier wording.

If only its white space, its markup's targets or its dialect have changed, the human
translation is *carried* over. If its words have changed, the message is *outdated*: the
old translation is fitted to the new markup, to be shown until a person has seen to it.

Wordings are compared by their content. Which of them is the earlier one of a message is
decided sentence by sentence: equal ones count, then those that are much alike.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange import from_html, key_form, to_html
from sphinx_amts.markup.model import Text, elements, visible_text
from sphinx_amts.markup.segmentation import join_sentences
from sphinx_amts.model import Dialect, MessageKind
from sphinx_amts.services.human import numbered_as
from sphinx_amts.services.sync.fitting import fit
from sphinx_amts.services.sync.near import NearTexts
from sphinx_amts.services.sync.old_text import without_source
from sphinx_amts.services.sync.wordings import Sentence, Wording, sentences_of
from sphinx_amts.text.differences import likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.services.records import Miss, MissKey
    from sphinx_amts.services.sync.old_text import OldText

    Encode = Callable[[str, Dialect], tuple[Inline, ...]]
    Decode = Callable[[Sequence[Inline], Dialect, MessageKind], str]

_ALIKE = 0.5
"""Likeness from where on a sentence is an edited one, or a message is."""

_FEW_WORDS = 6
_ALIKE_SHORT = 0.6
"""The same for texts of few words, which are alike more easily."""

_PART = 0.4
"""Share of a message that must be known from an earlier wording."""

_WHOLE = 0.5
"""Share of an earlier wording that a message must hold to show all of it."""

_NEAREST = 50
"""Sentences of an earlier wording that a sentence is compared with."""

_LENGTHS = (0.15, 3.0)
"""How short and how long a translation can be at all, in lengths of its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """What people wrote for an earlier wording of a message.

    Attributes:
        text: with the markup of the present wording, in its dialect.
        previous: the earlier wording; empty if nobody knows it.
        human: identities of records of the human memory, with commas.
    """

    text: str
    previous: str
    human: str


@dataclass(slots=True)
class _Match:
    """Which sentences of a message come from one wording.

    Attributes:
        places: sentence of the message -> sentence of the wording.
    """

    wording: Wording
    places: dict[int, int] = field(default_factory=dict)


class Carrier:
    """Finds what people wrote for earlier wordings of messages.

    Args:
        text: all that they wrote.
        encode: reads a message of a dialect; may raise anything.
        decode: writes inline elements in a dialect.
        in_book: the messages of the book as it is now. What people wrote for these
            is in force, and no earlier wording of anything else.
    """

    def __init__(
        self,
        text: OldText,
        languages: LanguagePair,
        *,
        encode: Encode,
        decode: Decode,
        in_book: Collection[str],
    ) -> None:
        self._records = text.records()
        self._doubtful = text.doubtful
        self._identities = {(r.source, r.target): r.identity for r in self._records}
        self._known_targets = {record.target for record in self._records}
        self._languages = languages
        self._encode = encode
        self._decode = decode
        self._in_book = in_book
        self._near = NearTexts([record.source for record in self._records])
        self._wordings: dict[tuple[int, Dialect], Wording | None] = {}
        self._found: dict[MissKey, list[int]] = {}
        self._split: dict[MissKey, list[Sentence]] = {}

    def identity(self, source: str, target: str) -> str:
        """Return the identity of the record of a pair, empty if there is none."""
        return self._identities.get((source, target), "")

    def carried(self, miss: Miss) -> tuple[str, str] | None:
        """Return a translation that still fits, and the identity of its record."""
        form = key_form(miss.inlines)
        for wording in self._like(miss):
            if wording.form == form:
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
        whole = sum(sentence.weight for sentence in sentences)
        matches = self._matches(miss, sentences)
        covered = {place for match in matches for place in match.places}
        known = sum(sentences[place].weight for place in covered)
        if not matches or known < _PART * whole:
            return self._doubted(miss)
        matches.sort(key=lambda match: min(match.places))
        text = self._composed(matches, miss)
        if not text.strip():
            return None
        return Outdated(
            text=text,
            previous=" ".join(match.wording.record.source for match in matches),
            human=",".join(match.wording.record.identity for match in matches),
        )

    def _like(self, miss: Miss) -> list[Wording]:
        """Return the wordings that are most like *miss*."""
        if miss.key not in self._found:
            self._found[miss.key] = self._near.like(miss.text)
        wordings = (self._wording(n, miss.dialect) for n in self._found[miss.key])
        return [wording for wording in wordings if wording is not None]

    def _sentences(self, miss: Miss) -> list[Sentence]:
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
                self._wordings[key] = Wording(
                    record=record,
                    dialect=read_as,
                    source=self._encode(record.source, read_as),
                    target=self._encode(record.target, read_as),
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
        return self._written(self._fitted(wording.target, wording, miss), miss)

    def _matches(self, miss: Miss, sentences: Sequence[Sentence]) -> list[_Match]:
        """Return the earlier wordings that *miss* comes from, the main one first."""
        candidates = [
            wording
            for wording in self._like(miss)
            if wording.record.source not in self._in_book
        ]
        open_ = set(range(len(sentences)))
        chosen: list[_Match] = []
        while open_ and candidates:
            found = [_match(wording, sentences, open_) for wording in candidates]
            weights = [sum(sentences[p].weight for p in m.places) for m in found]
            best = max(range(len(found)), key=weights.__getitem__)
            match = found[best]
            if not match.places:
                break
            chosen.append(match)
            open_ -= match.places.keys()
            del candidates[best]
        return chosen

    def _composed(self, matches: Sequence[_Match], miss: Miss) -> str:
        """Return the old translations one after the other, as one text."""
        parts: list[tuple[Inline, ...]] = []
        for match in matches:
            wording = match.wording
            used = set(match.places.values())
            total = sum(sentence.weight for sentence in wording.sentences)
            share = sum(wording.sentences[n].weight for n in used)
            pieces = wording.translations
            chosen = [text for of, text in pieces if used.intersection(of)]
            if share >= _WHOLE * total or not chosen:
                chosen = [wording.target]
            parts += [self._fitted(text, wording, miss) for text in chosen]
        separators = [" "] * (len(parts) - 1)
        return self._written(
            join_sentences(parts, separators, self._languages.target), miss
        )

    def _fitted(
        self, target: Sequence[Inline], wording: Wording, miss: Miss
    ) -> tuple[Inline, ...]:
        foreign = miss.dialect not in {wording.dialect, Dialect.PLAIN}
        return fit(target, wording.source, miss.inlines, foreign=foreign)

    def _written(self, inlines: Sequence[Inline], miss: Miss) -> str:
        try:
            return self._decode(inlines, miss.dialect, miss.kind)
        except PlaceableError:
            return self._decode((Text(visible_text(inlines)),), miss.dialect, miss.kind)

    def _doubted(self, miss: Miss) -> Outdated | None:
        """Return a fuzzy translation of nobody knows what, if it can be of *miss*.

        Tools that note no previous source put the translation of a similar text here.
        It must have about the right length, and no code or formula that the message
        lacks.
        """
        target = self._doubtful.get(miss.text)
        if target is None or target in self._known_targets:
            return None
        try:
            inlines = self._encode(target, miss.dialect)
        except Exception:  # as above
            return None
        ratio = len(visible_text(inlines)) / max(len(visible_text(miss.inlines)), 1)
        if not _LENGTHS[0] <= ratio <= _LENGTHS[1] or _code(inlines) - _code(
            miss.inlines
        ):
            return None
        text = self._written(fit(inlines, (), miss.inlines), miss)
        identity = without_source(target).identity
        return Outdated(text=text, previous="", human=identity) if text else None


def _answer(target: Sequence[Inline], source: Sequence[Inline]) -> str | None:
    """Return the exchange form of *target*, without markup that is not in *source*."""
    html = numbered_as(target, source)
    if html is None:
        html = numbered_as(fit(target, source, source, foreign=True), source)
    return html


def _match(
    wording: Wording, sentences: Sequence[Sentence], open_: Collection[int]
) -> _Match:
    """Pair sentences that are the same, then those that are alike, best first."""
    match = _Match(wording)
    by_form: dict[str, deque[int]] = {}
    for n, sentence in enumerate(wording.sentences):
        by_form.setdefault(sentence.form, deque()).append(n)
    rest = []
    for place in sorted(open_):
        if same := by_form.get(sentences[place].form):
            match.places[place] = same.popleft()
        else:
            rest.append(place)
    free = sorted(n for numbers in by_form.values() for n in numbers)
    pairs = sorted(
        (-alike, place, n)
        for place, n in _compared(rest, free)
        if (alike := _likeness(sentences[place].words, wording.sentences[n].words))
    )
    taken: set[int] = set()
    for _, place, n in pairs:
        if place not in match.places and n not in taken:
            match.places[place] = n
            taken.add(n)
    return match


def _compared(rest: Sequence[int], free: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield which sentences are compared: each with all; in a long text, the nearest.

    Args:
        rest: those of the message.
        free: those of the wording.
    """
    for number, place in enumerate(rest):
        # where it would stand if what was inserted and removed were spread evenly
        middle = number * len(free) // len(rest)
        first = max(min(middle - _NEAREST // 2, len(free) - _NEAREST), 0)
        for n in free[first : first + _NEAREST]:
            yield place, n


def _likeness(one: list[str], other: list[str]) -> float:
    short = max(len(one), len(other)) < _FEW_WORDS
    return likeness(one, other, _ALIKE_SHORT if short else _ALIKE)


def _code(inlines: Iterable[Inline]) -> set[str]:
    return {
        element.source
        for element in elements(inlines)
        if element.kind in {"literal", "math"}
    }
