"""Check machine translations against the book's terms."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange_restore import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinx_amts.markup.model import Inline
    from sphinx_amts.terminology.terms import TermBase

_TAG = re.compile(r"<[^>]*>")
_VERBATIM = re.compile(r"<(\w+)\b.*?\btranslate=[\"']?no\b", re.DOTALL | re.IGNORECASE)
_END = re.compile(r"</(\w+)\s*>")
_BACKQUOTES = re.compile("`+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFault:
    """Message whose translation lacks the permitted translations of a term.

    Attributes:
        line: line of the message in its source file, from 1; 0 if unknown.
        file: source file, relative to the source folder; "" if unknown.
        term: the term in the source.
        expected: permitted translations of the term.
        text: the message.
    """

    line: int
    term: str
    expected: tuple[str, ...]
    text: str
    file: str = ""


def term_text(inlines: Sequence[Inline]) -> str:
    """Return the text of a message to search for terms, without code and formulas."""
    return " ".join(texts(inlines))


def text_of_exchange(html: str) -> str:
    """Return the text of an exchange form (HTML for engines) to search for terms.

    The response of an engine may have damaged markup, which is ignored.
    """
    ends: dict[str, list[int]] = {}
    for end in _END.finditer(html):
        ends.setdefault(end[1].lower(), []).append(end.end())
    kept: list[str] = []
    position = 0
    # behind the last `>` there is no tag, however many begin
    for tag in _TAG.finditer(html, 0, html.rfind(">") + 1):
        if tag.start() < position:
            continue  # in what is verbatim
        start, stop = tag.start(), tag.end()
        last = start + tag[0].rfind("<")
        if verbatim := _VERBATIM.match(html, last, stop):
            closing = ends.get(verbatim[1].lower(), [])
            number = bisect_left(closing, stop)
            if number < len(closing):
                start, stop = last, closing[number]
        kept.append(html[position:start])
        position = stop
    return unescape(" ".join([*kept, html[position:]]))


def without_code(message: str) -> str:
    """Remove code, the text between backquotes, from a message of any dialect."""
    runs = list(_BACKQUOTES.finditer(message))
    by_length: dict[int, list[int]] = {}
    for number, run in enumerate(runs):
        by_length.setdefault(len(run[0]), []).append(number)
    kept: list[str] = []
    position = at = 0
    while at < len(runs):
        # code ends at the next run of as many, or of fewer if there is none
        for length in range(len(runs[at][0]), 0, -1):
            alike = by_length.get(length, [])
            place = bisect_right(alike, at)
            if place < len(alike):
                kept.append(message[position : runs[at].end() - length])
                at = alike[place]
                position = runs[at].end()
                break
        at += 1
    return " ".join([*kept, message[position:]])


def term_faults(
    translations: Mapping[str, str],
    lines: Mapping[str, int],
    terms: TermBase,
    encode: Callable[[str], Sequence[Inline]],
) -> Iterator[TermFault]:
    """Yield a fault for each term that a translation lacks, in the order of *lines*.

    Args:
        translations: msgid -> msgstr.
        lines: msgid -> line, of the messages to check.
        terms: terms of the book.
        encode: function that parses a message in the dialect of its document.
    """
    for text, line in lines.items():
        # most messages have no term even if their markup counts
        if text not in translations or not terms.find(text):
            continue
        try:
            source, translation = encode(text), encode(translations[text])
        except PlaceableError:
            continue  # too long to be read
        for term in terms.missing(term_text(source), term_text(translation)):
            yield TermFault(
                line=line, term=term.source, expected=term.targets, text=text
            )
