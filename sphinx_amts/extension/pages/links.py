"""Restore links and targets of an element after Sphinx has translated it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Sequence


def copy_places(node: nodes.Element, before: Sequence[nodes.Node]) -> None:
    """Copy source file and line of links to their translation, for warnings.

    Sphinx gives nodes of a translation a location that no editor can open.

    Args:
        node: element with the translation.
        before: children of *node* before the translation was applied.
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
    """Copy ids and targets of `problematic` nodes from *before* to *node*.

    A translation is parsed by itself, so that its `problematic` nodes are numbered from
    one on, and would refer to other messages of the page.
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
    """Register named links of a translation with docutils, and unregister the source's.

    `Locale` does not register new links in section titles, and does not unregister the
    replaced links, at which transforms fail that need parents (`target-notes`).
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


@dataclass(frozen=True, slots=True)
class FootnoteReferences:
    """Footnote references of a document before `Locale`, for docutils to number.

    Attributes:
        lists: lists in which the document registers such references.
        sizes: length of each list before `Locale`.
    """

    lists: tuple[list[nodes.Node], ...]
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, document: nodes.document) -> FootnoteReferences:
        """Save the lengths of the lists of *document*."""
        lists = document.autofootnote_refs, document.symbol_footnote_refs
        return cls(lists, tuple(map(len, lists)))  # type: ignore[arg-type]

    def unlist(self, node: nodes.Element) -> None:
        """Remove the references in *node*, a translation, that `Locale` has added.

        `Locale` also registers references whose original was in no list, for example in
        text of another dialect that was parsed separately. For these, docutils would
        warn of missing footnotes.
        """
        new = {id(found) for found in node.findall(nodes.footnote_reference)}
        for listed, size in zip(self.lists, self.sizes, strict=True):
            if len(listed) > size:
                listed[size:] = [n for n in listed[size:] if id(n) not in new]


def restore_targets(node: nodes.Element, before: Sequence[nodes.Node]) -> None:
    """Restore targets whose names a translated hyperlink no longer declares.

    `` `text <url>`_ `` declares a target named after its text, and other paragraphs may
    refer to this name.
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
