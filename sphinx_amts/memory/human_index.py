"""Index the sentences of human translations, to reuse them elsewhere in the book."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.files.sharded import ShardedMapping, shards_of
from sphinx_amts.markup.exchange import key_form, to_html
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
from sphinx_amts.memory.human_sentences import paired_sentences
from sphinx_amts.model import Dialect, LanguagePair

if TYPE_CHECKING:
    from pathlib import Path

_KEPT = KeptData("index of human text", 5)


@dataclass(slots=True)
class HumanIndex:
    """Human translations of one language, by message and by sentence.

    Attributes:
        messages: dialect -> msgid -> msgstr.
        sentences: key form (normalised source) of a source sentence -> exchange forms
            of the sentence and of its translation, with the same ids.
    """

    messages: Mapping[Dialect, Mapping[str, str]] = field(default_factory=dict)
    sentences: Mapping[str, tuple[str, str]] = field(default_factory=dict)


Segments = tuple[tuple[Inline, ...], ...]
Read = Callable[[str, str, Dialect], tuple[tuple[Inline, ...], tuple[Inline, ...]]]
"""Parses and splits a message and its translation, for a page of the dialect."""


def build_index(
    entries: Iterable[tuple[str, str, Dialect]],
    languages: LanguagePair,
    read: Read,
) -> HumanIndex:
    """Index human *entries* (msgid, msgstr, dialect); the first of a msgid wins.

    Sentences are paired by `paired_sentences`.
    """
    sentences: dict[str, tuple[str, str]] = {}
    split: list[tuple[Segments, Segments]] = []
    found = list(entries)
    for source_text, target_text, dialect in found:
        try:
            message, translation = read(source_text, target_text, dialect)
            source = split_sentences(message, languages.source)
            target = split_sentences(translation, languages.target)
        except TooLongError:
            continue  # found as a whole only
        split.append((source.segments, target.segments))
    texts = [(_texts(source), _texts(target)) for source, target in split]
    for (sources, targets), pairs in zip(split, paired_sentences(texts), strict=True):
        for one, other in pairs:
            form = key_form(sources[one])
            if form in sentences:
                continue
            html = numbered_as(targets[other], sources[one])
            if html is not None:
                sentences[form] = (to_html(sources[one]), html)
    return HumanIndex(messages_by_dialect(found), sentences)


def messages_by_dialect(
    entries: Iterable[tuple[str, str, Dialect]],
) -> dict[Dialect, dict[str, str]]:
    """Return the messages of an index: the first translation of each wins."""
    messages: dict[Dialect, dict[str, str]] = {}
    for source, target, dialect in entries:
        messages.setdefault(dialect, {}).setdefault(source, target)
    return messages


def _texts(segments: Segments) -> list[str]:
    return [visible_text(segment) for segment in segments]


def numbered_as(target: Sequence[Inline], source: Sequence[Inline]) -> str | None:
    """Return the exchange form of *target* with the ids of *source*.

    `None` if the two do not have the same elements, nested alike.
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

    Both are in reading order; an element without a match gives `None`.
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


def load_sentences(path: Path, digest: str) -> Mapping[str, tuple[str, str]] | None:
    """Load the sentences of the index at *path*.

    Returns:
        them; `None` unless they are those of catalogs with *digest*.
    """
    shards = _KEPT.load(path, digest)
    return None if shards is None else ShardedMapping(shards)


def save_sentences(path: Path, digest: str, index: HumanIndex) -> None:
    """Write the sentences of *index* to *path*, as those of catalogs with *digest*."""
    _KEPT.store(path, digest, shards_of(index.sentences))


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
