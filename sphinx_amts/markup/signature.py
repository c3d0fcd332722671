"""Compute the inline signature, which must be the same before and after translation.

The signature is a tree, not a flat list: for each inline element its kind, what it
points to, whether it shows text, and its children, in any order. Swapped targets, an
emptied element or another nesting is a difference; another order in a sentence is not.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Signature = tuple[object, ...]

_MOST_NAMED = 10
"""Most lost elements, and most gained ones, that a warning names."""

LINE_BREAK = "line break"
"""Kind of a hard line break, which Sphinx drops from its messages."""

_VERBATIM = (nodes.literal, nodes.math)
_LINE_END = re.compile(r"(?:(?<![ \t])[ \t]+)?\n[ \t]*")
"""Line end in the source of inline markup, for which a page shows one blank."""

_NO_KEY = re.compile(r"[-+^]")


def signature(children: Iterable[nodes.Node]) -> Signature:
    """Return the inline signature of *children*, the inline nodes of a message."""
    found = [
        part
        for child in children
        if isinstance(child, nodes.Element)
        for part in _element(child)
    ]
    return tuple(sorted(found, key=repr))


def has_inline_elements(node: nodes.Element) -> bool:
    """Return whether *node* contains anything but text."""
    return any(isinstance(child, nodes.Element) for child in node.children)


def gained(before: Iterable[nodes.Node], after: Iterable[nodes.Node]) -> str:
    """Describe elements that *after* has more often than *before*; empty if none.

    Unlike in signatures, nesting does not count.
    """
    more = Counter(_flat(signature(after)))
    more.subtract(_flat(signature(before)))
    parts = [part for part, number in more.items() if number > 0]
    return ", ".join(f"gained {_describe(part)}" for part in sorted(parts, key=repr))


def _flat(parts: Iterable[object]) -> Iterator[tuple[object, object]]:
    for part in parts:
        assert isinstance(part, tuple)
        yield part[0], part[1]
        yield from _flat(part[3])


def differences(before: Signature, after: Signature) -> str:
    """Describe in a few words the elements that *after* has lost and gained."""
    lost, gained = _without(before, after), _without(after, before)
    words = [f"lost {_describe(part)}" for part in lost[:_MOST_NAMED]]
    words += [f"gained {_describe(part)}" for part in gained[:_MOST_NAMED]]
    unnamed = max(len(lost) - _MOST_NAMED, 0) + max(len(gained) - _MOST_NAMED, 0)
    if unnamed:
        words.append(f"and {unnamed} more")
    return ", ".join(words)


def changed_kinds(before: Signature, after: Signature) -> str:
    """Return the kinds of elements that *after* has lost, or else those gained.

    Kinds are node names of docutils and of extensions. Empty without a difference.
    """
    for verb, parts in (
        ("", _without(before, after)),
        ("gained ", _without(after, before)),
    ):
        kinds = sorted({str(part[0]) for part in parts if isinstance(part, tuple)})
        if kinds:
            return f"{verb}{', '.join(kinds)}"
    return ""


def _without(parts: Signature, others: Signature) -> list[object]:
    """Return *parts* without one equal part for each part of *others*."""
    left = Counter(map(repr, others))
    found = []
    for part in parts:
        left[repr(part)] -= 1
        if left[repr(part)] < 0:
            found.append(part)
    return found


def swapped_text(before: nodes.Element, after: nodes.Element) -> str:
    """Return the text of a link in *before* that another link has in *after*.

    Two links that have swapped texts have the same signature as two links in another
    order. They can be recognised where the texts are names, which are not translated.

    Returns:
        empty if no text is swapped.
    """
    texts, shown = _link_texts(before), _link_texts(after)
    everywhere = set().union(*texts.values())
    for target, own in texts.items():
        # what is not its own can only be that of another one
        for text in sorted(shown.get(target, set()) - own):
            if text in everywhere:
                return text
    return ""


def _link_texts(node: nodes.Element) -> dict[object, set[str]]:
    texts: dict[object, set[str]] = {}
    for link in node.findall(nodes.Element):
        if "reftarget" in link or isinstance(link, nodes.reference):
            texts.setdefault(_identity(link)[1], set()).add(_one_line(link.astext()))
    return texts


def _element(node: nodes.Element) -> list[Signature]:
    if isinstance(node, nodes.target) and not node.children:
        return []  # invisible, and put back by the caller where it got lost
    if isinstance(node, nodes.raw) and node.astext().strip() == r"\\":
        return []  # a line break in LaTeX, which stands beside that in HTML
    if node.tagname == "index" and not node.children:
        return []  # made anew from the translated term
    if isinstance(node, nodes.literal) and "kbd" in node["classes"]:
        return [("literal", key, True, ()) for key in _keys(node)]
    kind, points_to = _identity(node)
    shows = bool(node.astext().strip()) or isinstance(node, nodes.image)
    if isinstance(node, nodes.footnote_reference | nodes.substitution_reference):
        children: Signature = ()
    elif "reftarget" in node:
        # its wrapper (a literal or inline) is the role's, its text may be translated
        children = tuple(
            sorted(
                (
                    part
                    for child in node.children
                    if isinstance(child, nodes.Element)
                    for part in _wrapper(child)
                ),
                key=repr,
            )
        )
    else:
        children = signature(node.children)
    return [(kind, points_to, shows, children)]


def _keys(node: nodes.literal) -> list[str]:
    """Return the keys that *node*, a keyboard role, shows.

    Sphinx separates keys at spaces and punctuation, but not at line ends, and finds an
    empty key between two separators. A separator is a key if it is all that the role
    contains.
    """
    text = node.astext()
    keys = _NO_KEY.sub(" ", text).split()
    return keys or (text.split() if node.rawsource != text else [])


def _wrapper(node: nodes.Element) -> list[Signature]:
    if isinstance(node, nodes.literal | nodes.inline):
        return [
            part
            for child in node.children
            if isinstance(child, nodes.Element)
            for part in _element(child)
        ]
    return _element(node)


def _identity(node: nodes.Element) -> tuple[str, object]:
    kind, points_to = _pointing(node)
    return kind, _unwrapped(points_to)


def _unwrapped(value: object) -> object:
    """Return *value* with source on one line, as it is in a message."""
    if isinstance(value, tuple):
        return tuple(_unwrapped(part) for part in value)
    return _one_line(value) if isinstance(value, str) else value


def _one_line(text: str) -> str:
    return _LINE_END.sub(" ", text) if "\n" in text else text


def _pointing(node: nodes.Element) -> tuple[str, object]:
    kind = node.tagname
    if isinstance(node, _VERBATIM):
        return kind, node.astext()
    if "reftarget" in node:
        names = ("refdomain", "reftype", "reftarget")
        return kind, tuple(node.get(name) for name in names)
    if isinstance(node, nodes.footnote_reference | nodes.citation_reference):
        return kind, (node.get("auto"), node.get("refname"))
    if isinstance(node, nodes.substitution_reference):
        return kind, node.get("refname")
    if isinstance(node, nodes.image):
        return kind, node.get("uri")
    if isinstance(node, nodes.target):
        return kind, tuple(node.get("names", ()))
    if isinstance(node, nodes.raw):
        if node.astext().strip() == "<br />":
            return LINE_BREAK, None
        return kind, (node.get("format"), node.astext())
    if isinstance(node, nodes.problematic):
        return kind, node.astext()
    if isinstance(node, nodes.reference):
        target = node.get("refuri") or node.get("refname") or node.get("refid")
        return kind, target or ("anonymous" if node.get("anonymous") else None)
    return kind, tuple(node.get("classes", ()))


def _describe(part: object) -> str:
    assert isinstance(part, tuple)
    kind, points_to = part[0], part[1]
    if isinstance(points_to, tuple):
        points_to = next((p for p in reversed(points_to) if p), "")
    return f"{kind} {points_to!r}" if points_to else str(kind)
