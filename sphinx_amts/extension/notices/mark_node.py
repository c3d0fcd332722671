"""Define the node of a mark behind a text."""

from __future__ import annotations

from typing import Any

from docutils import nodes


class MarkNode(nodes.Inline, nodes.Element):
    """A mark as HTML. It has no text, which the index of the search would hold."""


def write_mark(translator: Any, node: MarkNode) -> None:
    """Write a mark into a page; called by docutils."""
    translator.body.append(node["html"])
    raise nodes.SkipNode
