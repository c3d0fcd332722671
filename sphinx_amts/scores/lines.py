"""Messages and their translations as lines of text, for scores.

One line is one message, in every file and for every system. Markup is no prose: a
system that keeps a formula has not translated it well, it has left it alone. So there
are three views of the same text, and scores of them are never mixed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.markup.model import Inline, Placeable, Text, elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_FIRST = ord("ⓐ")
_LETTERS = 26
_PRIVATE = 0xE000


class View(StrEnum):
    """What of a message is a line."""

    PLACEABLES = "placeables"
    """The text, with each placeable one token: what headline scores are of."""
    PROSE = "prose"
    """The text without its placeables."""
    EVERYTHING = "everything"
    """The text with all its markup, as it stands in the source file."""


MEANINGS = {
    View.PLACEABLES: "each placeable one token",
    View.PROSE: "prose only",
    View.EVERYTHING: "everything, as published",
}


def lines_of(texts: Sequence[Sequence[Inline]], view: View) -> list[str]:
    """Return one message, its reference and its hypotheses as a line each.

    Args:
        texts: the same message in several languages or versions, the source first.
        view: what is to be in the lines.

    Returns:
        as many lines as *texts*, without line breaks of any kind. Equal placeables
        have the same token in all of them.
    """
    if view is View.EVERYTHING:
        written = [_written(inlines) for inlines in texts]
    elif view is View.PROSE:
        written = [_shown(inlines, lambda _: " ") for inlines in texts]
    else:
        tokens: dict[tuple[str, str], str] = {}
        for inlines in texts:
            for element in elements(inlines):
                if isinstance(element, Placeable):
                    tokens.setdefault(_identity(element), f" {_token(len(tokens))} ")
        written = [
            _shown(inlines, lambda placeable: tokens[_identity(placeable)])
            for inlines in texts
        ]
    return [" ".join(text.split()) for text in written]


def _identity(placeable: Placeable) -> tuple[str, str]:
    return placeable.kind, " ".join((placeable.text or placeable.source).split())


def _token(number: int) -> str:
    """Return one character that every tokeniser of sacrebleu takes as one token.

    Circled small letters first, which a person can read; small ones, because TER
    makes no difference between cases.
    """
    if number < _LETTERS:
        return chr(_FIRST + number)
    return chr(_PRIVATE + number - _LETTERS)


def _shown(inlines: Iterable[Inline], show: Callable[[Placeable], str]) -> str:
    parts = []
    for inline in inlines:
        if isinstance(inline, Text):
            parts.append(inline.text)
        elif isinstance(inline, Placeable):
            parts.append(show(inline))
        else:
            parts.append(_shown(inline.children, show))
    return "".join(parts)


def _written(inlines: Iterable[Inline]) -> str:
    parts = []
    for inline in inlines:
        if isinstance(inline, Text):
            parts.append(inline.text)
        elif isinstance(inline, Placeable):
            parts.append(inline.source)
        else:
            parts.append(f"{inline.opening}{_written(inline.children)}{inline.closing}")
    return "".join(parts)
