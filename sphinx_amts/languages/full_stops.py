"""Decide whether a full stop after a word ends a sentence or belongs to the word."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from sphinx_amts.languages.abbreviations import (
    abbreviations,
    abbreviations_before_numbers,
    letters_in_urdu,
    means_and_so_on,
    ordinary_words,
)

OPAQUE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Character that represents an element: a word, a number, a formula and the like."""

# languages that write ordinal numbers with a full stop
_ORDINAL_STOP_CODES = "bs cs da de et fi hr hu is lb lv nb nn pl sk sl sr tr"
_ORDINAL_STOP = frozenset(_ORDINAL_STOP_CODES.split())

# languages that write 2024. 5. 1.
_DATES_WITH_STOPS = frozenset({"hu", "ko"})
_CAPITAL_NOUNS = frozenset({"de", "lb"})

_URDU_FULL_STOP = "۔"
_HAS_NO_CASE = re.compile("[\u0590-\u109f]")
"""Hebrew, Arabic, and the scripts of India and South East Asia."""

_ONE_LETTER_IS_INITIAL = frozenset({"bn", "kn", "ml", "ta", "te"})
"""Languages without words of one letter at the end of sentences."""

_UNITS = frozenset({"mm", "см"})
"""Units, which have no full stop of their own after a number."""


class StopVerdict(Enum):
    """Verdict on a full stop: it ends a sentence, may end one, or ends none."""

    BOUNDARY = auto()
    DOUBTFUL = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class FullStop:
    """One full stop after a word, and its context.

    Attributes:
        text: the text that contains the full stop.
        begin: index where the word begins.
        end: index where the word ends, which is that of the full stop.
        first: whether the word is the first of its sentence.
        following: the next letter or digit.
        next_word: the next word, or its first letters.
        alone: whether the text has no full stops of another script, such as "।".
    """

    text: str
    begin: int
    end: int
    first: bool
    following: str
    next_word: str
    alone: bool

    def verdict(self, language: str) -> StopVerdict:
        """Decide whether the full stop ends a sentence in *language* (no territory)."""
        word = self._word
        if word.isdigit():
            goes_on = self.first or self._number_goes_on(language)
            return StopVerdict.NONE if goes_on else StopVerdict.BOUNDARY
        if _HAS_NO_CASE.match(word[-1]):
            return self._after_caseless(language)
        if not self._number_follows and means_and_so_on(
            language, self.text, self.begin, self.end
        ):
            nouns = language in _CAPITAL_NOUNS
            return StopVerdict.DOUBTFUL if nouns else StopVerdict.BOUNDARY
        if word.lower() in _UNITS and self._before(2).strip().isdigit():
            return StopVerdict.BOUNDARY
        return self._after_word(language)

    @property
    def _word(self) -> str:
        return self.text[self.begin : self.end]

    @property
    def _number_follows(self) -> bool:
        return self.following == OPAQUE or self.following.isdigit()

    def _before(self, count: int) -> str:
        """Return up to *count* characters before the word."""
        return self.text[max(self.begin - count, 0) : self.begin]

    def _number_goes_on(self, language: str) -> bool:
        """Return whether the full stop makes a number an ordinal, or is in a date."""
        if language in _ORDINAL_STOP and len(self._word) <= 2:
            return True
        in_date = self.following.isdigit() or self._before(3).rstrip().endswith(".")
        return in_date and language in _DATES_WITH_STOPS

    def _after_caseless(self, language: str) -> StopVerdict:
        """Decide for a word in a script without capital letters."""
        word, listed = self._word, abbreviations(language)
        # the Arabic "and" is written together with the word behind it
        words = {word, word.removeprefix("و")} if language == "ar" else {word}
        parts = word.split(".")
        if (
            not self.alone
            or not words.isdisjoint(listed)
            or any(_is_initial(one, language) for one in words)
            or (len(parts) > 1 and all(len(_letters(part)) <= 3 for part in parts))
            or (self._number_follows and word in abbreviations_before_numbers())
        ):
            return StopVerdict.NONE
        return StopVerdict.DOUBTFUL if _is_short(word) else StopVerdict.BOUNDARY

    def _after_word(self, language: str) -> StopVerdict:
        """Decide for a word in a script with capital letters."""
        word = self._word
        lowered = word.lower()
        parts = lowered.replace("-", ".").split(".")
        if (len(word) == 1 or len(parts) > 1) and all(
            len(part) <= 2 and _has_case(part) for part in parts if part
        ):
            return StopVerdict.NONE
        # OK. and OS. are no abbreviations, but DR. MILLER is one
        acronym = (
            len(word) > 1
            and word.isalpha()
            and word.isupper()
            and not (self._number_follows or self.next_word.isupper())
        )
        listed = abbreviations(language)
        if word in listed or (lowered in listed and not acronym):
            return StopVerdict.NONE
        if self._number_follows and lowered in abbreviations_before_numbers():
            return StopVerdict.NONE
        if acronym or word in ordinary_words(language):
            return StopVerdict.BOUNDARY
        return StopVerdict.DOUBTFUL if _is_short(word) else StopVerdict.BOUNDARY


def is_letter_in_urdu(word: str, mark: str) -> bool:
    """Return whether *word* and *mark* are one letter of an Urdu abbreviation."""
    return mark == _URDU_FULL_STOP and word in letters_in_urdu()


def _is_short(word: str) -> bool:
    return word.isalpha() and len(word) <= (5 if word[0].isupper() else 3)


def _is_initial(word: str, language: str) -> bool:
    """Return whether a word in a script without capitals is an initial."""
    if language in _ONE_LETTER_IS_INITIAL:
        return len(_letters(word)) == 1
    return len(word) == 1


def _letters(word: str) -> list[str]:
    """Return the letters of *word* without the vowel signs that belong to them."""
    return [sign for sign in word if unicodedata.category(sign)[0] != "M"]


def _has_case(word: str) -> bool:
    return word.isalpha() and word.lower() != word.upper()
