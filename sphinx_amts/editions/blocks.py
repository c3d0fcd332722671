"""Collect the blocks of each document that Sphinx reads, in document order.

This extension is loaded beside those of the book when an edition is read for alignment.
It extracts messages with the same function as a build.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.domains import Domain
from sphinx.transforms import SphinxTransform

from sphinx_amts.editions.model import Block, BlockKind
from sphinx_amts.extension.compat.trial import EnvironmentSnapshot
from sphinx_amts.extension.guard.guard import Guard
from sphinx_amts.extension.messages.codecs import Codecs
from sphinx_amts.extension.messages.extraction import (
    ExtractedMessage,
    dialect_of,
    extract,
)
from sphinx_amts.extension.messages.page_source import page_settings
from sphinx_amts.model import Dialect, MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

NAME = "sphinx_amts.editions.blocks"
_DOMAIN = "amts-edition"
_KINDS = {
    MessageKind.TITLE: BlockKind.TITLE,
    MessageKind.TERM: BlockKind.TERM,
    MessageKind.PLAIN: BlockKind.PLAIN,
    MessageKind.BLOCK: BlockKind.TEXT,
}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the domain and the transform that collect blocks."""
    app.add_domain(_Blocks)
    app.add_transform(_CollectBlocks)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True}


def blocks_of(env: BuildEnvironment) -> dict[str, list[Block]]:
    """Return the blocks of every document read, by document name."""
    blocks: dict[str, list[Block]] = env.domaindata[_DOMAIN]["blocks"]
    return blocks


class _Blocks(Domain):
    name = _DOMAIN
    label = "Blocks of an edition"
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {"blocks": {}}

    def clear_doc(self, docname: str) -> None:
        """Delete the blocks of a document that Sphinx reads again or has removed."""
        self.data["blocks"].pop(docname, None)

    def merge_domaindata(
        self, docnames: Iterable[str], otherdata: dict[str, Any]
    ) -> None:
        """Merge the blocks of documents that another process has read."""
        for docname in docnames:
            if docname in otherdata["blocks"]:
                self.data["blocks"][docname] = otherdata["blocks"][docname]

    def resolve_any_xref(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Return an empty list, as this domain has no reference targets."""
        return []


class _CollectBlocks(SphinxTransform):
    """Transform that collects the blocks of a document, in the source language."""

    default_priority = 19

    def apply(self, **kwargs: Any) -> None:
        """Store the blocks of the document in the domain."""
        docname = self.env.docname
        with page_settings(self.env, docname):
            blocks_of(self.env)[docname] = self._blocks(docname)

    def _blocks(self, docname: str) -> list[Block]:
        dialect = dialect_of(self.env, docname)
        codecs = Codecs(self.env, self.document.settings, docname)
        traces = EnvironmentSnapshot(self.env)
        guard = Guard(self.env, codecs, self.document["source"], dialect, traces)
        messages: dict[int, list[ExtractedMessage]] = {}
        for message in extract(self.document, self.env):
            messages.setdefault(id(message.node), []).append(message)
        try:
            return list(_walk(self.document, messages, guard, codecs))
        finally:
            traces.put_back()


def _walk(
    document: nodes.document,
    messages: dict[int, list[ExtractedMessage]],
    guard: Guard,
    codecs: Codecs,
) -> Iterator[Block]:
    for node in document.findall(nodes.Element):
        depth = 0
        parent: nodes.Element | None = node
        while parent is not None:
            depth += isinstance(parent, nodes.section)
            parent = parent.parent
        line = node.line or 0
        if anchor := _anchor(node):
            kind, text = anchor
            yield Block(kind=kind, text=text, line=line, depth=depth)
        for message in messages.get(id(node), ()):
            own = Dialect.PLAIN if message.kind is MessageKind.PLAIN else guard.dialect
            if own is None:
                continue
            guard.outside_of(message)  # looks at its dialect where that is in doubt
            try:
                inlines = codecs.encode(message.text, own)
            except Exception:  # noqa: S112 - roles raise anything
                continue
            yield Block(
                kind=_KINDS[message.kind],
                text=message.text,
                line=message.line,
                file=message.file,
                position=message.position,
                depth=depth,
                inlines=inlines,
                message_kind=message.kind,
                dialect=own,
                kept=message.excluded,
            )


def _anchor(node: nodes.Element) -> tuple[BlockKind, str] | None:
    """Return kind and text of *node* if it is an anchor, such as code, else `None`."""
    match node:
        case nodes.literal_block() | nodes.doctest_block():
            return BlockKind.CODE, node.astext()
        case nodes.math_block():
            return BlockKind.MATH, node.astext()
        case nodes.image():
            return BlockKind.FIGURE, PurePosixPath(node["uri"]).name
        case nodes.target() if not node.children:
            names = node.get("names") or [node.get("refid", "")]
            return (BlockKind.LABEL, names[0]) if names[0] else None
    return None
