"""Index the sentences of human translations, to reuse them elsewhere in the book."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.markup.exchange import to_html
from sphinx_amts.markup.limits import TooLongError
from sphinx_amts.markup.model import (
    Inline,
    Placeable,
    Span,
    Text,
    elements,
    visible_text,
)
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.memory.human_sentences import SentencePairing
from sphinx_amts.memory.word_search import WordSearch
from sphinx_amts.model import Dialect, LanguagePair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.markup.segmentation import Sentences

_SHORT = 120
"""Most characters of a message, and of its translation, to learn word pairs from."""

Entry = tuple[str, str, Dialect]
"""A message, its translation, and the dialect of its page."""

Segments = tuple[tuple[Inline, ...], ...]
Read = Callable[[str, str, Dialect], tuple[tuple[Inline, ...], tuple[Inline, ...]]]
"""Function that parses a message and its translation, for a page of the dialect."""

Find = Callable[[Collection[str]], Mapping[str, tuple[str, str]]]
"""Function that finds the translations of sentences, by their key forms.

It returns key form (normalised source) -> exchange forms of the sentence and of its
translation, with the same ids; sentences without a translation are left out.
"""


def find_none(_forms: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Return no sentences: there is no human text."""
    return {}


@dataclass(frozen=True, slots=True)
class HumanIndex:
    """Human translations of one language, by message and by sentence.

    Attributes:
        messages: dialect -> msgid -> msgstr.
        find: finds translations of sentences.
    """

    messages: Mapping[Dialect, Mapping[str, str]] = field(default_factory=dict)
    find: Find = find_none


def make_index(
    entries: Sequence[Entry], languages: LanguagePair, read: Read
) -> HumanIndex:
    """Return the index of human *entries*; the first entry of a message counts."""
    messages: dict[Dialect, dict[str, str]] = {}
    for source, target, dialect in entries:
        messages.setdefault(dialect, {}).setdefault(source, target)
    return HumanIndex(messages, HumanSentences(entries, languages, read).find)


class HumanSentences:
    """Sentences of human translations.

    Args:
        entries: the messages.
        languages: source and target language.
        read: parses the texts of an entry.
    """

    def __init__(
        self, entries: Sequence[Entry], languages: LanguagePair, read: Read
    ) -> None:
        self._entries = entries
        self._languages = languages
        self._read = read
        self._search = WordSearch([source for source, _, _ in entries])
        # short messages teach as much as sentences do, and need not be parsed
        pairs = ((source, target) for source, target, _ in entries)
        self._pairing = SentencePairing(p for p in pairs if max(map(len, p)) <= _SHORT)

    def find(self, forms: Collection[str]) -> dict[str, tuple[str, str]]:
        """Find the translations of sentences; the first translation of each counts.

        Messages are split into sentences, which `SentencePairing` pairs.

        Args:
            forms: key forms (normalised source) of the sentences.

        Returns:
            key form -> exchange forms of the sentence and of its translation, with the
            same ids; sentences that are not found are left out.
        """
        wanted = frozenset(forms)
        split: list[tuple[Sentences, Segments]] = []
        for number in self._search.messages_with(wanted):
            source_text, target_text, dialect = self._entries[number]
            try:
                message, translation = self._read(source_text, target_text, dialect)
                source = split_sentences(message, self._languages.source)
                if not wanted.isdisjoint(source.forms):
                    target = split_sentences(translation, self._languages.target)
                    split.append((source, target.segments))
            except TooLongError:
                continue  # found as a whole only
        found: dict[str, tuple[str, str]] = {}
        texts = [(_texts(source.segments), _texts(target)) for source, target in split]
        every = zip(split, self._pairing.pairs(texts), strict=True)
        for (source, targets), pairs in every:
            for one, other in pairs:
                form, segment = source.forms[one], source.segments[one]
                if form not in wanted or form in found:
                    continue
                html = numbered_as(targets[other], segment)
                if html is not None:
                    found[form] = (to_html(segment), html)
        return found


def _texts(segments: Segments) -> list[str]:
    return [visible_text(segment) for segment in segments]


def numbered_as(target: Sequence[Inline], source: Sequence[Inline]) -> str | None:
    """Return the exchange form of *target* with the ids of *source*.

    The result is `None` unless both have the same elements, nested alike.
    """
    numbers = matching_elements(target, source)
    if None in numbers or len(numbers) != sum(1 for _ in elements(source)):
        return None
    found = [number for number in numbers if number is not None]
    if not _nested_alike(target, source, found):
        return None
    return to_html(target, [number + 1 for number in found])


def matching_elements(
    target: Sequence[Inline], source: Sequence[Inline]
) -> list[int | None]:
    """Return for each element of *target* the index of its match in *source*.

    Elements are in reading order; an element without a match has `None`.
    """
    exact: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
    spans: defaultdict[str, set[int]] = defaultdict(set)  # that are still free
    for number, candidate in enumerate(elements(source)):
        exact[_written_as(candidate)].append(number)
        if isinstance(candidate, Span):
            spans[candidate.kind].add(number)
    found: list[int | None] = []
    for element in elements(target):
        candidates = exact[_written_as(element)]
        free = spans[element.kind] if isinstance(element, Span) else set()
        while candidates and isinstance(element, Span) and candidates[0] not in free:
            candidates.popleft()  # it matches a span of another wording
        match: int | None = None
        if candidates:
            match = candidates.popleft()
        elif len(free) == 1:
            # a span of another wording is the same only if there is no choice
            (match,) = free
        if match is not None:
            free.discard(match)
        found.append(match)
    return found


def _written_as(element: Placeable | Span) -> tuple[str, ...]:
    if isinstance(element, Placeable):
        return "placeable", element.kind, element.source
    return "span", element.kind, element.opening, element.closing


def _nested_alike(
    target: Sequence[Inline], source: Sequence[Inline], numbers: list[int]
) -> bool:
    parents_of_source = list(_parents(source))
    parents_of_target = list(_parents(target))
    return all(
        parents_of_source[number] == (-1 if parent < 0 else numbers[parent])
        for number, parent in zip(numbers, parents_of_target, strict=True)
    )


def _parents(inlines: Sequence[Inline]) -> Iterator[int]:
    """Yield the index of the parent of each element in reading order, or -1."""
    count = 0

    def walk(part: Iterable[Inline], parent: int) -> Iterator[int]:
        nonlocal count
        for inline in part:
            if isinstance(inline, Text):
                continue
            own = count
            count += 1
            yield parent
            if isinstance(inline, Span):
                yield from walk(inline.children, own)

    return walk(inlines, -1)
