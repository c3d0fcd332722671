"""Find faults of machine translations without a reference translation.

Precision comes before recall, as in all rules: text that a person might have written as
well is no finding.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_amts.checks.numbers import missing_numbers
from sphinx_amts.languages.characters import CJK
from sphinx_amts.languages.codes import language
from sphinx_amts.languages.detection import Recognizer, common_words, letter_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sphinx_amts.model import LanguagePair

_LENGTHS = {"Hans": 0.33, "Hant": 0.33, "Jpan": 0.5, "Kore": 0.55}
"""Usual length of text in a script, relative to the same text in an alphabet."""

_RATIO = 2.5
"""Largest ratio of the expected to the actual length, in either direction."""

_UNCERTAIN_LENGTH = 25
"""Difference of the length in characters that is always permitted."""

_RUN = 4
"""Number of successive source words in a translation that count as untranslated."""

_COMMON = 2
"""Number of stop words that make a passage count as a sentence, not as a name."""

# only from the start of a word, so that a long one without a match is scanned once
_RUNS = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:['’ \t\n]++[^\W\d_]++)+")
_ADDRESS = re.compile(r"(?<!\w)\w++://\S+")
_NAME = re.compile(r"[A-Za-z0-9_\u00c0-\u024f]+")
_TOKEN = re.compile(rf"[{CJK}]|[^\W_{CJK}]+|[^\w\s]")
_LONGEST = 40
"""Maximum length of a passage that is checked for repetition, in words."""


class DraftChecks:
    """Check machine translations of one language pair.

    Args:
        languages: source and target language.
        stop_words: Sphinx language code -> stop words of the language.
    """

    def __init__(
        self, languages: LanguagePair, stop_words: Mapping[str, Collection[str]]
    ) -> None:
        self._recognizer = Recognizer(languages.target, stop_words)
        self._common = common_words(languages.source, stop_words)
        lengths = [
            _LENGTHS.get(language(code).script, 1.0)
            for code in (languages.source, languages.target)
        ]
        self._ratio = lengths[1] / lengths[0]

    def problems(self, source: str, target: str) -> Iterator[tuple[str, str]]:
        """Yield the rule and a message for each fault of *target*.

        Args:
            source: visible text of the source, without code.
            target: visible text of the translation, without code.
        """
        source, target = (_ADDRESS.sub(" ", text) for text in (source, target))
        if missing := missing_numbers(source, target, target):
            yield "number", f"without {', '.join(missing)}"
        if found := self._length(source, target):
            yield "length", found
        if found := self._untranslated(source, target):
            yield "untranslated", found
        elif found := self._recognizer.other_language(target, source):
            yield "language", found
        if found := _repeated(source, target):
            yield "repetition", found

    def _length(self, source: str, target: str) -> str:
        kept = set(_NAME.findall(source)) & set(_NAME.findall(target))
        sizes = [
            (len(" ".join(one.split())), len(" ".join(other.split())))
            for one, other in (
                (source, target),
                (_without(source, kept), _without(target, kept)),
            )
        ]
        if not all(self._is_unusual(*size) for size in sizes):
            return ""
        before, after = sizes[0]
        return f"{after} characters for {before} of the source"

    def _is_unusual(self, before: int, after: int) -> bool:
        expected = before * self._ratio
        if abs(after - expected) <= _UNCERTAIN_LENGTH * max(self._ratio, 1):
            return False
        return abs(math.log((after + 1) / (expected + 1))) > math.log(_RATIO)

    def _untranslated(self, source: str, target: str) -> str:
        """Return a message on the first passage left in the source language, or ""."""
        runs = [letter_words(run) for run in _RUNS.findall(source)]
        known = {
            tuple(words[start : start + _RUN])
            for words in runs
            for start in range(len(words) - _RUN + 1)
        }
        for run in _RUNS.findall(target) if known else ():
            words = letter_words(run)
            start = 0
            while start + _RUN <= len(words):
                stop = start
                while tuple(words[stop : stop + _RUN]) in known:
                    stop += 1
                if stop > start:
                    found = words[start : stop + _RUN - 1]
                    # names may be long, but have few stop words
                    if sum(word in self._common for word in found) >= _COMMON:
                        return f"still in the source language: {' '.join(found)!r}"
                start = stop + 1
        return ""


def _without(text: str, words: Collection[str]) -> str:
    """Return *text* without the names in *words*."""
    return _NAME.sub(lambda match: "" if match[0] in words else match[0], text)


def _repeated(source: str, target: str) -> str:
    """Return a message on a passage repeated more often than in *source*, or ""."""
    words = _tokens(target)
    most = 0
    for size in _distances(words):
        times, passage = _repeats(words, size)
        if times < _least_times(size) or not any(map(str.isalpha, passage)):
            continue
        most = most or _most_repeats(_tokens(source))
        if times > most:
            between = "" if len(passage[0]) == 1 else " "
            return f"{times} times in a row: {between.join(passage)!r}"
    return ""


def _tokens(text: str) -> list[str]:
    return [match[0].lower() for match in _TOKEN.finditer(text)]


def _distances(words: Sequence[str]) -> list[int]:
    """Return the distances of equal word bigrams: possible lengths of repetitions."""
    seen: dict[tuple[str, str], int] = {}
    found = set()
    for at, pair in enumerate(pairwise(words)):
        found.add(at - seen.get(pair, -len(words)))
        seen[pair] = at
    return sorted(distance for distance in found if distance <= _LONGEST)


def _most_repeats(words: Sequence[str]) -> int:
    return max((_repeats(words, size)[0] for size in _distances(words)), default=1)


def _least_times(size: int) -> int:
    """Return how many repetitions make a passage of *size* words a fault."""
    if size < 3:
        return 4
    return 3 if size < 6 else 2


def _repeats(words: Sequence[str], size: int) -> tuple[int, Sequence[str]]:
    """Return the largest number of repetitions of *size* words, and these words."""
    best, passage, run = 1, words[:size], 0
    for at in range(len(words) - size):
        run = run + 1 if words[at] == words[at + size] else 0
        if run and 1 + run // size > best:
            best, passage = 1 + run // size, words[at + 1 : at + 1 + size]
    return best, passage
