"""Join the tags of inline HTML, which Markdown reads one by one, to elements.

Tags that stand by themselves could come back from a translation in another order, and
what they enclose would be text to translate even where it is code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.markup.model import Inline, Placeable, Span, visible_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HTML = "html"
"""Kind of the spans that are elements of HTML."""

_OPENING = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)(?:\s(?:.*[^/])?)?>", re.DOTALL)
_CLOSING = re.compile(r"</([a-zA-Z][a-zA-Z0-9-]*)\s*>")
_CODE = frozenset("code kbd math pre samp script style svg tt var".split())
_KEPT = re.compile(r"""(?:^|\s)translate\s*=\s*["']?no(?![\w-])""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    placeable: Placeable
    at: Sequence[int]
    inside: list[Inline] = field(default_factory=list)


def paired(
    inlines: Sequence[Inline], tags: Mapping[int, Sequence[int]], source: str
) -> tuple[Inline, ...]:
    """Return *inlines*, the children of one element, with pairs of tags as elements.

    Code and what says `translate="no"` become placeables, other elements spans. Tags
    without a partner stay as they are.

    Args:
        inlines: what was read.
        tags: for the index of each piece of HTML, where it begins and ends in *source*.
        source: the text that was parsed.
    """
    result: list[Inline] = []
    opened: list[_Tag] = []
    for number, inline in enumerate(inlines):
        here = opened[-1].inside if opened else result
        if number not in tags or not isinstance(inline, Placeable):
            here.append(inline)
        elif found := _OPENING.fullmatch(inline.source):
            opened.append(_Tag(found[1].lower(), inline, tags[number]))
        elif found := _CLOSING.fullmatch(inline.source):
            name = found[1].lower()
            if all(tag.name != name for tag in opened):
                here.append(inline)
                continue
            while opened[-1].name != name:
                _give_up(opened, result)
            opening = opened.pop()
            whole = source[opening.at[0] : tags[number][1]].replace("\n", " ")
            here = opened[-1].inside if opened else result
            here.append(_element(opening, inline, whole))
        else:
            here.append(inline)
    while opened:
        _give_up(opened, result)
    return tuple(result)


def _give_up(opened: list[_Tag], result: list[Inline]) -> None:
    """Leave the innermost open tag, which nothing ends, with what stands behind it."""
    tag = opened.pop()
    (opened[-1].inside if opened else result).extend([tag.placeable, *tag.inside])


def _element(opening: _Tag, closing: Placeable, whole: str) -> Inline:
    kept = opening.name in _CODE or _KEPT.search(opening.placeable.source)
    if kept or not opening.inside:
        return Placeable("raw", whole, visible_text(opening.inside))
    tag = opening.placeable.source
    return Span(HTML, tag, closing.source, tuple(opening.inside))
