"""Apply typographic rules of a language to the text of machine translations.

A rule gets the text of a segment with a mark for each placeable and each end of a span,
and may change characters of the text; placeables and the markup of spans stay as they
are. Rules never touch human translations.

Sources: W3C "Requirements for Chinese Text Layout" and "Requirements for Japanese Text
Layout" (full-width marks, no blanks); Real Academia Española, "Ortografía" (opening
marks); Imprimerie nationale, "Lexique des règles typographiques" (French blanks).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from sphinx_amts.languages.characters import CJK, WIDE_MARKS
from sphinx_amts.languages.codes import canonical
from sphinx_amts.markup.model import Inline, Placeable, Span, Text, visible_text

_OBJECT: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
_OPEN: Final = "\N{INTERLINEAR ANNOTATION ANCHOR}"
_CLOSE: Final = "\N{INTERLINEAR ANNOTATION TERMINATOR}"
_MARKUP = f"{_OBJECT}{_OPEN}{_CLOSE}"
_MARKS = re.compile(f"[{_MARKUP}]")

_NARROW: Final = "\N{NARROW NO-BREAK SPACE}"
_FIXED: Final = "\N{NO-BREAK SPACE}"

Change = Callable[[str], str]
"""Function that applies a rule to the text of a segment with marks for its elements.

Blanks may be added or removed beside the marks; every mark stays, in order.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypographyRule:
    """Typographic rule, and the languages that it applies to.

    Attributes:
        help: effect of the rule, in one sentence for the reference page.
        languages: language codes without territory, or with a territory where only that
            variety of the language has the rule.
        default: whether the rule is on unless the book says otherwise.
        change: function that applies the rule.
    """

    help: str
    languages: tuple[str, ...]
    default: bool
    change: Change


def _cjk_blanks(text: str) -> str:
    near = rf"[{CJK}{WIDE_MARKS}]"
    marks = f"[{_OPEN}{_CLOSE}]*"
    # beside an element, whose own text may be in any script
    text = re.sub(rf"(?<={near})( +)(?=[{_MARKUP}])", "", text)
    text = re.sub(rf"(?<=[{_MARKUP}])( +)(?={near})", "", text)
    # between two wide characters, with or without the border of a span between them
    text = re.sub(rf"({near}{marks}) +(?={marks}{near})", r"\1", text)
    # wide marks include their own space
    return re.sub(
        r"(?<! ) ++(?=[，。、；：？！）」』》])|(?<=[，。、；：？！（「『《]) +",
        "",
        text,
    )


def _blanks_around_latin(text: str) -> str:
    latin = rf"A-Za-z0-9{_OBJECT}"
    text = re.sub(rf"([{CJK}])([{_OPEN}]*)(?=[{latin}])", r"\1 \2", text)
    return re.sub(rf"([{latin}])([{_CLOSE}]*)(?=[{CJK}])", r"\1\2 ", text)


_CHINESE = {",": "，", ".": "。", ";": "；", ":": "：", "?": "？", "!": "！"}
_JAPANESE = {**_CHINESE, ",": "、"}


def _full_width(marks: Mapping[str, str]) -> Change:
    signs = re.escape("".join(marks))
    # after a wide character, maybe behind elements or a closing quote; not inside
    # numbers, names and addresses
    behind = re.compile(
        rf"(?<=[{CJK}）」』》”’])( ?[{_CLOSE}{_OBJECT}]*) ?([{signs}])"
        rf"(?![A-Za-z0-9{signs}/\\])( *)"
    )
    # a full stop behind a number or name may be part of it
    before = re.compile(
        rf"(?<=[\w)\]%{_OBJECT}{_CLOSE}])([,;:?!]) *(?=[{_OPEN}{_OBJECT}]*[{CJK}])"
    )
    pair = re.compile(r"\(([^()（）]*)\)")

    def change(text: str) -> str:
        text = behind.sub(lambda m: m[1] + marks[m[2]], text)
        text = before.sub(lambda m: marks[m[1]], text)
        return _pairs(pair, text)

    return change


