"""Apply CommonMark's rules on where `*`, `_` and `~` open and close a span.

Source: CommonMark 0.31, section 6.2 (left- and right-flanking delimiter runs).
"""

from __future__ import annotations

from sphinx_amts.markup.myst_characters import is_blank, is_punctuation
from sphinx_amts.markup.myst_escaping import entity

DELIMITERS = frozenset(["*", "_", "**", "__", "~", "~~"])
OTHER = {"*": "_", "_": "*", "**": "__", "__": "**"}
"""Delimiters of the other character that mean the same."""

ZERO_WIDTH = "\u200b"
"""A letter to the parser, invisible to readers; the last resort."""

SEPARATOR = "&#8203;"
"""The same character as an entity, which the parser takes for punctuation."""

LETTER = "\0"
"""Marks that the letter beside the delimiters is written as an entity."""


def fits(
    mark: str,
    content: str,
    previous: str,
    following: str,
    enclosing_marks: tuple[str, ...],
) -> bool:
    """Return whether *mark* on both sides of *content* is parsed as delimiters.

    Neither run may touch another one; the first must be able to open, the second to
    close; within a span with the same mark they must not be able to do the reverse as
    well. The lengths of single and double delimiters never add up to a multiple of
    three, so that delimiters of another length cannot match.
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
    """Return the separator to write between *mark* and the *character* beside it."""
    if character != mark[0] and _borders(character):
        return ""
    return LETTER if is_text and character != mark[0] else SEPARATOR


def _flanks(outside: str, inside: str, character: str) -> tuple[bool, bool]:
    """Return whether a run can face *inside*, as it should, and *outside* as well."""
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
    """Write white space at the ends of *content* as entities, beside delimiters."""
    if is_blank(content[-1]):
        content = content[:-1] + entity(content[-1])
    if is_blank(content[0]):
        content = entity(content[0]) + content[1:]
    return content
