"""Rejoin elements that an engine has cut into pieces, each a copy of the same tag.

Engines that work word by word (Apertium among them) give back one tag for each word:
`<a id="x1">página</a> de <a id="x1">licencia</a>`, and move underscores and other marks
of code out of the element: `__<code id="x1">init</code>__`. Elements that are really
doubled are left alone, to be refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.markup.model import Placeable, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_amts.markup.exchange_tree import ExchangeNode

_WORDS = re.compile(r"\w+")
_SIGNS = re.compile(r"[^\w\s]|_")
_LEADING = re.compile(r"(?:[^\w\s]|_)+")
_PIECES = 100
"""Most pieces that are joined to one element; engines cut a name into a few words."""


def rejoin(
    branch: ExchangeNode,
    elements: Mapping[int, Placeable | Span],
    shown: Mapping[int, str],
) -> None:
    """Join the pieces of each element in *branch*, in place.

    Args:
        branch: an answer, or an element of it.
        elements: the elements of the source by number.
        shown: the text of each element as sent, by number.
    """
    _join_siblings(branch, elements, shown)
    for child in branch.children:
        if isinstance(child, str):
            continue
        if child.number is None or isinstance(elements.get(child.number), Span):
            rejoin(child, elements, shown)
    _take_signs_back(branch, elements, shown)


def _join_siblings(
    branch: ExchangeNode,
    elements: Mapping[int, Placeable | Span],
    shown: Mapping[int, str],
) -> None:
    joined: list[str | ExchangeNode] = []
    between: list[str] = []
    last: ExchangeNode | None = None
    pieces = 1
    for child in branch.children:
        if isinstance(child, str):
            between.append(child)
            continue
        if (
            last is not None
            and pieces < _PIECES
            and child.number is not None
            and child.number == last.number
            and child.number in elements
            and child.tag == last.tag
            and _are_pieces(last, "".join(between), child, shown[child.number])
        ):
            last.children += [*between, *child.children]
            pieces += 1
        else:
            joined += [*between, child]
            last, pieces = child, 1
        between = []
    branch.children = [*joined, *between]


def _are_pieces(
    one: ExchangeNode, between: str, other: ExchangeNode, shown: str
) -> bool:
    """Return whether two elements with the same number are pieces of one, not doubles.

    A piece is neither the whole text *shown* nor the same as its neighbour. Between two
    pieces are only punctuation of the element itself and up to two short words (`de
    la`).
    """
    texts = [one.text().strip(), other.text().strip()]
    if shown in texts or texts[0] == texts[1] or not all(texts):
        return False
    words = _WORDS.findall(between.replace("_", " "))
    return (
        len(words) <= 2
        and all(len(word) <= 3 for word in words)
        and set(_SIGNS.findall(between)) <= set(shown)
    )


def _take_signs_back(
    branch: ExchangeNode,
    elements: Mapping[int, Placeable | Span],
    shown: Mapping[int, str],
) -> None:
    """Move marks of code, such as `__`, from beside a placeable back into it."""
    children = branch.children
    for position, child in enumerate(children):
        if isinstance(child, str) or child.number is None:
            continue
        if not isinstance(elements.get(child.number), Placeable):
            continue
        whole, text = shown[child.number], child.text().strip()
        if not text:
            continue  # what stands beside it need not be its own
        before, after = _signs_around(whole)
        previous = children[position - 1] if position else None
        if (
            before
            and isinstance(previous, str)
            and previous.endswith(before)
            and not text.startswith(before)
        ):
            children[position - 1] = previous.removesuffix(before)
            child.children.insert(0, before)
        following = children[position + 1] if position + 1 < len(children) else None
        if (
            after
            and isinstance(following, str)
            and following.startswith(after)
            and not text.endswith(after)
        ):
            children[position + 1] = following.removeprefix(after)
            child.children.append(after)


def _signs_around(text: str) -> tuple[str, str]:
    """Return the marks before and after the words of *text*; empty without words."""
    before, after = _LEADING.match(text), _LEADING.match(text[::-1])
    trailing = after[0][::-1] if after else ""
    if before is None or before.end() == len(text):
        return "", trailing if before is None else ""
    return before[0], trailing
