"""Translations of machines against the book's terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from sphinx_amts.markup.exchange_restore import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinx_amts.markup.model import Inline
    from sphinx_amts.text.terms import TermBase

_VERBATIM = re.compile(
    r"<(\w+)\b[^>]*\btranslate=[\"']?no\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<[^>]*>")
_BACKQUOTED = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFault:
    """A message whose translation has another word for a term.

    Attributes:
        line: line of the message in its source file, from 1; 0 if unknown.
        term: the term in the source.
        expected: what it may be called.
        text: the message.
    """

    line: int
    term: str
    expected: tuple[str, ...]
    text: str


def readable(inlines: Sequence[Inline]) -> str:
    """Return the text in which terms count: not that of code, formulas and the like."""
    return " ".join(texts(inlines))


def text_of_exchange(html: str) -> str:
    """Return the text in an exchange form in which terms count.

    That of an engine may be damaged; it is taken as it comes.
    """
    return unescape(_TAG.sub(" ", _VERBATIM.sub(" ", html)))


def without_code(message: str) -> str:
    """Return a message without what stands between backquotes, in either dialect."""
    return _BACKQUOTED.sub(" ", message)


def term_faults(
    translations: Mapping[str, str],
    lines: Mapping[str, int],
    terms: TermBase,
    encode: Callable[[str], Sequence[Inline]],
) -> Iterator[TermFault]:
    """Yield what does not follow *terms*, in the order of *lines*.

    Args:
        translations: msgid -> msgstr.
        lines: msgid -> line, of those to look at.
        terms: the book's terms.
        encode: reads a message in the dialect of its document.
    """
    for text, line in lines.items():
        # most messages have no term even if their markup counts
        if text not in translations or not terms.find(text):
            continue
        source, translation = encode(text), encode(translations[text])
        for term in terms.missing(readable(source), readable(translation)):
            yield TermFault(
                line=line, term=term.source, expected=term.targets, text=text
            )
