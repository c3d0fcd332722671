"""What makes a wording an earlier one of a message, and how sure that is.

Readers must not be shown what the source does not say. So every sentence of an earlier
wording needs a counterpart among those of the message: the same, or one that has most
of its words. Words that every other sentence has as well prove nothing.
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
"""Share of the words of a sentence that its counterpart must have, and what it must
have where all the wording is there but for a few words."""

_TELLING = (0.5, 0.4)
"""Share of its telling words, of which it must have more; likewise."""

_MOST_KEPT = 0.75
"""Share of a wording's words, from where on all is there but for a few."""

_WHOLE = 0.85
"""Share of an earlier wording that a message must have where only their likeness says
that they belong together: nearly all words."""

_MOST = 0.5
"""Share of the message, and of each sentence of it, that the wording must have then."""

_ENOUGH = 4
"""Words below which likeness alone says nothing."""

_NEAREST = 50
"""Sentences of a message that a sentence is compared with."""

_LITERAL = frozenset({"literal", "math"})

_POINTERS = frozenset({"break", "citation", "footnote", "link", "number"})
"""Kinds of elements that are no code: another target is no other text."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What an earlier wording and a message have in common.

    Attributes:
        places: sentences of the message that come from the wording.
        kept: share of the wording's words that the message has.
        shares: for each sentence of the message, the share of its words that the
            wording has.
    """

    places: frozenset[int]
    kept: float
    shares: tuple[float, ...]

    def known(self, sentences: Sequence[PreviousSentence]) -> float:
        """Return the characters of the message that the wording accounts for."""
        return sum(
            share * sentence.weight
            for share, sentence in zip(self.shares, sentences, strict=True)
        )

    def is_whole(
        self, old: Sequence[PreviousSentence], new: Sequence[PreviousSentence]
    ) -> bool:
        """Whether both texts are alike as a whole."""
        sizes = [len(sentence.words) for sentence in new]
        total = sum(sizes)
        if not total or sum(len(s.words) for s in old) < _ENOUGH:
            return False
        common = sum(
            share * size for share, size in zip(self.shares, sizes, strict=True)
        )
        return (
            self.kept >= _WHOLE and common > _MOST * total and min(self.shares) >= _MOST
        )


def overlap(
    old: Sequence[PreviousSentence],
    new: Sequence[PreviousSentence],
    common: Collection[str],
) -> Overlap | None:
    """Return what two wordings have in common.

    Args:
        old: the sentences of the earlier wording.
        new: those of the message.
        common: words that prove nothing.

    Returns:
        `None` if a sentence of the earlier wording has no counterpart.
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
        if (size := _size(old[number].words, left[start:stop]))
        >= _COUNTERPART[lenient] * len(old[number].words)
    )
    open_ = set(rest)
    for *_, number, start, stop in ranked:
        if number in open_ and (
            size := _take(old[number].words, left[start:stop], common, lenient=lenient)
        ):
            open_.discard(number)
            places.update(n for n in range(start, stop) if len(left[n]) < sizes[n])
            found += size
    if open_:
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
    """Yield one or two sentences of the message that one of the wording may be.

    In a long text these are the nearest, as if what came and went were spread evenly.
    """
    middle = number * other // count
    first = max(min(middle - _NEAREST // 2, other - _NEAREST), 0)
    last = min(first + _NEAREST, other)
    for start in range(first, last):
        yield start, start + 1
        if start + 1 < last:
            yield start, start + 2


def _size(words: Sequence[str], among: Sequence[Sequence[str]]) -> int:
    counts = Counter(word for part in among for word in part)
    return sum((Counter(words) & counts).values())


def _take(
    words: list[str],
    left: Sequence[list[str]],
    common: Collection[str],
    *,
    lenient: bool,
) -> int:
    """Take the words of a sentence out of its counterpart; return how many there are.

    Nothing is taken, and 0 returned, where too few of them are there in their order.
    """
    joined = [word for part in left for word in part]
    blocks = list(matching_blocks(words, joined))
    kept = [words[n] for b in blocks for n in range(b.one, b.one + b.size)]
    telling = _telling(words, common)
    if len(kept) < _COUNTERPART[lenient] * len(words) or (
        telling and len(_telling(kept, common)) <= _TELLING[lenient] * len(telling)
    ):
        return 0
    taken = {n for b in blocks for n in range(b.other, b.other + b.size)}
    start = 0
    for part in left:
        stop = start + len(part)
        part[:] = [joined[n] for n in range(start, stop) if n not in taken]
        start = stop
    return len(kept)


def _telling(words: Sequence[str], common: Collection[str]) -> list[str]:
    return [word for word in words if word not in common and not word.isdecimal()]


def same_code(old: Sequence[Inline], new: Sequence[Inline]) -> bool:
    """Whether two wordings have the same literals and formulas."""
    return _code(old, _LITERAL) == _code(new, _LITERAL)


def agrees(old: Sequence[Inline], new: Sequence[Inline], language: str) -> bool:
    """Whether two wordings of *language* have the same negations and code.

    The new one has the numbers of the old one, and perhaps others. False where it is
    not known how the language says no.
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


def says_the_same(old: Sequence[Inline], new: Sequence[Inline], language: str) -> bool:
    """Whether two wordings of *language* have the same numbers, negations and code."""
    return agrees(old, new, language) and agrees(new, old, language)


def _code(
    inlines: Sequence[Inline], kinds: Collection[str] = ()
) -> Counter[tuple[str, str]]:
    """Return what is code in a text; of *kinds* only, where these are given."""
    return Counter(
        (element.kind, element.text)
        for element in elements(inlines)
        if isinstance(element, Placeable)
        and (element.kind in kinds if kinds else element.kind not in _POINTERS)
    )
