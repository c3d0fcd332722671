"""Fit a previous translation to the markup of the present source."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.markup.model import (
    Inline,
    Placeable,
    Span,
    Text,
    elements,
    visible_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Element = Placeable | Span
    Key = tuple[str, ...]
    KeyOf = Callable[[Element], Key]

_SELF_CONTAINED = frozenset(
    "literal math emphasis strong subscript superscript title abbreviation"
    " inline".split()
)
"""Kinds of elements that can stay without a counterpart in the present source, because
they do not refer to a target."""

_READABLE = _SELF_CONTAINED | {"break", "link", "number", "role", "xref"}
"""Kinds of placeables whose text in the source is close to the text on the page."""

_ROLE = re.compile(
    r":(?:[\w+.-]+:)*(?P<rst>[\w+.-]+):`|\{(?:[\w+.-]+:)*(?P<myst>[\w+.-]+)\}`"
)
_NUMBERED = frozenset({"cve", "cwe", "pep", "rfc"})
_MADE = frozenset({"any", "doc", "eq", "numref", "ref"})
"""Roles whose text on the page comes from the target that they refer to."""

_NOTES = frozenset({"citation", "footnote"})


def fit(
    target: Sequence[Inline],
    source: Sequence[Inline],
    new: Sequence[Inline],
    *,
    foreign: bool = False,
) -> tuple[Inline, ...] | None:
    """Return *target*, a translation of *source*, with the markup of *new*.

    An inline element of *target* without a counterpart in *new* is replaced with its
    text, unless the element is self-contained, for example a literal.

    Args:
        target: a human translation.
        source: the previous source that *target* translates; empty if unknown.
        new: the present source.
        foreign: whether *target* is written in another dialect than *new*.

    Returns:
        the inline elements; `None` if the text of such an element is unknown, because
        Sphinx takes it from the target of a reference: the title of a page, a number, a
        caption.
    """
    old, now = list(elements(source)), list(elements(new))
    key_functions: tuple[KeyOf, ...] = (_same, _same_text, _kind)
    of_new = _matched(old, now, key_functions)
    of_target = list(elements(target))
    of_old = _matched(of_target, old, key_functions)
    direct = _matched(of_target, now, (_same,))
    counterparts: list[Element | None] = []
    used: set[int] = set()
    for number in range(len(of_target)):
        at_old = of_old[number]
        candidates = [of_new[at_old] if at_old is not None else None, direct[number]]
        found = next((at for at in candidates if at is not None and at not in used), -1)
        used.add(found)
        counterparts.append(now[found] if found >= 0 else None)
    try:
        return _written(target, iter(counterparts), foreign=foreign)
    except _UnknownText:
        return None


class _UnknownText(Exception):
    """Signal that the text of an element comes from the target of a reference."""


def _written(
    inlines: Sequence[Inline],
    counterparts: Iterator[Element | None],
    *,
    foreign: bool,
) -> tuple[Inline, ...]:
    result: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text):
            result.append(inline)
            continue
        counterpart = next(counterparts)
        if isinstance(inline, Span):
            children = _written(inline.children, counterparts, foreign=foreign)
            if isinstance(counterpart, Span):
                result.append(replace(counterpart, children=children))
            elif _stays(inline) and not foreign:
                result.append(replace(inline, children=children))
            else:
                result.extend(children)
        elif isinstance(counterpart, Placeable):
            result.append(counterpart)
        elif _stays(inline) and not foreign:
            result.append(inline)
        elif inline.kind not in _NOTES:
            result.append(Text(_text_of(inline)))
    return tuple(result)


def _text_of(element: Placeable) -> str:
    """Return the text that *element* shows on the page.

    Raises:
        _UnknownText: Sphinx takes the text from the target when it writes the page.
    """
    name = _ROLE.match(element.source)
    role = (name["rst"] or name["myst"]).lower() if name else ""
    shown = element.text.strip()
    if role in _NUMBERED:
        return f"{role.upper()} {shown.partition('#')[0]}"
    titled = role in _MADE or (name is not None and not any(map(str.isalpha, shown)))
    if titled or element.kind not in _READABLE or not shown:
        raise _UnknownText
    return element.text


def _stays(element: Element) -> bool:
    if element.kind in _SELF_CONTAINED:
        return True
    written = element.source if isinstance(element, Placeable) else element.closing
    return element.kind == "link" and "://" in written


def _matched(
    given: Sequence[Element], among: Sequence[Element], key_functions: tuple[KeyOf, ...]
) -> list[int | None]:
    """Return for each element of *given* the index of its match in *among*.

    The key functions are tried in turn; elements with the same key match. By kind alone
    (`_kind`), elements match only if there are as many of that kind on both sides.

    Returns:
        an index for each element of *given*; `None` for one without a match.
    """
    found: list[int | None] = [None] * len(given)
    taken: set[int] = set()
    for key_of in key_functions:
        free: defaultdict[Key, deque[int]] = defaultdict(deque)
        for at, element in enumerate(among):
            if at not in taken and (key := key_of(element)):
                free[key].append(at)
        keys = {n: key_of(given[n]) for n, at in enumerate(found) if at is None}
        if key_of is _kind:
            counts = Counter(keys.values())
            keys = {n: k for n, k in keys.items() if counts[k] == len(free[k])}
        for number, key in keys.items():
            if key and free[key]:
                at = free[key].popleft()
                found[number] = at
                taken.add(at)
    return found


def _same(element: Element) -> Key:
    """Return the kind and the source markup of an element, as a key for matching."""
    if isinstance(element, Placeable):
        return (*_kind(element), element.source)
    return (*_kind(element), element.opening, element.closing)


def _same_text(element: Element) -> Key:
    """Return the kind and the visible text of an element; an empty key without text."""
    shown = _shown(element)
    return (*_kind(element), shown) if shown else ()


def _kind(element: Element) -> Key:
    """Return the class and the kind of an element."""
    return type(element).__name__, element.kind


def _shown(element: Element) -> str:
    if isinstance(element, Span):
        return visible_text(element.children)
    return element.text
