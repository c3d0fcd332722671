"""Iterate over the ancestors of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes


def with_ancestors(node: nodes.Node | None) -> Iterator[nodes.Node]:
    """Yield *node* and its ancestors, from the inside out; nothing for `None`."""
    while node is not None:
        yield node
        node = node.parent
