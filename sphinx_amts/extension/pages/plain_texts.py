"""Set texts that Sphinx copies unparsed: alt texts, toctree captions, metadata.

`Locale` parses all translations, even of such texts, before it copies them. Text from
outside must not be parsed without a check, and markup characters in such texts are no
fault. So `Locale` does not get these translations, and they are set here instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util.index_entries import split_index_msg
from sphinx.util.nodes import traverse_translatable_index

from sphinx_amts.errors import PlaceableError
from sphinx_amts.extension.compat.raw_titles import FROM_OUTSIDE
from sphinx_amts.text import fitness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_amts.extension.messages.extraction import ExtractedMessage


def unfit(message: ExtractedMessage, text: str) -> str:
    """Return why *text* cannot replace *message*, "" if it can."""
    if reason := fitness.unfit(text):
        return reason
    # loaded with the first text from outside
    from sphinx_amts.markup.exchange_restore import refuse_controls

    try:
        refuse_controls(text, message.text)
    except PlaceableError as exc:
        return str(exc)
    if isinstance(message.node, addnodes.index) and ";" in text:
        return "it holds a semicolon, which parts index entries"
    return ""


def show(message: ExtractedMessage, text: str, *, given: str) -> None:
    """Set *text* in the node of *message*.

    Args:
        message: a message that Sphinx copies, but no index entry.
        text: translation without markup.
        given: text that `Locale` may have set already, if a paragraph has the same
            message.
    """
    node = message.node
    if isinstance(node, nodes.image):
        node["alt"] = text
    elif isinstance(node, nodes.meta):
        node["content"] = text
        node["translated"] = True
    elif isinstance(node, addnodes.translatable):
        node.apply_translated_message(message.text, text)
        node.apply_translated_message(given, text)
        if node.get("rawcaption") == message.text:
            node[FROM_OUTSIDE] = True


def show_index_entries(document: nodes.document, texts: Mapping[str, str]) -> None:
    """Set translations in the index entries of *document*.

    Args:
        document: the document.
        texts: message -> translation.

    Source: Sphinx's transform `Locale`.
    """
    for node, entries in traverse_translatable_index(document):
        node["raw_entries"] = entries
        node["entries"] = [
            (
                kind,
                ";".join(texts.get(p) or p for p in split_index_msg(kind, value)),
                target,
                main,
                None,
            )
            for kind, value, target, main, _ in entries
        ]
