"""Compare the element that Sphinx would show for a translation with the source."""

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
    """Describe how the markup of a translation differs from that of the source.

    Args:
        node: element of the message.
        content: children of *node* that the translation replaces.
        patch: element that Sphinx has parsed from the translation.

    Returns:
        a description; "" if there is no difference.
    """
    before, after = signature(content), signature(patch.children)
    if before != after:
        return differences(before, after)
    if text := swapped_text(node, patch):
        return f"a link shows the text of another, {text!r}"
    return unfillable(node, patch)


def unfillable(node: nodes.Element, patch: nodes.Element) -> str:
    """Describe a `numref` title in *patch* whose placeholder Sphinx cannot fill in.

    The description is "" if there is none.
    """
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
    """Describe a placeholder in human text that Sphinx cannot fill in, "" if none.

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

    `Locale` may warn although the inline signatures agree, because it compares the
    source text of references and footnotes in their order. Translated words and another
    word order cause such warnings, although the translation is correct.
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
    """Yield the values that `Locale` compares for elements of one kind.

    Args:
        node: element of the source or of the translation.
        kind: class of the elements.
        needed: attribute that the elements must have; empty for all elements.
        key: returns the value to compare.
    """
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
"""Kind of element, attribute that `Locale` requires, and value that it compares."""
