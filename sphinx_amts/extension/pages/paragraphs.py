"""Store in elements which message they show, for the notices of their page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_amts.extension.session.paragraphs import PARAGRAPH, Paragraph
from sphinx_amts.model import MessageKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_amts.document_records.documents import MessageState
    from sphinx_amts.extension.pages.spliced_document import SplicedDocument


def note_paragraphs(
    docname: str, state: SplicedDocument, states: Mapping[int, MessageState]
) -> None:
    """Store message and source text in the elements of a document.

    Args:
        docname: name of the document.
        state: state of the document, with its messages and translations.
        states: position of a message -> its state; messages that are not to be
            translated are missing.
    """
    sources = {shown.message.position: shown for shown in state.shown}
    for message in state.messages:
        node, result = message.node, states.get(message.position)
        if result is None or message.kind is MessageKind.PLAIN:
            continue
        if isinstance(node, nodes.inline):
            continue
        shown = sources.get(message.position)
        content = node.children
        translated = shown is not None and bool(result.shown)
        if shown is not None and translated:
            content = shown.outside.within(shown.children)
        elif message.excluded or not message.in_source_language:
            continue
        source = " ".join("".join(child.astext() for child in content).split())
        node[PARAGRAPH] = Paragraph(docname, message.text, source, translated)
