"""Write segments for engines of plain text: with tokens, or as runs of plain text."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.languages.letters import holds_letters
from sphinx_amts.markup.exchange_restore import restore
from sphinx_amts.markup.exchange_tree import DEPTH, ExchangeNode
from sphinx_amts.markup.model import Inline, Placeable, Span, Text, elements, merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TOKEN = re.compile(r"⟦\s*(?:(/)\s*)?(\d{1,6}|[()])\s*⟧")
_BRACKETS = {"⟦": "⟦(⟧", "⟧": "⟦)⟧"}
_BRACKET = {"(": "⟦", ")": "⟧"}


def to_tokens(inlines: Iterable[Inline]) -> str:
    """Write a segment as text: `⟦1⟧` is a placeable, `⟦2⟧…⟦/2⟧` a span.

    White square brackets of the text itself are written `⟦(⟧` and `⟦)⟧`.
    """
    numbers = count(1)

    def write(part: Iterable[Inline]) -> Iterator[str]:
        for inline in part:
            if isinstance(inline, Text):
                yield "".join(_BRACKETS.get(c, c) for c in inline.text)
            elif isinstance(inline, Placeable):
                yield f"⟦{next(numbers)}⟧"
            else:
                number = next(numbers)
                yield f"⟦{number}⟧{''.join(write(inline.children))}⟦/{number}⟧"

    return "".join(write(inlines))


def from_tokens(text: str, source: Sequence[Inline]) -> tuple[Inline, ...]:
    """Parse *text*, a translation of what `to_tokens` wrote for *source*.

    Raises:
        PlaceableError: a token is damaged, or as for `from_html`.
    """
    spans = {
        number
        for number, element in enumerate(elements(source), 1)
        if isinstance(element, Span)
    }
    stack = [ExchangeNode()]
    end = 0
    for match in _TOKEN.finditer(text):
        stack[-1].children.append(_plain(text[end : match.start()]))
        end = match.end()
        closes, name = match.groups()
        if name in _BRACKET:
            stack[-1].children.append(_BRACKET[name])
        elif closes:
            if stack[-1].number != int(name):
                raise PlaceableError(f"{match[0]} closes nothing, or out of order")
            stack.pop()
        else:
            branch = ExchangeNode(number=int(name))
            stack[-1].children.append(branch)
            if branch.number in spans:
                if len(stack) > DEPTH:
                    raise PlaceableError("elements are nested too deeply")
                stack.append(branch)
    stack[-1].children.append(_plain(text[end:]))
    if len(stack) > 1:
        raise PlaceableError(f"⟦{stack[-1].number}⟧ is never closed")
    return restore(stack[0], source)


def plain_runs(inlines: Iterable[Inline]) -> list[str]:
    """Return texts between element borders that contain letters, stripped, in order."""
    return [run.strip() for run in _runs(inlines) if holds_letters(run)]


def from_runs(
    source: Sequence[Inline], translations: Sequence[str]
) -> tuple[Inline, ...]:
    """Return *source* with its `plain_runs` replaced by *translations*, in order.

    Blanks at the ends of a run and runs without letters are kept.

    Raises:
        PlaceableError: there are more or fewer translations, or one is empty.
    """
    runs = plain_runs(source)
    if len(runs) != len(translations):
        raise PlaceableError(f"{len(translations)} translations for {len(runs)} runs")
    pairs = iter(zip(runs, translations, strict=True))

    def write(part: Iterable[Inline]) -> Iterator[Inline]:
        for inline in merged(part):
            if isinstance(inline, Span):
                yield replace(inline, children=tuple(write(inline.children)))
            elif isinstance(inline, Text) and holds_letters(inline.text):
                run, translation = next(pairs)
                if not translation.strip():
                    raise PlaceableError(f"the run {run!r} came back empty")
                before, _, after = inline.text.partition(run)
                yield Text(before + translation.strip() + after)
            else:
                yield inline

    return tuple(write(source))


def _plain(text: str) -> str:
    if "⟦" in text or "⟧" in text:
        raise PlaceableError(f"a damaged token: {text!r}")
    return text


def _runs(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in merged(inlines):
        if isinstance(inline, Text):
            yield inline.text
        elif isinstance(inline, Span):
            yield from _runs(inline.children)
