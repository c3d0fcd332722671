"""Define the node of a mark that follows a machine or outdated translation."""

from __future__ import annotations

from typing import Any

from docutils import nodes


class MarkNode(nodes.Inline, nodes.Element):
    """Mark as HTML in an attribute, so that its text is not in the search index."""


def write_mark(translator: Any, node: MarkNode) -> None:
    """Write the HTML of a mark into a page; called by docutils."""
    translator.body.append(node["html"])
    raise nodes.SkipNode
