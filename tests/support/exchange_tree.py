"""Exchange documents as trees that fake engines can change and write again."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser


@dataclass
class Node:
    """An element of a document; `id` is empty where it has none."""

    tag: str
    id: str = ""
    opaque: bool = False
    children: list[str | Node] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Return the number in an id such as `x12`."""
        return int(self.id.removeprefix("x"))

    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)

    def walk(self):
        """Yield the elements below this one in reading order."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def html(self) -> str:
        """Return the node as the project itself writes it."""
        attributes = f' id="{self.id}"' if self.id else ""
        attributes += ' translate="no"' if self.opaque else ""
        inner = "".join(
            escape(c, quote=False) if isinstance(c, str) else c.html()
            for c in self.children
        )
        return f"<{self.tag}{attributes}>{inner}</{self.tag}>"


class _TreeReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("")]

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        node = Node(tag, named.get("id") or "", named.get("translate") == "no")
        self.open[-1].children.append(node)
        if tag != "meta":
            self.open.append(node)

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read_blocks(document: str) -> list[Node]:
    """Return the blocks of an exchange document as the project writes it."""
    reader = _TreeReader()
    reader.feed(document)
    reader.close()
    return [node for node in reader.open[0].walk() if node.tag == "p"]


def write_document(blocks: list[Node]) -> str:
    """Return *blocks* as the body of a document."""
    return f"<html><body>{''.join(block.html() for block in blocks)}</body></html>"
