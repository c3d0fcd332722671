"""Compare the element that Sphinx would make of a translation with its source."""

from __future__ import annotations

from operator import attrgetter, methodcaller
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes
from sphinx import addnodes

from sphinx_amts.markup import placeholders
from sphinx_amts.markup.signature import differences, signature, swapped_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def difference(
    node: nodes.Element, content: Iterable[nodes.Node], patch: nodes.Element
) -> str:
    """Describe how the markup of a translation differs; empty if it does not.

    Args:
        node: element of the message.
        content: children of *node* that the translation replaces.
        patch: element that Sphinx makes of the translation.
    """
    before, after = signature(content), signature(patch.children)
    if before != after:
        return differences(before, after)
    if text := swapped_text(node, patch):
        return f"a link shows the text of another, {text!r}"
    return unfillable(node, patch)


def unfillable(node: nodes.Element, patch: nodes.Element) -> str:
    """Describe a `numref` placeholder that Sphinx cannot fill in; empty if none."""
    sources: dict[object, list[str]] = {}
    for xref in _numbered(node):
        sources.setdefault(xref.get("reftarget"), []).append(xref.astext())
    for xref in _numbered(patch):
        known = sources.get(xref.get("reftarget"), [])
        faults = [placeholders.fault(source, xref.astext()) for source in known]
        if faults and all(faults):
            return faults[0]
    return ""


def unfilled(node: nodes.Element, patch: nodes.Element) -> str:
    """Return why Sphinx cannot fill in a `numref` in human text; empty if it can.

    Unlike with `unfillable`, placeholders may differ from those of the source.
    """
    broken = {
        xref.get("reftarget")
        for xref in _numbered(node)
        if placeholders.unfillable(xref.astext())
    }
    for xref in _numbered(patch):
        problem = placeholders.unfillable(xref.astext())
        if problem and xref.get("reftarget") not in broken:
            return problem
    return ""


def _numbered(node: nodes.Element) -> Iterator[nodes.Element]:
    for xref in node.findall(addnodes.pending_xref):
        if xref.get("reftype") == placeholders.ROLE and xref.get("refexplicit"):
            yield xref


def would_be_inconsistent(node: nodes.Element, patch: nodes.Element) -> bool:
    """Return whether `Locale` would warn of inconsistent references in *patch*.

    It may warn although the signatures agree: it compares the source text of named
    references and footnotes in their order, and both may differ for good reasons:
    translated words, another word order.
    """
    return any(
        list(_compared(node, kind, needed, key))
        != list(_compared(patch, kind, needed, key))
        for kind, needed, key in _COMPARED
    )


def _compared(
    node: nodes.Element,
    kind: type[nodes.Element],
    needed: str,
    key: Callable[[nodes.Element], object],
) -> Iterator[object]:
    """Yield the values that `Locale` compares of elements of one *kind*."""
    for found in node.findall(kind):
        if needed in found or not needed:
            yield key(found)


_Compared: TypeAlias = (
    "tuple[type[nodes.Element], str, Callable[[nodes.Element], object]]"
)
_RAWSOURCE = attrgetter("rawsource")
_COMPARED: tuple[_Compared, ...] = (
    (nodes.footnote_reference, "", _RAWSOURCE),
    (nodes.citation_reference, "refname", _RAWSOURCE),
    (nodes.reference, "refname", _RAWSOURCE),
    (addnodes.pending_xref, "", methodcaller("get", "reftarget")),
)
"""Kinds of elements, with the attribute that `Locale` asks for and what it compares."""
