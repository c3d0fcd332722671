"""Find the paragraphs and sentences in which two versions of a book differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_amts.languages.sentences import splitter
from sphinx_amts.text.differences import similarity, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_LEAST = 0.4
"""Minimum share of common words for two texts to be wordings of one paragraph."""
_MOST_PAIRS = 20_000
"""Maximum number of pairs compared word by word, in a document or in the book."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A message of a book, with file and line."""

    text: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ChangedPassage:
    """A message that is new, gone, or has another wording.

    Attributes:
        before: the earlier message, `None` if there was none.
        after: the present message, `None` if it is gone.
    """

    before: Passage | None
    after: Passage | None


@dataclass(frozen=True, slots=True)
class SourceChanges:
    """Difference between two versions of the source.

    Attributes:
        passages: messages that differ, in the order of documents.
        added: number of new sentences.
        edited: number of sentences with another wording.
        removed: number of sentences that are gone.
    """

    passages: tuple[ChangedPassage, ...]
    added: int
    edited: int
    removed: int


def sentences_of(text: str, language: str) -> list[str]:
    """Return the sentences of a message, with each run of white space as one blank."""
    line = " ".join(text.split())
    starts = [0, *splitter(language).split(line), len(line)]
    parts = (line[a:b].strip() for a, b in pairwise(starts))
    return [part for part in parts if part]


def compare(
    before: Mapping[str, Sequence[Passage]],
    after: Mapping[str, Sequence[Passage]],
    language: str,
) -> SourceChanges:
    """Compare two versions of the messages of a book.

    A message that was moved counts as unchanged, and so does a sentence that was moved
    to another paragraph.

    Args:
        before: name of a document -> its messages in the earlier version, in reading
            order.
        after: name of a document -> its messages in the present version.
        language: language of the source.
    """
    gone, come = _without_common(before, after)
    pairs: list[ChangedPassage] = []
    for name in sorted(gone.keys() | come.keys()):
        pairs += _pair(gone[name], come[name], at_same_place=True)
    all_gone = [item for name in sorted(gone) for item in gone[name]]
    all_come = [item for name in sorted(come) for item in come[name]]
    pairs += _pair(all_gone, all_come, at_same_place=False)
    pairs += [ChangedPassage(item.passage, None) for item in all_gone if not item.taken]
    pairs += [ChangedPassage(None, item.passage) for item in all_come if not item.taken]
    pairs.sort(key=_order)
    added, edited, removed = _sentences(pairs, language)
    return SourceChanges(tuple(pairs), added, edited, removed)


@dataclass(slots=True)
class _Item:
    """A message that only one version has.

    Attributes:
        anchor: text of the nearest message above that both versions have; empty for
            none.
        taken: whether its counterpart was found.
    """

    passage: Passage
    words: list[str]
    anchor: str
    taken: bool = False


def _without_common(
    before: Mapping[str, Sequence[Passage]], after: Mapping[str, Sequence[Passage]]
) -> tuple[dict[str, list[_Item]], dict[str, list[_Item]]]:
    """Return the messages that only one version has: of *before*, and of *after*.

    Returns:
        For each version, name of a document -> its own messages.
    """
    own = {
        name: _common(before.get(name, ()), after.get(name, ()))
        for name in before.keys() | after.keys()
    }
    left = [
        {name: _left(passages, own[name]) for name, passages in version.items()}
        for version in (before, after)
    ]
    elsewhere = _common(*(_all(version) for version in left))
    return (
        _items(before, own, elsewhere.copy()),
        _items(after, own, elsewhere.copy()),
    )


def _items(
    version: Mapping[str, Sequence[Passage]],
    own: Mapping[str, Counter[str]],
    elsewhere: Counter[str],
) -> dict[str, list[_Item]]:
    found: dict[str, list[_Item]] = defaultdict(list)
    for name, passages in version.items():
        known, anchor = own[name].copy(), ""
        for passage in passages:
            for common in (known, elsewhere):
                if common[passage.text]:
                    common[passage.text] -= 1
                    anchor = passage.text
                    break
            else:
                found[name].append(_Item(passage, words_of(passage.text), anchor))
    return found


