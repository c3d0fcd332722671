"""Apply CommonMark's rules on where `*`, `_` and `~` open and close a span.

Source: CommonMark 0.31, section 6.2 (left- and right-flanking delimiter runs).
"""

from __future__ import annotations

from sphinx_amts.markup.myst_characters import is_blank, is_punctuation
from sphinx_amts.markup.myst_escaping import entity

DELIMITERS = frozenset(["*", "_", "**", "__", "~", "~~"])
OTHER = {"*": "_", "_": "*", "**": "__", "__": "**"}
"""Delimiters -> delimiters of the other character with the same meaning."""

ZERO_WIDTH = "\u200b"
"""Zero width space: a letter to the parser, invisible to readers; the last resort."""

SEPARATOR = "&#8203;"
"""Zero width space as an entity, which the parser takes for punctuation."""

LETTER = "\0"
"""Stands for no separator: the letter beside the delimiters becomes an entity."""


def fits(
    mark: str,
    content: str,
    previous: str,
    following: str,
    enclosing_marks: tuple[str, ...],
) -> bool:
    """Return whether *mark* on both sides of *content* is parsed as delimiters.

    Neither run of delimiters may touch another run of their character. The first must
    be able to open a span, and the second to close one; inside a span with the same
    mark, the first must not be able to close, nor the second to open. The lengths of
    single and double delimiters never add up to a multiple of three, so that delimiters
    of another length cannot match.

    Args:
        mark: the delimiters.
        content: the source between them, not empty.
        previous: the character before the span.
        following: the character after the span.
        enclosing_marks: delimiters of the spans around the span.
    """
    character = mark[0]
    if character in (previous, content[0], content[-1], following):
        return False
    opens, closes = _flanks(previous, content[0], character)
    closes_last, opens_last = _flanks(following, content[-1], character)
    if not (opens and closes_last):
        return False
    enclosing = [m for m in enclosing_marks if m == mark or (m[0] == "~" == character)]
    return not (enclosing and (closes or opens_last))


def separator_for(mark: str, character: str, *, is_text: bool) -> str:
    """Return the separator to write between *mark* and the *character* beside it.

    Returns:
        empty if none is needed; `LETTER` if *character* belongs to a text, and can be
        written as an entity instead.
    """
    if character != mark[0] and _borders(character):
        return ""
    return LETTER if is_text and character != mark[0] else SEPARATOR


def _flanks(outside: str, inside: str, character: str) -> tuple[bool, bool]:
    """Return whether a run of delimiters can face *inside*, and whether *outside*.

    Delimiters face the text that they enclose: an opening run faces what follows.
    """
    blank_in, blank_out = is_blank(inside), is_blank(outside)
    punct_in, punct_out = is_punctuation(inside), is_punctuation(outside)
    faces_in = not (blank_in or (punct_in and not (blank_out or punct_out)))
    faces_out = not (blank_out or (punct_out and not (blank_in or punct_in)))
    if character != "_":
        return faces_in, faces_out
    return (
        faces_in and (not faces_out or punct_out),
        faces_out and (not faces_in or punct_in),
    )


def _borders(character: str) -> bool:
    """Return whether delimiters may always be beside *character*."""
    return is_blank(character) or is_punctuation(character)


def visible_borders(content: str) -> str:
    """Return *content* with a white space character at either end as an entity."""
    if is_blank(content[-1]):
        content = content[:-1] + entity(content[-1])
    if is_blank(content[0]):
        content = entity(content[0]) + content[1:]
    return content
