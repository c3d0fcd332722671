"""The links and targets of an element after Sphinx has put a translation into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Sequence


def locate(node: nodes.Element, before: Sequence[nodes.Node]) -> None:
    """Let warnings about links name the place in the source, as without us.

    Sphinx gives what comes from a translation a place that no editor can jump to.
    """
    places = {
        _link(element): (element.source, element.line)
        for child in before
        for element in child.findall(nodes.Element)
    }
    for element in node.findall(nodes.Element):
        if element is not node:
            place = places.get(_link(element), (node.source, node.line))
            element.source, element.line = place


def _link(element: nodes.Element) -> tuple[object, ...]:
    return (element.tagname, element.get("reftarget"), element.get("refuri"))


def keep_marks_of_errors(node: nodes.Element, before: Sequence[nodes.Node]) -> None:
    """Let what the parser could not read in *node* lead where it did *before*.

    A translation is parsed on its own, which numbers such marks from one on.
    """
    marks = [mark for child in before for mark in child.findall(nodes.problematic)]
    for new in node.findall(nodes.problematic):
        for old in marks:
            # the source may be wrapped
            if old.astext().split() == new.astext().split():
                new.attributes.update(old.attributes)
                marks.remove(old)
                break


def note_references(
    node: nodes.Element, before: Sequence[nodes.Node], document: nodes.document
) -> None:
    """Let docutils know the named links of a translation, and only these.

    `Locale` notes new ones but in section titles, and forgets none of the replaced
    ones, which break what looks for their place (`target-notes`).
    """
    if not node.get("translated") or node.children == before:
        return
    for child in before:
        for old in child.findall(nodes.reference):
            known = document.refnames.get(old.get("refname"), [])
            known[:] = [reference for reference in known if reference is not old]
    if isinstance(node.parent, nodes.section):
        for new in node.findall(nodes.reference):
            if "refname" in new:
                document.note_refname(new)


def put_targets_back(node: nodes.Element, before: Sequence[nodes.Node]) -> None:
    """Keep the names that a translated hyperlink no longer declares.

    `` `text <url>`_ `` names its target after its text, which other paragraphs may
    refer to by that name.
    """
    lost = [
        child
        for child in before
        if isinstance(child, nodes.target) and not child.children and child["names"]
    ]
    if not lost or not node.get("translated"):
        return
    kept = {name for found in node.findall(nodes.target) for name in found["names"]}
    for child in lost:
        if not kept.intersection(child["names"]):
            node += child