def _pairs(pair: re.Pattern[str], text: str) -> str:
    """Make parentheses full-width if a wide character is inside and before them."""
    near = re.compile(rf"(?:^|[{CJK}{WIDE_MARKS}{_MARKUP}])$")
    wide = re.compile(f"[{CJK}]")

    def one(found: re.Match[str]) -> str:
        if not wide.search(found[1]):
            return found[0]
        end = found.start()
        while end and text[end - 1] == " ":
            end -= 1
        before = text[max(end - 2, 0) : end]
        return f"（{found[1]}）" if near.search(before) else found[0]

    text = pair.sub(one, text)
    return re.sub(r"(?<! ) *+（|） *", lambda m: m[0].strip(" "), text)


_CLAUSE_END = ".!?…:;¿¡"


def _opening_marks(text: str) -> str:
    for closing, opening in (("?", "¿"), ("!", "¡")):
        text = _opened(text, closing, opening)
    return text


def _opened(text: str, closing: str, opening: str) -> str:
    end = re.compile(
        rf"(?<=[\w)\]¡¿?!»”\"'%…{_OBJECT}{_CLOSE}])"
        rf"\{closing}(?=[{_CLOSE}]*(?:$|[\s?!)\]}}»”\"'.,;:{_MARKUP}]))"
    )
    places: list[int] = []
    clause = _Clause(text, opening)
    for found in end.finditer(text):
        clause.read(found.start())
        if clause.first is None or clause.opened or not clause.has_letters:
            continue
        at = clause.first
        # before a span that begins here, if it ends before the question does
        while text[at - 1 : at] == _OPEN and _closes(text[at : found.end()]):
            at -= 1
        places.append(at)
        clause.opened = True
    borders = [0, *places, len(text)]
    return opening.join(text[start:stop] for start, stop in pairwise(borders))


class _Clause:
    """Part of the sentence before a mark, read from the last mark on.

    Attributes:
        first: index of the first letter, digit or placeable; `None` if there is none.
        has_letters: whether the part contains a letter.
        opened: whether the part contains an opening mark.
    """

    def __init__(self, text: str, opening: str) -> None:
        self._text = text
        self._opening = opening
        self._at = 0
        self._begin()

    def _begin(self) -> None:
        self.first: int | None = None
        self.has_letters = self.opened = False

    def read(self, stop: int) -> None:
        """Read up to the mark at *stop*, which is not included."""
        for at in range(self._at, stop):
            character = self._text[at]
            if _ends_sentence(self._text, at, self._opening):
                self._begin()
                continue
            if self.first is None and (
                character.isalnum() or character in f"_{_OBJECT}"
            ):
                self.first = at
            self.has_letters = self.has_letters or character.isalpha()
            self.opened = self.opened or character == self._opening
        self._at = stop


def _closes(text: str) -> bool:
    """Return whether the span that is open where *text* begins is closed in *text*."""
    depth = 1
    for character in text:
        depth += (character == _OPEN) - (character == _CLOSE)
        if depth == 0:
            return True
    return False


def _ends_sentence(text: str, at: int, opening: str) -> bool:
    """Return whether a sentence may begin after the character at *at*."""
    if text[at] == opening:
        return False
    following = text[at + 1 : at + 2]
    return text[at] in _CLAUSE_END and (following.isspace() or following in _MARKUP)


_WORD_END = rf"[\w)\]»”’%°{_OBJECT}{_CLOSE}]"


def _french_blanks(*, high_marks: bool) -> Change:
    end = rf"(?=[{_CLOSE}]*(?:$|[\s?!)\]»”{_MARKUP}]))"
    high = re.compile(rf"(?<={_WORD_END})[ {_FIXED}]?([;!?]+){end}")

    def change(text: str) -> str:
        if high_marks:
            text = high.sub(rf"{_NARROW}\1", text)
        text = re.sub(rf"(?<={_WORD_END})[ {_NARROW}]?:{end}", f"{_FIXED}:", text)
        text = re.sub(rf"«[ {_FIXED}{_NARROW}]?(?=\S)", f"«{_FIXED}", text)
        return re.sub(rf"(?<=\S)[ {_FIXED}{_NARROW}]?»", f"{_FIXED}»", text)

    return change


