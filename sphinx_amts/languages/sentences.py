"""Find where sentences begin in running text.

Rules decide the clear cases: which marks end a sentence in which script, what never
follows such a mark, and what an abbreviation is. Doubtful cases, as after a short word
that is not listed, are left to pysbd for the 23 languages it supports. Most texts have
no doubtful case, which matters: pysbd takes a millisecond for a text.

A case that stays doubtful is no boundary: two sentences in one segment only reduce
reuse a little, half a sentence in one is translated badly.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from sphinx_amts.languages.characters import CJK, may_hold_cjk
from sphinx_amts.languages.codes import canonical
from sphinx_amts.languages.full_stops import (
    OPAQUE,
    FullStop,
    StopVerdict,
    is_letter_in_urdu,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE_MARK = "\N{INTERLINEAR ANNOTATION TERMINATOR}"
"""Character that represents a mark after a text, such as a footnote reference."""

FULL_WIDTH_TERMINATORS = "。！？｡"

# Latin and Greek, Arabic, Devanagari and its kin, Armenian, Ethiopic, Khmer, Burmese,
# Tibetan and Mongolian; blanks follow them, unlike the full-width ones.
_TERMINATORS = ".!?…‽؟۔܀।॥։።፧፨។៕။༎᠃"
_GREEK_QUESTION_MARKS = ";\N{GREEK QUESTION MARK}"
_BEHIND = rf"""(?:["'’”›“«‹)\]}}]|\s?[»{NOTE_MARK}])*"""
_BEHIND_FULL_WIDTH = rf"(?P<closing>(?:[’”」』）】》〉〕］｝)\]}}]|\s?{NOTE_MARK})*)"

_STRAIGHT = ('"＂', "'＇")
"""Quotes that open and close with the same character."""

_APOSTROPHE = re.compile("[A-Za-z0-9]['＇][A-Za-z0-9]")
_AFTER_CLOSING = re.compile(rf"(?:[’”」』）】》〉〕］｝)\]}}]|\s?{NOTE_MARK})*\s*")

_OTHER_FULL_STOPS = re.compile("[।॥۔]")
_SIGN = re.compile(r"\S")
_BLANKS = re.compile(r"\s*")
_FIRST_LETTER = re.compile(rf"[^\W_]|{OPAQUE}")
_HIRAGANA = re.compile("[ぁ-ゟ]")
_BEFORE_WORDS = frozenset("([{<\"'“‘«„‹（【《/—–、，；：")
_CJK = f"[{CJK}]"
_QUOTES = {"“": "”", "„": "“", "«": "»", "‹": "›", "「": "」", "『": "』"}
_BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】", "《": "》"}
_PAIRS = _QUOTES | _BRACKETS
_PAIRED = re.compile(f"[{re.escape(''.join([*_PAIRS, *_PAIRS.values()]))}]")

_PYSBD_CODES = "am ar bg da de el en es fa fr hi hy it ja kk mr my nl pl ru sk ur zh"
_PYSBD_LANGUAGES = frozenset(_PYSBD_CODES.split())

_LONGEST_ASKED = 5_000
"""Most characters of a text that pysbd splits: it takes quadratic time on some texts.

In a longer text, a doubtful case is no boundary.
"""


class SentenceSplitter(Protocol):
    """Splitter of a text into sentences."""

    def split(self, text: str) -> list[int]:
        """Return the offsets, in characters, of all sentence starts but the first."""


@cache
def splitter(language: str) -> SentenceSplitter:
    """Return the sentence splitter for *language*, a code in any spelling."""
    base = canonical(language).partition("_")[0]
    return _Splitter(language=base, pattern=_pattern(base))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Splitter:
    language: str
    pattern: re.Pattern[str]

    def split(self, text: str) -> list[int]:
        """Return the offsets, in characters, of all sentence starts but the first."""
        starts: list[int] = []
        doubtful: dict[int, range] = {}
        closed: _EnclosedRanges | None = None
        ahead = _Lookahead(text)
        straight = _StraightQuotes(text)
        for match in self.pattern.finditer(text):
            start = match.end()
            if match["wide"] and text[start - 1 : start + 1].strip()[1:]:
                start = straight.behind(start)
            if start == len(text):
                break
            verdict = self._verdict(match, start, starts[-1] if starts else 0, ahead)
            if verdict is StopVerdict.NONE:
                continue
            if closed is None:
                closed = _EnclosedRanges(text)
            if closed.holds(start):
                continue
            starts.append(start)
            if verdict is StopVerdict.DOUBTFUL:
                doubtful[start] = range(match.end("mark"), start + 1)
        if doubtful and self.language in _PYSBD_LANGUAGES:
            asked = len(text) <= _LONGEST_ASKED
            others = _pysbd_starts(text, self.language) if asked else frozenset()
            starts = [
                start
                for start in starts
                if others is None
                or start not in doubtful
                or not others.isdisjoint(doubtful[start])
            ]
        return starts

    def _verdict(
        self, match: re.Match[str], start: int, previous: int, ahead: _Lookahead
    ) -> StopVerdict:
        """Decide whether one mark ends a sentence.

        Args:
            match: the mark.
            start: where the next sentence may begin.
            previous: where the sentence begins that the mark may end.
            ahead: looks ahead in the text.
        """
        text = match.string
        if _closes(text, start) or text[start] in _TERMINATORS + FULL_WIDTH_TERMINATORS:
            return StopVerdict.NONE
        if match["wide"]:
            # “好！”他说 and 「はい。」と言った: the sentence goes on behind the quote
            goes_on = match["wide"][-1] != "。" or _HIRAGANA.match(text, start)
            quoted = (match["closing"] or start > match.end()) and goes_on
            return StopVerdict.NONE if quoted else StopVerdict.BOUNDARY
        following = ahead.letter(start)
        if following.islower():
            return StopVerdict.NONE
        word = _word_before(text, match.start(), previous)
        begin = match.start() - len(word)
        if match["mark"] != ".":
            letter = is_letter_in_urdu(word, match["mark"])
            return StopVerdict.NONE if letter else StopVerdict.BOUNDARY
        if not word:
            # behind a quote, a slash or a bracket, or a full stop of its own: .pyc
            before = text[max(match.start() - 1, 0) : match.start()]
            alone = before.isspace() or match.start() == previous
            return StopVerdict.NONE if alone else StopVerdict.BOUNDARY
        full_stop = FullStop(
            text=text,
            begin=begin,
            end=match.start(),
            first=ahead.first_visible(previous) >= begin,
            following=following,
            next_word=ahead.word(start),
            alone=not ahead.has_other_full_stops,
        )
        return full_stop.verdict(self.language)


class _Lookahead:
    """Look-ahead in a text, from offsets that only increase.

    It examines every character once, however often it is called.

    Attributes:
        has_other_full_stops: whether the text has full stops of another script, such as
            "।"; a "." after its words then ends no sentence.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.has_other_full_stops = _OTHER_FULL_STOPS.search(text) is not None
        self._letter: re.Match[str] | None = None
        self._searched = False
        self._searched_from = self._sign = -1

    def letter(self, start: int) -> str:
        """Return the first letter or digit at or after *start*, empty if none."""
        known = self._letter
        if not self._searched or (known is not None and known.start() < start):
            self._letter = _FIRST_LETTER.search(self._text, start)
            self._searched = True
        return self._letter[0] if self._letter is not None else ""

    def word(self, start: int) -> str:
        """Return the first two characters of the next word at or after *start*."""
        self.letter(start)
        found = self._letter
        return self._text[found.start() : found.start() + 2] if found else ""

    def first_visible(self, start: int) -> int:
        """Return the offset of the first visible character at or after *start*."""
        if start > self._searched_from:
            found = _SIGN.search(self._text, start)
            self._searched_from = start
            self._sign = found.start() if found else len(self._text)
        return self._sign


@cache
def _pattern(language: str) -> re.Pattern[str]:
    marks = _TERMINATORS + (_GREEK_QUESTION_MARKS if language == "el" else "")
    wide = FULL_WIDTH_TERMINATORS
    return re.compile(
        rf"(?P<wide>[{wide}][{wide}{marks}]*){_BEHIND_FULL_WIDTH}\s*"
        # from the first mark of a run alone: a run that ends nothing is looked at once
        rf"|(?<![{marks}])(?P<mark>[{marks}]++){_BEHIND}\s+"
    )


def _word_before(text: str, end: int, start: int) -> str:
    begin = end
    while begin > start:
        sign = text[begin - 1]
        if sign.isspace() or sign in _BEFORE_WORDS:
            break
        if begin < end and text[begin].isascii() and _is_cjk(sign):
            break  # 见Fig. 3
        begin -= 1
    return text[begin:end]


def _is_cjk(sign: str) -> bool:
    return may_hold_cjk(sign) and re.match(_CJK, sign) is not None


def _closes(text: str, start: int) -> bool:
    """Return whether there is a closing quote or bracket at *start*."""
    character = text[start]
    if character == NOTE_MARK or unicodedata.category(character) == "Pe":
        return True
    if unicodedata.category(character) not in {"Pf", "Pi"}:
        return False
    # «…» and »…« are both in use: an opening quote has a word right behind it
    return not text[start + 1 : start + 2].isalnum() and character not in "“‘„"


class _StraightQuotes:
    """Pairs of straight quotes, which look alike whether they open or close."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places = {marks: _straight(text, marks) for marks in _STRAIGHT}

    def behind(self, place: int) -> int:
        """Return the offset after a quote that closes at *place*, else *place*."""
        end = place
        for marks, places in self._places.items():
            number = bisect_left(places, place)
            closes = number < len(places) and places[number] == place and number % 2
            if closes and self._text[place] in marks:
                found = _AFTER_CLOSING.match(self._text, place + 1)
                end = found.end() if found else place + 1
        return end


def _straight(text: str, marks: str) -> list[int]:
    """Return the offsets of straight quotes of one kind, without apostrophes."""
    return [
        found.start()
        for found in re.finditer(f"[{marks}]", text)
        if not _APOSTROPHE.match(text, max(found.start() - 1, 0))
    ]


class _EnclosedRanges:
    """Ranges in which no sentence can start: inside brackets and quotes."""

    def __init__(self, text: str) -> None:
        self._first: list[int] = []
        self._stop: list[int] = []
        for inside in sorted(_enclosed(text), key=lambda inside: inside.start):
            if not self._stop or inside.start > self._stop[-1]:
                self._first.append(inside.start)
                self._stop.append(inside.stop)
            elif inside.stop > self._stop[-1]:
                self._stop[-1] = inside.stop

    def holds(self, place: int) -> bool:
        """Return whether the offset *place* is inside any of the ranges."""
        number = bisect_right(self._first, place) - 1
        return number >= 0 and place < self._stop[number]


def _enclosed(text: str) -> Iterator[range]:
    """Yield the ranges inside each pair of brackets or quotes; they may overlap."""
    opened: list[tuple[str, int]] = []
    for match in _PAIRED.finditer(text):
        character = match[0]
        if opened and character == opened[-1][0]:
            yield range(opened.pop()[1] + 1, match.start())
        elif character in _PAIRS:
            opened.append((_PAIRS[character], match.start()))
    # single ones are apostrophes in most languages, beside full-width marks quotes
    wide = any(mark in text for mark in FULL_WIDTH_TERMINATORS)
    for marks in _STRAIGHT if wide else _STRAIGHT[:1]:
        straight = _straight(text, marks)
        if len(straight) % 2 == 0:
            for first, last in zip(straight[::2], straight[1::2], strict=True):
                yield range(first + 1, last)


def _pysbd_starts(text: str, language: str) -> frozenset[int] | None:
    """Return pysbd's sentence starts; `None` if it fails or alters the text."""
    try:
        segmenter = _pysbd_segmenter(language)
        # `segment` looks for each sentence with a new regular expression
        sentences: list[str] = segmenter.processor(text).process()
    except Exception:  # its regular expressions fail on odd input
        return None
    starts, position = set(), 0
    for sentence in sentences:
        if not text.startswith(sentence, position):
            return None
        position += len(sentence)
        blanks = _BLANKS.match(text, position)
        position = blanks.end() if blanks else position
        starts.add(position)
    return frozenset(starts) if position == len(text) else None


@cache
def _pysbd_segmenter(language: str) -> Any:  # pysbd has no types
    with warnings.catch_warnings():
        # pysbd 0.3.4 has invalid escape sequences in its patterns
        warnings.simplefilter("ignore", SyntaxWarning)
        import pysbd
    return pysbd.Segmenter(language=language, clean=False)
