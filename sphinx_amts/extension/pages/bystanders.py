"""Restore excluded elements that `Locale` translates because their text matches.

`Locale` looks up translations by text. So it also inserts the translation of a
paragraph into code with the same text, or into an element that the author excludes from
translation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.nodes import LITERAL_TYPE_NODES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sphinx_amts.extension.messages.extraction import ExtractedMessage


@dataclass(frozen=True, slots=True)
class ExcludedElement:
    """Excluded element, and its state before Sphinx's `Locale` transform.

    Attributes:
        node: the element.
        children: child nodes of the element.
        attributes: attributes of the element.
        rawsource: source text of the element.
    """

    node: nodes.Element
    children: list[nodes.Node]
    attributes: dict[str, Any]
    rawsource: str

    @classmethod
    def of(cls, node: nodes.Element) -> ExcludedElement:
        """Save the state of *node*."""
        attributes = {
            name: list(value) if isinstance(value, list) else value
            for name, value in node.attributes.items()
        }
        return cls(node, list(node.children), attributes, node.rawsource)

    def put_back(self) -> None:
        """Restore the saved state of the element."""
        self.node.children = self.children
        for child in self.children:
            child.parent = self.node
        self.node.attributes.update(self.attributes)
        self.node.rawsource = self.rawsource
        self.node["translated"] = False


def find_bystanders(
    document: nodes.document,
    messages: Iterable[ExtractedMessage],
    texts: Collection[str],
) -> Iterator[ExcludedElement]:
    """Save the state of each excluded element whose text is one of *texts*.

    Args:
        document: document before `Locale` is applied.
        messages: messages of the document.
        texts: messages with machine translations.
    """
    if not texts:
        return
    for message in messages:
        if message.excluded and message.text in texts:
            yield ExcludedElement.of(message.node)
    for node in document.findall(_is_code):
        assert isinstance(node, nodes.Element)
        if (node.rawsource or node.astext()) in texts:
            yield ExcludedElement.of(node)


def _is_code(node: nodes.Node) -> bool:
    return isinstance(node, LITERAL_TYPE_NODES)
