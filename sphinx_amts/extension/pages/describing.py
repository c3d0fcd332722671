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
    from sphinx_amts.extension.messages.extraction import ExtractedMessage
    from sphinx_amts.extension.pages.shown import Shown

# Sphinx replaces some of these characters, and splits texts at others.
_CHANGED = re.compile(r"[\"'`\n…]|--|\.\.\.")
_CERTAIN = (nodes.Text, nodes.emphasis, nodes.strong, nodes.literal)
_OPENING = 80
_END = re.compile(r".*[\s，。；：、！？]", re.DOTALL)
_SHORT = 8


class Describer:
    """Adds to the states of messages what the report shows of them.

    Args:
        drafts: message -> machine translation that is not shown.
    """

    def __init__(self, drafts: Mapping[str, str]) -> None:
        self._drafts = drafts

    def described(
        self, state: MessageState, message: ExtractedMessage, shown: Shown | None = None
    ) -> MessageState:
        """Return *state* with shown text, draft, link target and opening words.

        Args:
            state: state of the message.
            message: the message, whose translation Sphinx has applied already.
            shown: the applied translation; `None` if the page shows the source text.
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
    """Return the id of *node* or of its nearest ancestor with an id, "" if none."""
    for above in with_ancestors(node):
        if isinstance(above, nodes.Element) and above.get("ids"):
            return str(above["ids"][0])
    return ""


def _opening(message: ExtractedMessage, text: str) -> str:
    """Return the first words of a message on its page, as far as they are final.

    "" if these are too few.
    """
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
    """Yield the text of *node* before the first element that Sphinx resolves later."""
    for child in node.children:
        if not isinstance(child, _CERTAIN):
            return
        yield child.astext()
