"""Measure how much of a previous source a message still contains.

Readers must not be shown statements that the source does not make. So every sentence of
a previous source needs a counterpart among those of the message: the same, or one that
has most of its words. Stop words do not count as evidence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.languages.meaning import negations_of, numbers_of
from sphinx_amts.markup.model import Placeable, elements, visible_text
from sphinx_amts.text.matching import matching_blocks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sphinx_amts.leverage.previous_wording import PreviousSentence
    from sphinx_amts.markup.model import Inline

_COUNTERPART = (0.6, 0.5)
"""Least share of the words of a sentence that its counterpart has; the second value
applies where the message has nearly all words of the previous source."""

_CONTENT_WORDS = (0.5, 0.4)
"""The share of its content words, which has to be exceeded; likewise."""

_MOST_KEPT = 0.75
"""Share of the words of a previous source from which on nearly all count as kept."""

_NEARLY_ALL = 0.85
"""Least share of a previous source that a message has if their similarity is the only
evidence: nearly all words."""

_MOST = 0.5
"""Least share of the message, and of each of its sentences, that is old then."""

_ENOUGH = 4
"""Words below which similarity alone is no evidence."""

_NEAREST = 50
"""Sentences of a message that a sentence of the previous source is compared with."""

_LITERAL = frozenset({"literal", "math"})

_POINTERS = frozenset({"break", "citation", "footnote", "link", "number"})
"""Kinds of elements that are no code: a changed target leaves the text the same."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Sentences and words that a previous source and a message have in common.

    Attributes:
        places: indexes of the sentences of the message that come from the source.
        kept: share of the words of the source that the message has, from 0 to 1.
        shares: for each sentence of the message, the share of its words that the
            source has, from 0 to 1.
    """

    places: frozenset[int]
    kept: float
    shares: tuple[float, ...]

    def matched_characters(self, sentences: Sequence[PreviousSentence]) -> float:
        """Return the number of message characters found in the previous source."""
        return sum(
            share * sentence.weight
            for share, sentence in zip(self.shares, sentences, strict=True)
        )

    def is_whole(
        self, old: Sequence[PreviousSentence], new: Sequence[PreviousSentence]
    ) -> bool:
        """Return whether most words of each of both texts are in the other one."""
        sizes = [len(sentence.words) for sentence in new]
        total = sum(sizes)
        if not total or sum(len(s.words) for s in old) < _ENOUGH:
            return False
        common = sum(
            share * size for share, size in zip(self.shares, sizes, strict=True)
        )
        return (
            self.kept >= _NEARLY_ALL
            and common > _MOST * total
            and min(self.shares) >= _MOST
        )


def overlap(
    old: Sequence[PreviousSentence],
    new: Sequence[PreviousSentence],
    common: Collection[str],
) -> Overlap | None:
    """Compare the sentences of a previous source with those of a message.

    Args:
        old: the sentences of the previous source.
        new: the sentences of the message.
        common: stop words.

    Returns:
        `None` if a sentence of the previous source has no counterpart.
    """
    found = _overlap(old, new, common, lenient=False)
    if found is None:
        found = _overlap(old, new, common, lenient=True)
        if found is not None and found.kept < _MOST_KEPT:
            return None
    return found


def _overlap(
    old: Sequence[PreviousSentence],
    new: Sequence[PreviousSentence],
    common: Collection[str],
    *,
    lenient: bool,
) -> Overlap | None:
    left: list[list[str]] = [list(sentence.words) for sentence in new]
    sizes = [len(words) for words in left]
    places: set[int] = set()
    free: dict[str, list[int]] = {}
    for place in reversed(range(len(new))):
        free.setdefault(new[place].form, []).append(place)
    rest: list[int] = []
    for number, sentence in enumerate(old):
        if same := free.get(sentence.form):
            place = same.pop()
            places.add(place)
            left[place] = []
        elif sentence.words:
            rest.append(number)
    total = sum(len(sentence.words) for sentence in old)
    found = total - sum(len(old[number].words) for number in rest)
    ranked = sorted(
        (-size, stop - start, number, start, stop)
        for number in rest
        for start, stop in _windows(number, len(old), len(new))
        if (size := _shared_size(old[number].words, left[start:stop]))
        >= _COUNTERPART[lenient] * len(old[number].words)
    )
    unmatched = set(rest)
    for *_, number, start, stop in ranked:
        if number in unmatched and (
            size := _remove_words(
                old[number].words, left[start:stop], common, lenient=lenient
            )
        ):
            unmatched.discard(number)
            places.update(n for n in range(start, stop) if len(left[n]) < sizes[n])
            found += size
    if unmatched:
        return None
    return Overlap(
        frozenset(places),
        found / total if total else 0.0,
        tuple(
            1 - len(rest_of) / len(sentence.words) if sentence.words else 1.0
            for sentence, rest_of in zip(new, left, strict=True)
        ),
    )


def _windows(number: int, count: int, other: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of one or two sentences of the message to compare a sentence with.

    Args:
        number: index of the sentence in the previous source.
        count: number of sentences of the previous source.
        other: number of sentences of the message; in a long one, only the `_NEAREST`
            around the same relative position are candidates.
    """
    middle = number * other // count
    first = max(min(middle - _NEAREST // 2, other - _NEAREST), 0)
    last = min(first + _NEAREST, other)
    for start in range(first, last):
        yield start, start + 1
        if start + 1 < last:
            yield start, start + 2


def _shared_size(words: Sequence[str], among: Sequence[Sequence[str]]) -> int:
    counts = Counter(word for part in among for word in part)
    return sum((Counter(words) & counts).values())


def _remove_words(
    words: list[str],
    left: Sequence[list[str]],
    common: Collection[str],
    *,
    lenient: bool,
) -> int:
    """Remove the words of a sentence from its counterpart; return their number.

    Nothing is removed, and 0 returned, if it has too few of them in the same order.
    """
    joined = [word for part in left for word in part]
    blocks = list(matching_blocks(words, joined))
    kept = [words[n] for b in blocks for n in range(b.one, b.one + b.size)]
    content = _content_words(words, common)
    if len(kept) < _COUNTERPART[lenient] * len(words) or (
        content
        and len(_content_words(kept, common)) <= _CONTENT_WORDS[lenient] * len(content)
    ):
        return 0
    taken = {n for b in blocks for n in range(b.other, b.other + b.size)}
    start = 0
    for part in left:
        stop = start + len(part)
        part[:] = [joined[n] for n in range(start, stop) if n not in taken]
        start = stop
    return len(kept)


def _content_words(words: Sequence[str], common: Collection[str]) -> list[str]:
    return [word for word in words if word not in common and not word.isdecimal()]


def same_code(old: Sequence[Inline], new: Sequence[Inline]) -> bool:
    """Return whether two sources have the same literals and formulas."""
    return _code(old, _LITERAL) == _code(new, _LITERAL)


def keeps_facts(old: Sequence[Inline], new: Sequence[Inline], language: str) -> bool:
    """Return whether *new* has the negations, code and numbers of *old*.

    It may have more numbers. False if the negations of *language* are unknown.
    """
    if _code(old) != _code(new):
        return False
    before, after = visible_text(old), visible_text(new)
    negations = negations_of(before, language)
    return (
        negations is not None
        and negations == negations_of(after, language)
        and Counter(numbers_of(before, language))
        <= Counter(numbers_of(after, language))
    )


def same_facts(old: Sequence[Inline], new: Sequence[Inline], language: str) -> bool:
    """Return whether two sources have the same numbers, negations and code."""
    return keeps_facts(old, new, language) and keeps_facts(new, old, language)


def _code(
    inlines: Sequence[Inline], kinds: Collection[str] = ()
) -> Counter[tuple[str, str]]:
    """Count the code of a text by kind and text; of *kinds* only, if there are any."""
    return Counter(
        (element.kind, element.text)
        for element in elements(inlines)
        if isinstance(element, Placeable)
        and (element.kind in kinds if kinds else element.kind not in _POINTERS)
    )
