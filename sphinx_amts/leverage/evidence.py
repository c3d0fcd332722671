"""Measure how much of a previous source a message still contains.

Readers must not be shown statements that the source does not make. So every sentence of
a previous source needs a counterpart in the message: the same sentence, or one or two
sentences with most of its words. Stop words do not count as evidence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.languages.numbers_and_negations import negations_of, numbers_of
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
"""Share of the content words of a sentence that its counterpart must exceed; the second
value applies as for `_COUNTERPART`."""

_MOST_KEPT = 0.75
"""Least share of the words of a previous source for the second, lower thresholds."""

_NEARLY_ALL = 0.85
"""Least share of the words of a previous source that a message must have if similarity
is the only evidence."""

_MOST = 0.5
"""Share of the words of a message, and of each of its sentences, that must come from
the previous source if similarity is the only evidence."""

_ENOUGH = 4
"""Least number of words of a previous source for which similarity is evidence."""

_NEAREST = 50
"""Most sentences of a message that a sentence of the previous source is compared
with."""

_LITERAL = frozenset({"literal", "math"})

_POINTERS = frozenset({"break", "citation", "footnote", "link", "number"})
"""Kinds of placeables that do not count as code: if their target changes, the text
stays the same."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Sentences and words that a previous source and a message have in common.

    Attributes:
        places: indexes of the sentences of the message that come from the previous
            source.
        kept: share of the words of the previous source that the message has, from 0
            to 1.
        shares: for each sentence of the message, the share of its words that come from
            the previous source, from 0 to 1.
    """

    places: frozenset[int]
    kept: float
    shares: tuple[float, ...]

    def matched_characters(self, sentences: Sequence[PreviousSentence]) -> float:
        """Estimate the characters of a message that come from the previous source.

        Args:
            sentences: sentences of the message.
        """
        return sum(
            share * sentence.weight
            for share, sentence in zip(self.shares, sentences, strict=True)
        )

    def is_whole(
        self, old: Sequence[PreviousSentence], new: Sequence[PreviousSentence]
    ) -> bool:
        """Return whether both texts are alike as a whole, not only in parts.

        Args:
            old: sentences of the previous source.
            new: sentences of the message.
        """
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
        common: stems of stop words.

    Returns:
        what both have in common; `None` if a sentence of the previous source has no
        counterpart.
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
        other: number of sentences of the message. In a long message, only the
            `_NEAREST` sentences around the same relative position are candidates.
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
    """Remove the words of a sentence from its counterpart; return the number removed.

    Nothing is removed, and 0 returned, if the counterpart has too few of the words in
    the same order.

    Args:
        words: words of the sentence of the previous source.
        left: words that are left of each sentence of the counterpart, changed in place.
        common: stems of stop words.
        lenient: whether the second, lower thresholds apply.
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
    """Return whether two source texts have the same literals and formulas."""
    return _code(old, _LITERAL) == _code(new, _LITERAL)


def keeps_facts(old: Sequence[Inline], new: Sequence[Inline], language: str) -> bool:
    """Return whether *new* has the negations, code and numbers of *old*.

    *new* may have more numbers. `False` if the negations of *language* are unknown.
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
    """Return whether two source texts have the same numbers, negations and code."""
    return keeps_facts(old, new, language) and keeps_facts(new, old, language)


def _code(
    inlines: Sequence[Inline], kinds: Collection[str] = ()
) -> Counter[tuple[str, str]]:
    """Count the placeables of a text by kind and text.

    Args:
        inlines: the text.
        kinds: kinds that are counted; if empty, all kinds but `_POINTERS`.
    """
    return Counter(
        (element.kind, element.text)
        for element in elements(inlines)
        if isinstance(element, Placeable)
        and (element.kind in kinds if kinds else element.kind not in _POINTERS)
    )
