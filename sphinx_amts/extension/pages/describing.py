"""Describe messages for the report: shown text, link target and opening words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_amts.extension.messages.ancestors import with_ancestors
from sphinx_amts.model import MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_amts.document_records.documents import MessageState
    from sphinx_amts.extension.messages.extraction import Extracted
    from sphinx_amts.extension.pages.shown import Shown

# Sphinx makes other characters of some of these, and ends a text at others.
_CHANGED = re.compile(r"[\"'`\n…]|--|\.\.\.")
_CERTAIN = (nodes.Text, nodes.emphasis, nodes.strong, nodes.literal)
_OPENING = 80
_END = re.compile(r".*[\s，。；：、！？]", re.DOTALL)
_SHORT = 8


class Describer:
    """Collector of shown text, link target and opening words for a document's messages.

    Args:
        drafts: machine translations that are not shown, by message.
    """

    def __init__(self, drafts: Mapping[str, str]) -> None:
        self._drafts = drafts

    def described(
        self, state: MessageState, message: Extracted, shown: Shown | None = None
    ) -> MessageState:
        """Return *state* with the shown text, its link target and its opening words.

        Args:
            state: state of the message.
            message: after Sphinx has applied its translation.
            shown: that translation, if the page shows one.
        """
        text = shown.text if shown is not None else ""
        return replace(
            state,
            shown=text,
            draft=self._drafts.get(message.text, ""),
            place=_place(message.node),
            opening=_opening(message, text),
        )


def _place(node: nodes.Node) -> str:
    """Return the nearest id that can be the target of a link."""
    for above in with_ancestors(node):
        if isinstance(above, nodes.Element) and above.get("ids"):
            return str(above["ids"][0])
    return ""


def _opening(message: Extracted, text: str) -> str:
    """Return the opening words of a message on its page, as far as they are final."""
    if message.kind is MessageKind.PLAIN:
        found = text or message.text
    else:
        found = "".join(_certain(message.node))
    found = _CHANGED.split(found, maxsplit=1)[0].strip()
    if len(found) > _OPENING:
        cut = found[:_OPENING]
        whole = _END.match(cut)
        found = (whole[0] if whole else cut).strip()
    return found if len(found) >= _SHORT else ""


def _certain(node: nodes.Element) -> Iterator[str]:
    """Yield the text up to the first element that is resolved later."""
    for child in node.children:
        if not isinstance(child, _CERTAIN):
            return
        yield child.astext()
