"""Escape untrusted text for a comment, where it must not act as markup.

GitHub and GitLab read a comment as Markdown, clean the HTML, and only then look for
mentions, references to issues and commits, and emoji; but not in `<code>`. So text is
put in `<code>` within blocks of HTML, where Markdown is not read, and each punctuation
mark of ASCII is written as a character reference, which is never markup. Invisible
characters are shown by their code points.

Sources: CommonMark 0.31, "HTML blocks" and "Entity and numeric character references";
GitHub Flavored Markdown 0.29, "Autolinks (extension)"; Unicode Standard Annex 9.
"""

from __future__ import annotations

import re
import unicodedata

_ASCII_MARK = re.compile(r"[!-/:-@\[-`{-~]")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
"""Invisible characters that Persian, Indic scripts and emoji need."""
_MOST_MARKS = 4
"""Maximum number of combining marks on a character; more would cover other lines."""


def code(text: str) -> str:
    """Return *text* as an HTML element `code`, on one line."""
    return f'<code dir="auto">{escaped(" ".join(text.split()))}</code>'


def escaped(text: str) -> str:
    """Return *text* with punctuation escaped and invisible characters spelled out."""
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