def _common(one: Iterable[Passage], other: Iterable[Passage]) -> Counter[str]:
    return Counter(p.text for p in one) & Counter(p.text for p in other)


def _left(passages: Iterable[Passage], common: Counter[str]) -> list[Passage]:
    known = common.copy()
    left = []
    for passage in passages:
        if known[passage.text]:
            known[passage.text] -= 1
        else:
            left.append(passage)
    return left


def _all(version: Mapping[str, Sequence[Passage]]) -> list[Passage]:
    return [passage for name in sorted(version) for passage in version[name]]


def _pair(
    gone: Sequence[_Item], come: Sequence[_Item], *, at_same_place: bool
) -> Iterator[ChangedPassage]:
    """Yield pairs of a message and its new wording, the most similar ones first.

    Args:
        gone: messages of the earlier version.
        come: messages of the present version.
        at_same_place: whether to pair messages at the same position as well.
    """
    old = [item for item in gone if not item.taken]
    new = [item for item in come if not item.taken]
    scored = sorted(
        (
            (-score, abs(a - b), a, b)
            for a, b in _candidates(len(old), len(new))
            if (score := similarity(old[a].words, new[b].words, _LEAST)) >= _LEAST
        ),
    )
    for _, _, a, b in scored:
        yield from _taken(old[a], new[b])
    if not at_same_place:
        return
    places: dict[str, tuple[list[_Item], list[_Item]]] = {}
    for side, items in enumerate((old, new)):
        for item in items:
            if not item.taken:
                places.setdefault(item.anchor, ([], []))[side].append(item)
    for one, other in places.values():
        if len(one) == len(other):  # rewritten from the first word to the last
            for item, counterpart in zip(one, other, strict=True):
                yield from _taken(item, counterpart)


def _taken(old: _Item, new: _Item) -> Iterator[ChangedPassage]:
    if not (old.taken or new.taken):
        old.taken = new.taken = True
        yield ChangedPassage(old.passage, new.passage)


def _candidates(old: int, new: int) -> Iterator[tuple[int, int]]:
    """Yield positions of pairs to compare: all, or if too many, near the diagonal."""
    if not old or not new:
        return
    width = max(_MOST_PAIRS // max(old, new), 1)
    for a in range(old):
        middle = a * new // old
        low = max(middle - width // 2, 0) if old * new > _MOST_PAIRS else 0
        high = min(low + width, new) if old * new > _MOST_PAIRS else new
        for b in range(low, high):
            yield a, b


def _sentences(pairs: Sequence[ChangedPassage], language: str) -> tuple[int, int, int]:
    """Return the numbers of sentences that were added, edited and removed."""
    old = [_counted(pair.before, language) for pair in pairs]
    new = [_counted(pair.after, language) for pair in pairs]
    same = _total(old) & _total(new)
    gone, come = _without(old, same.copy()), _without(new, same.copy())
    edited = sum(
        min(lost, won)
        for pair, lost, won in zip(pairs, gone, come, strict=True)
        if pair.before and pair.after
    )
    return sum(come) - edited, edited, sum(gone) - edited


def _counted(passage: Passage | None, language: str) -> Counter[str]:
    return Counter(sentences_of(passage.text, language) if passage else ())


def _total(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def _without(counters: Sequence[Counter[str]], same: Counter[str]) -> list[int]:
    """Return for each counter its number of sentences that are not in *same*."""
    found = []
    for counter in counters:
        here = counter & same
        same -= here
        found.append((counter - here).total())
    return found


def _order(pair: ChangedPassage) -> tuple[str, int]:
    passage = pair.after or pair.before
    assert passage is not None
    return passage.file, passage.line
