"""Write messages and their translations as lines of text, for metrics.

One line is one message, in every file and for every system. Placeables, such as
formulas, are copied and not translated, and would change scores. So there are three
views of the same text, whose scores are never mixed.
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
    """View of a message as a line of text."""

    PLACEABLES = "placeables"
    """The text, with each placeable one token; the view of headline scores."""
    PROSE = "prose"
    """The text without its placeables."""
    EVERYTHING = "everything"
    """The text with all its markup, as in the source file."""


MEANINGS = {
    View.PLACEABLES: "each placeable one token",
    View.PROSE: "prose only",
    View.EVERYTHING: "everything, as published",
}


def lines_of(texts: Sequence[Sequence[Inline]], view: View) -> list[str]:
    """Return a message, its reference and its hypotheses as one line each.

    Args:
        texts: the same message in several languages or versions, the source first.
        view: content of the lines.

    Returns:
        one line for each of *texts*, without line breaks of any kind. Equal placeables
        have the same token in all lines.
    """
    if view is View.EVERYTHING:
        written = [
            text_with(inlines, lambda placeable: placeable.source, marks=True)
            for inlines in texts
        ]
    elif view is View.PROSE:
        written = [text_with(inlines, lambda _: " ") for inlines in texts]
    else:
        tokens: dict[tuple[str, str], str] = {}
        for inlines in texts:
            for element in elements(inlines):
                if isinstance(element, Placeable):
                    tokens.setdefault(_identity(element), f" {_token(len(tokens))} ")
        written = [
            text_with(inlines, lambda placeable: tokens[_identity(placeable)])
            for inlines in texts
        ]
    return [" ".join(text.split()) for text in written]


def _identity(placeable: Placeable) -> tuple[str, str]:
    return placeable.kind, " ".join((placeable.text or placeable.source).split())


def _token(number: int) -> str:
    """Return one character that every tokeniser of sacrebleu takes as one token.

    Circled letters come first, which are readable; lower-case ones, because TER ignores
    case.
    """
    if number < _LETTERS:
        return chr(_FIRST + number)
    return chr(_PRIVATE + number - _LETTERS)


def text_with(
    inlines: Iterable[Inline], show: Callable[[Placeable], str], *, marks: bool = False
) -> str:
    """Return a text with another text in place of each placeable.

    Args:
        inlines: the text.
        show: function that returns the text in place of a placeable.
        marks: whether spans are shown with their opening and closing markup.
    """
    parts = []
    for inline in inlines:
        if isinstance(inline, Text):
            parts.append(inline.text)
        elif isinstance(inline, Placeable):
            parts.append(show(inline))
        else:
            inner = text_with(inline.children, show, marks=marks)
            parts.append(f"{inline.opening}{inner}{inline.closing}" if marks else inner)
    return "".join(parts)
