"""Split texts into the units of which terms consist, with their places in the text.

A unit is a word, or one character of a script that puts no blanks between words. A
border stands where no term can continue: at punctuation, a number, code, a formula.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import BLANKS
from sphinx_amts.languages.characters import CJK, HANGUL, UNSPACED
from sphinx_amts.languages.codes import IDEOGRAPHIC, language
from sphinx_amts.languages.stems import stems_of
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.text.normal_forms import normal_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.alignment.arrays import Bools, Integers
    from sphinx_amts.languages.function_words import FunctionWords
    from sphinx_amts.markup.model import Inline

BORDER = 0
"""Number of a border, among the numbers of units."""

HIDDEN = "\ufffc"
"""Character that stands for a placeable, which is not translated."""

_INSIDE = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8"
    "\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u200c\u200d"
)
"""Vowel signs, accents and joiners, which may stand inside words but are no letters."""

_LETTER = rf"[^\W_{CJK}{HANGUL}]"
_UNIT = re.compile(
    rf"[{CJK}{HANGUL}]|{UNSPACED}"
    rf"|{_LETTER}(?:{_LETTER}|[{_INSIDE}])*(?:['’][^\W\d_]+)*"
)
_JOINT = re.compile(r"\s*|[-‐‑]")
"""Text that may stand between two units of one term."""

_PARENTHESES = re.compile(
    r"[(（]\s*"
    r"(?P<latin>(?P<acronym>[A-Z][A-Za-z]{1,9})?[A-Za-z ,.;'’&-]{0,120}?)"
    r"\s*[)）]"
)
_WORD = re.compile(r"[^\W\d_]+")
_SKIPPED = frozenset({"of", "the", "and", "for", "in", "to", "a"})
_LONGEST_EXPANSION = 120
"""Greatest number of characters of the text that an acronym stands for."""

_LONGEST_UNIT = 40
"""Greatest number of characters of a word; a longer unit is no word."""

_ENDING, _ENDINGS = 2, 3
"""Greatest number of characters at the end in which each of two forms of a word may
differ, and both together: *expression* is no form of *expressing*."""


@dataclass(frozen=True, slots=True)
class Units:
    """The units of the texts of one side.

    Attributes:
        texts: the texts.
        numbers: number of each unit in `vocabulary`, or `BORDER`. There is a border
            before the first unit, and behind the last unit of each text.
        text_of: index of the text of each unit.
        start: start of each unit in its text.
        end: end of each unit in its text.
        joined: whether a hyphen joins each unit to the next one.
        vocabulary: units in their plainest form, by number.
    """

    texts: list[str]
    numbers: Integers
    text_of: Integers
    start: Integers
    end: Integers
    joined: Bools
    vocabulary: list[str]

    def surface(self, place: int, size: int) -> str:
        """Return *size* units from index *place* on, as they are written."""
        text: str = self.texts[int(self.text_of[place])]
        return text[self.start[place] : self.end[place + size - 1]]


def units_of(
    sides: Iterable[Sequence[Inline]], code: str, words: FunctionWords
) -> Units:
    """Return the units of texts.

    Args:
        sides: the texts.
        code: Sphinx code of the language of the texts.
        words: function words of the language, which are forms of no other word.
    """
    import numpy as np

    is_wide = language(code).script in IDEOGRAPHIC
    texts: list[str] = []
    found: list[str] = [""]
    text_of, start, end = [0], [0], [0]
    hyphens: list[int] = []
    for number, inlines in enumerate(sides):
        text = normal_form("NFC", BLANKS.sub(" ", _plain(inlines)))
        texts.append(text)
        text = _without_doublets(text, is_wide=is_wide)
        last = 0
        for match in _UNIT.finditer(text):
            if last and not _JOINT.fullmatch(text, last, match.start()):
                found.append("")
                text_of.append(number)
                start.append(last)
                end.append(last)
            elif text[last : match.start()].strip():
                hyphens.append(len(found) - 1)
            unit = match[0]
            last = match.end()
            is_word = (
                not unit.isdecimal()
                and len(unit) <= _LONGEST_UNIT
                and _lower(unit) not in words.borders
            )
            found.append(unit if is_word else "")
            text_of.append(number)
            start.append(match.start())
            end.append(last)
        found.append("")
        text_of.append(number)
        start.append(last)
        end.append(last)
    plainest = _plainest_forms(Counter(found), code, words.first | words.last)
    numbers: dict[str, int] = {"": BORDER}
    for form in plainest.values():
        numbers.setdefault(form, len(numbers))
    by_unit = {unit: numbers[plainest[unit]] for unit in plainest}
    by_unit[""] = BORDER
    joined = np.zeros(len(found), dtype=bool)
    joined[hyphens] = True
    return Units(
        texts=texts,
        numbers=np.array([by_unit[unit] for unit in found], dtype=np.int64),
        text_of=np.array(text_of, dtype=np.int32),
        start=np.array(start, dtype=np.int32),
        end=np.array(end, dtype=np.int32),
        joined=joined,
        vocabulary=list(numbers),
    )


def _without_doublets(text: str, *, is_wide: bool) -> str:
    """Return *text* without parentheses that repeat a term in another form.

    These hold an acronym, behind the words that it stands for (A. Schwartz, M. Hearst,
    "A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text",
    2003), or in a Chinese or Japanese text the original term, behind its translation
    (M. Nagata et al., "Using the Web as a Bilingual Dictionary", 2001). Both would be
    linked in place of the term. All other characters keep their places.

    Args:
        text: the text.
        is_wide: whether the text is Chinese or Japanese.
    """

    def hidden(found: re.Match[str]) -> str:
        if is_wide and found["latin"]:
            return HIDDEN * len(found[0])
        name = found["acronym"]
        if name and _stands_for(name, text[: found.start()]):
            return HIDDEN * len(found[0])
        return found[0]

    return _PARENTHESES.sub(hidden, text)


def _stands_for(acronym: str, before: str) -> bool:
    """Return whether the last words of *before* begin with the letters of *acronym*."""
    letters = [letter for letter in acronym if letter.isupper()]
    words = _WORD.findall(before[-_LONGEST_EXPANSION:])
    initials = [word[0].upper() for word in words if word not in _SKIPPED]
    return 1 < len(letters) <= len(initials) and initials[-len(letters) :] == letters


def _plain(inlines: Iterable[Inline]) -> str:
    """Return the text of *inlines*, with `HIDDEN` in place of each placeable."""
    parts = []
    for inline in inlines:
        if isinstance(inline, Text):
            parts.append(inline.text)
        elif isinstance(inline, Placeable):
            parts.append(HIDDEN)
        elif isinstance(inline, Span):
            parts.append(_plain(inline.children))
    return "".join(parts)


def _plainest_forms(
    counts: Counter[str], code: str, unchanged: frozenset[str]
) -> dict[str, str]:
    """Return the plainest form of each unit, in lower case, by unit.

    Stems alone are not enough: *token* and *tokenize* have the same stem. So forms
    count as one word only if they also differ in no more than an ending.

    Args:
        counts: the units.
        code: Sphinx code of the language.
        unchanged: function words, which are forms of no other word.
    """
    lower: dict[str, list[str]] = defaultdict(list)
    for unit in counts:
        if unit:
            lower[_lower(unit)].append(unit)
    words = sorted(lower)
    groups: dict[str, list[str]] = defaultdict(list)
    for word, stem in zip(words, stems_of(words, code), strict=True):
        groups[word if word in unchanged else stem].append(word)
    plainest: dict[str, str] = {}
    for group in groups.values():
        heads: list[str] = []
        for word in sorted(group, key=lambda word: (len(word), word)):
            bare = without_accents(word)
            head = next(
                (head for head in heads if _is_form(bare, without_accents(head))), word
            )
            if head == word:
                heads.append(word)
            plainest[word] = head
    return {unit: plainest[word] for word, units in lower.items() for unit in units}


def _lower(unit: str) -> str:
    """Return a unit in lower case; the plural of an acronym is the acronym."""
    if len(unit) > 2 and unit.endswith("s") and unit[:-1].isupper():
        return unit[:-1].lower()
    return unit.lower().replace("’", "'")


def without_accents(word: str) -> str:
    """Return *word* without accents, as only some forms of a word may have them."""
    if word.isascii():
        return word
    return "".join(c for c in normal_form("NFD", word) if not unicodedata.combining(c))


def _is_form(word: str, head: str) -> bool:
    """Return whether *word* differs from *head* in its ending only."""
    same = 0
    for one, other in zip(word, head, strict=False):
        if one != other:
            break
        same += 1
    sizes = len(word) - same, len(head) - same
    alike = max(sizes) <= _ENDING and sum(sizes) <= _ENDINGS
    return alike or (word[same:], head[same:]) == ("ies", "y")
