"""Extract the text of an element without code, formulas and cross-references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPAQUE = (nodes.literal, nodes.math, nodes.raw, nodes.image)


def prose(node: nodes.Element) -> str:
    """Return the text of *node* without code and formulas, to search for terms."""
    return " ".join(
        str(text)
        for text in node.findall(nodes.Text)
        if not isinstance(text.parent, _OPAQUE)
    )


def visible(content: Iterable[nodes.Node]) -> str:
    """Return the text of *content* without code, formulas and cross-references."""
    return "".join(
        child.astext() if isinstance(child, nodes.Text) else visible(child.children)
        for child in content
        if isinstance(child, nodes.Text)
        or (
            isinstance(child, nodes.Element)
            and not isinstance(child, _OPAQUE)
            and "reftarget" not in child
        )
    )