RULES: Mapping[str, TypographyRule] = {
    "full-width-punctuation": TypographyRule(
        help="Full-width punctuation behind Chinese or Japanese characters.",
        languages=("zh", "ja"),
        default=True,
        change=_full_width(_CHINESE),
    ),
    "cjk-blanks": TypographyRule(
        help="No blank between Chinese or Japanese characters and inline markup, nor "
        "among such characters.",
        languages=("zh", "ja"),
        default=True,
        change=_cjk_blanks,
    ),
    "blanks-around-latin": TypographyRule(
        help="A blank between Chinese or Japanese characters and Latin letters, "
        "digits or inline code, as some house styles ask for.",
        languages=("zh", "ja"),
        default=False,
        change=_blanks_around_latin,
    ),
    "spanish-opening-marks": TypographyRule(
        help="Questions and exclamations begin with `¿` and `¡`.",
        languages=("es",),
        default=True,
        change=_opening_marks,
    ),
    "french-blanks": TypographyRule(
        help="Narrow no-break spaces before `;`, `!` and `?` (not in Canada), no-break "
        "spaces before `:` and inside `«»`.",
        languages=("fr",),
        default=True,
        change=_french_blanks(high_marks=True),
    ),
}
"""Every rule by name, in the order in which they are applied."""

_VARIANTS: Mapping[tuple[str, str], Change] = {
    ("full-width-punctuation", "ja"): _full_width(_JAPANESE),
    ("french-blanks", "fr_CA"): _french_blanks(high_marks=False),
}


def typeset(
    inlines: Sequence[Inline], code: str, switches: Mapping[str, bool]
) -> tuple[Inline, ...]:
    """Apply the typographic rules of a language to a translated segment.

    Args:
        inlines: a segment as an engine has translated it.
        code: Sphinx language code of the translation.
        switches: name of a rule -> whether it is on; other rules are as by default.
    """
    changes = _changes(code, tuple(sorted(switches.items())))
    if not changes or _MARKS.search(visible_text(inlines)):
        return tuple(inlines)
    before = after = _flat(inlines)
    marks = _MARKS.findall(before)
    for change in changes:
        changed = change(after)
        if _MARKS.findall(changed) == marks:  # a rule that moves one is left out
            after = changed
    if after == before:
        return tuple(inlines)
    return _Rebuilding(after).level(inlines)


@lru_cache
def _changes(code: str, switched: tuple[tuple[str, bool], ...]) -> list[Change]:
    switches = dict(switched)
    name = canonical(code)
    base = name.partition("_")[0].partition("@")[0]
    return [
        _VARIANTS.get((rule_name, name), _VARIANTS.get((rule_name, base), rule.change))
        for rule_name, rule in RULES.items()
        if switches.get(rule_name, rule.default)
        and (base in rule.languages or name in rule.languages)
    ]


def _flat(inlines: Iterable[Inline]) -> str:
    parts = []
    for inline in inlines:
        if isinstance(inline, Text):
            parts.append(inline.text)
        elif isinstance(inline, Placeable):
            parts.append(_OBJECT)
        else:
            parts.append(f"{_OPEN}{_flat(inline.children)}{_CLOSE}")
    return "".join(parts)


class _Rebuilding:
    """Rebuild inline elements with the changed text of their flat form."""

    def __init__(self, text: str) -> None:
        self._parts = iter(re.split(f"([{_MARKUP}])", text))

    def level(self, inlines: Iterable[Inline]) -> tuple[Inline, ...]:
        found: list[Inline] = self._text()
        for inline in inlines:
            if isinstance(inline, Text):
                continue
            next(self._parts)  # the mark, or that of the opening
            if isinstance(inline, Span):
                children = self.level(inline.children)
                next(self._parts)
                found.append(replace(inline, children=children))
            else:
                found.append(inline)
            found += self._text()
        return tuple(found)

    def _text(self) -> list[Inline]:
        text = next(self._parts)
        return [Text(text)] if text else []
