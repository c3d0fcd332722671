"""Explain why a translation in a block `{eval-rst}` cannot be applied."""

from __future__ import annotations

from docutils import nodes

from sphinx_amts.extension.messages.ancestors import with_ancestors


def no_block(node: nodes.Element, reason: str) -> str:
    """Return why *node* can have no translation in a block `{eval-rst}`.

    Args:
        node: element of a message that only reStructuredText has a form for.
        reason: why the source in such a block is refused; empty if it is not.

    Returns:
        empty if a translation can be applied.
    """
    is_title = isinstance(node, nodes.title)
    if reason and is_title and not isinstance(node.parent, nodes.section):
        return "a title of a directive with markup that only reStructuredText has"
    return reason or _without_target(node)


def _without_target(node: nodes.Element) -> str:
    """Return why a link by name in *node* leads nowhere; empty if all lead somewhere.

    A MyST page does not know the names of targets inside of directives in `{eval-rst}`.
    docutils reports a link to such a target in the source, and fails at it in a
    translation.
    """
    names = [
        found["refname"]
        for found in node.findall(nodes.Element)
        if isinstance(found, nodes.reference | nodes.footnote_reference)
        and "refname" in found
    ]
    if not names:
        return ""
    *_, page = with_ancestors(node)
    known = page.nameids if isinstance(page, nodes.document) else {}
    if all(map(known.get, names)):
        return ""
    return "a link by name whose target the page does not know"
