"""Pseudo-translate segments, to test the layout of a translated book at no cost.

Every letter is replaced by a letter of the target script, and text grows by about a
third; in scripts without blanks, the blanks are removed instead. Punctuation becomes
that of the script, and inline elements change their order as in real translations. So
text of the book that still appears in the source language cannot be translated at all.

The result is deterministic: the same segment always has the same translation.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import Result
from sphinx_amts.languages.codes import IDEOGRAPHIC, language
from sphinx_amts.markup.html_reading import LocatingParser, is_text
from sphinx_amts.model import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.engines.base import EngineOptions, Request

_LATIN = "áƀçðéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýž"
_KANA_AND_HAN = (
    "あいうえおかきくけこさしすせそたちつてとアイウエオカキクケコ日本語書文字"
)
_HAN = "的是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对"
_LETTERS = {
    "Latn": _LATIN,
    "Cyrl": "абвгдежзиклмнопрстуфхцчшэюя",
    "Grek": "αβγδεζηθικλμνξοπρστυφχψω",
    "Arab": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "Hebr": "אבגדהוזחטיכלמנסעפצקרשת",
    "Deva": "कखगघचछजझटठडढतथदधनपफबभमयरलवशसह",
    "Thai": "กขคงจชซญดตถทธนบปผพฟมยรลวสห",
    "Kore": "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허",
    "Hani": _HAN,
    "Hans": _HAN,
    "Hant": "的是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對",
    "Jpan": _KANA_AND_HAN,
}
_FULL_WIDTH = {".": "。", "!": "！", "?": "？", ",": "，", ":": "：", ";": "；"}
_MARKS = {
    "Arab": {"?": "؟", ",": "،", ";": "؛"},
    "Deva": {".": "।"},
    "Grek": {"?": ";"},
    "Hani": _FULL_WIDTH,
    "Hans": _FULL_WIDTH,
    "Hant": _FULL_WIDTH,
    "Jpan": _FULL_WIDTH | {",": "、"},
}

_LONGEST_WORD = 100
"""Number of first characters of a word on which its translation depends."""

_EMOJI_STYLES = "\ufe0e\ufe0f"
_MARK = re.compile(r"""(?<![.!?,:;])[.!?,:;]++(?=["'”’)\]]*(?:\s|\Z))""")
_BLANKS = re.compile(r"\s+")
_BLANK_BESIDE_SCRIPT = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")


def create(options: EngineOptions) -> PseudoEngine:  # has no options
    """Create the engine `pseudo`."""
    return PseudoEngine(name="pseudo", right_to_left=False)


def create_rtl(options: EngineOptions) -> PseudoEngine:
    """Create the engine `pseudo-rtl`, which writes any language from right to left."""
    return PseudoEngine(name="pseudo-rtl", right_to_left=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PseudoEngine:
    """Engine that replaces letters and reorders elements, without a service.

    Attributes:
        name: name of the engine.
        right_to_left: whether to write Hebrew letters for a target language in Hebrew
            script, and Arabic letters for all others.
    """

    name: str
    right_to_left: bool
    metered: bool = False
    keeps_marked: bool = True
    instant: bool = True

    @property
    def label(self) -> str:
        """Return the name of the engine."""
        return self.name

    @property
    def identity(self) -> str:
        """Return the name of the engine, as no settings change its translations."""
        return self.name

    def translate(self, request: Request) -> Iterator[Result]:
        """Yield a pseudo-translation of each item."""
        script = language(request.languages.target).script
        if self.right_to_left and script != "Hebr":
            script = "Arab"
        writer = _Writer(
            script=script if script in _LETTERS else "Latn",
            blanks=self.right_to_left
            or not language(request.languages.target).writes_without_blanks,
        )
        provenance = Provenance(engine=self.name)
        for item in request.items:
            html = writer.write(_tree_of(item.html))
            yield Result(key=item.key, html=html, provenance=provenance)


@dataclass(slots=True)
class _Element:
    """Element of the exchange form of a segment; the root has no tag.

    Attributes:
        tag: name of the element.
        start: the start tag.
        opaque: whether the content must not be translated.
        children: elements and texts in the element.
    """

    tag: str = ""
    start: str = ""
    opaque: bool = False
    children: list[_Element | str] = field(default_factory=list)


class _Reader(LocatingParser):
    def __init__(self) -> None:
        super().__init__()
        self._stack = [_Element()]

    def read(self, html: str) -> _Element:
        self.feed(html)
        self.close()
        return self._stack[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(
            tag=tag,
            start=self.get_starttag_text() or "",
            opaque=self._stack[-1].opaque or ("translate", "no") in attrs,
        )
        self._stack[-1].children.append(element)
        self._stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._stack[-1].tag == tag:
            self._stack.pop()

    def handle_data(self, data: str) -> None:
        self._stack[-1].children.append(data)


def _tree_of(html: str) -> _Element:
    if is_text(html):
        return _Element(children=[html])
    return _Reader().read(html)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    script: str
    blanks: bool

    def write(self, element: _Element) -> str:
        """Return *element* as HTML, with its text translated unless it is opaque."""
        children = element.children
        if not element.opaque:
            children = self._rearranged(children)
        inner = "".join(
            self.write(child)
            if isinstance(child, _Element)
            else escape(child if element.opaque else self._text(child), quote=False)
            for child in children
        )
        return f"{element.start}{inner}</{element.tag}>" if element.tag else inner

    def _rearranged(self, children: list[_Element | str]) -> list[_Element | str]:
        """Return *children* with the elements in another order.

        The texts stay in their places. A single element is moved to the front in half
        of the cases.
        """
        elements = [child for child in children if isinstance(child, _Element)]
        texts = [child for child in children if isinstance(child, str)]
        seed = zlib.crc32("".join(texts).encode("utf-8", "replace"))
        if len(elements) == 1 and seed % 2:
            return self._moved_to_front(children, elements[0])
        turn = 1 + seed % max(len(elements) - 1, 1)
        moved = iter(elements[turn:] + elements[:turn])
        return [next(moved) if isinstance(c, _Element) else c for c in children]

    def _moved_to_front(
        self, children: list[_Element | str], element: _Element
    ) -> list[_Element | str]:
        index = children.index(element)
        before = "".join(child for child in children[:index] if isinstance(child, str))
        if not before.strip():
            return children
        return [element, f" {before.strip()}", *children[index + 1 :]]

    def _text(self, text: str) -> str:
        if not any(map(str.isalpha, text)):
            return text
        if not text.isascii():
            text = "".join(filter(_is_kept, text))
        letters = _LETTERS[self.script]
        if self.blanks and self.script != "Kore":
            translated = _spelled(text, letters)
        else:
            syllables = _syllables(self.script)
            translated = "".join(
                _condensed("".join(run), syllables) if is_word else "".join(run)
                for is_word, run in groupby(text, str.isalpha)
            )
        marks = _MARKS.get(self.script, {})
        translated = _MARK.sub(
            lambda found: "".join(marks.get(mark, mark) for mark in found[0]),
            translated,
        )
        if self.blanks:
            return translated
        return _BLANK_BESIDE_SCRIPT.sub("", _BLANKS.sub(" ", translated))


def _is_kept(character: str) -> bool:
    """Return whether *character* is kept, as all are except most combining marks."""
    is_mark = unicodedata.category(character)[0] == "M"
    return not is_mark or character in _EMOJI_STYLES


def _spelled(text: str, letters: str) -> str:
    """Return *text* with each letter replaced, and every third letter doubled."""
    spelled: list[str] = []
    count = 0
    for character in text:
        other, twice = _respelled(character, letters)
        if twice:
            count += 1
            spelled.append(twice if count % 3 == 0 else other)
        else:
            spelled.append(other)
    return "".join(spelled)


@lru_cache(maxsize=4096)
def _respelled(character: str, letters: str) -> tuple[str, str]:
    """Return the letter that replaces *character*, single and doubled.

    For a character that is no letter, the character itself and "" are returned.
    """
    if not character.isalpha():
        return character, ""
    lowered = character.lower()
    index = ord(lowered[0]) - ord("a")
    letter = letters[index % len(letters)]
    if letter == lowered:
        letter = letters[(index + 1) % len(letters)]
    cased = letters.upper() != letters
    first = letter.upper() if cased and character.isupper() else letter
    return first, first + letter


@cache
def _syllables(script: str) -> str:
    """Return the characters from which words of a script are made.

    For Korean and ideographs these are thousands, so that two terms of a glossary
    hardly ever get the same translation. Other scripts have only their letters.
    """
    if script == "Kore":
        return "".join(map(chr, range(0xAC00, 0xD7A4)))
    if script not in IDEOGRAPHIC:
        return _LETTERS[script]
    ideographs = map(chr, range(0x5200, 0x9000))
    return "".join(c for c in ideographs if unicodedata.numeric(c, None) is None)


def _condensed(word: str, syllables: str) -> str:
    """Return the translation of *word*, with a third of its number of characters.

    In real translations, a syllable or ideograph replaces two or three Latin letters.
    """
    length = (len(word) + 2) // 3
    seen, beginning = set(word), word[:_LONGEST_WORD]
    condensed = []
    for number in range(length):
        seed = zlib.crc32(f"{number} {beginning}".encode("utf-8", "replace"))
        # a word that contains all syllables gets one that it contains
        others = (syllables[(seed + n) % len(syllables)] for n in range(len(syllables)))
        found = next((s for s in others if s not in seen), syllables[0])
        condensed.append(found)
    return "".join(condensed)
