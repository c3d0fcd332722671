"""Write text from outside into a comment, in which it can make nothing but characters.

GitHub and GitLab read a comment as Markdown, clean the HTML, and only then look for
mentions, references to issues and commits, and emoji; none of that in `<code>`. So text
stands in `<code>` within blocks of HTML, where Markdown reads nothing, and each
punctuation mark of ASCII is a character reference, which counts for no markup wherever
it stands. What cannot be seen is written out.

Sources: CommonMark 0.31, "HTML blocks" and "Entity and numeric character references";
GitHub Flavored Markdown 0.29, "Autolinks (extension)"; Unicode Standard Annex 9.
"""

from __future__ import annotations

import re
import unicodedata

_ASCII_MARK = re.compile(r"[!-/:-@\[-`{-~]")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
"""Characters that Persian, Indic scripts and emoji are written with."""
_MOST_MARKS = 4
"""Combining marks on one character; more of them cover the lines around."""


def code(text: str) -> str:
    """Return *text* as an element of HTML, on one line."""
    return f'<code dir="auto">{escaped(" ".join(text.split()))}</code>'


def escaped(text: str) -> str:
    """Return *text* with references for all marks, and names for what is not seen."""
    return _ASCII_MARK.sub(_reference, _visible(text))


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    written: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if character in "\n\t\r":
            written.append(" ")
        elif (category in _UNSEEN and character not in _JOINERS) or marks > _MOST_MARKS:
            written.append(f"\\u{{{ord(character):x}}}")
        else:
            written.append(character)
    return "".join(written)
