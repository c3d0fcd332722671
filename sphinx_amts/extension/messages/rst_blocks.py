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
    docutils reports a link to such a target in the source. In a translation, it finds
    the address of an external target, and fails at any other one.
    """
    names = {
        found["refname"]
        for found in node.findall(nodes.Element)
        if isinstance(found, nodes.reference | nodes.footnote_reference)
        and "refname" in found
    }
    if not names:
        return ""
    *_, page = with_ancestors(node)
    known = page.nameids if isinstance(page, nodes.document) else {}
    unknown = {name for name in names if not known.get(name)}
    if not unknown or unknown <= _external(page):
        return ""
    return "a link by name whose target the page does not know"


def _external(page: nodes.Node) -> set[str]:
    """Return the names in *page* that stand for one external address."""
    addresses: dict[str, set[str]] = {}
    for target in page.findall(nodes.target):
        for name in target["names"]:
            addresses.setdefault(name, set()).add(target.get("refuri", ""))
    return {name for name, found in addresses.items() if len(found) == 1 and all(found)}
