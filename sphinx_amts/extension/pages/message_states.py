"""Determine the translation states of messages, which the report counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinx_amts.document_records.documents import MessageState
from sphinx_amts.extension.pages.outdated import is_machine
from sphinx_amts.leverage.draft_origin import is_edited
from sphinx_amts.model import Origin, State

if TYPE_CHECKING:
    from sphinx_amts.extension.messages.extraction import ExtractedMessage
    from sphinx_amts.extension.pages.shown import Shown
    from sphinx_amts.extension.pages.spliced_document import SplicedDocument
    from sphinx_amts.model import Provenance

_STATES = {
    Origin.HUMAN: State.HUMAN,
    Origin.MEMORY: State.MEMORY,
    Origin.UNCONFIRMED: State.UNCONFIRMED,
    Origin.OUTDATED: State.OUTDATED,
    Origin.MACHINE: State.MACHINE,
}


def state_with_translation(
    shown: Shown, state: SplicedDocument, *, kept: bool
) -> MessageState:
    """Return the state of a message with a translation.

    Args:
        shown: message and translation.
        state: state of the document.
        kept: whether the page shows the translation; false if it was rejected.
    """
    text, entry = shown.message.text, shown.entry
    result = _STATES[shown.origin]
    if entry is None:
        unedited = state.drafts.get(text)
        if unedited is not None and is_edited(shown.text, unedited):
            result = State.EDITED
        if not kept:
            result = State.UNTRANSLATED
        return message_state(shown.message, result)
    if shown.by_hand:
        result = State.EDITED
    if not kept and entry.origin is not Origin.OUTDATED:
        result = State.REJECTED
    draft = state.outdated[text].draft if entry.origin is Origin.OUTDATED else entry
    return message_state(
        shown.message,
        result,
        provenance=draft.provenance if draft and is_machine(draft) else None,
        previous=entry.previous,
    )


def message_state(
    message: ExtractedMessage,
    state: State,
    *,
    provenance: Provenance | None = None,
    previous: str = "",
) -> MessageState:
    """Create the `MessageState` of *message*, with its text and location."""
    return MessageState(
        text=message.text,
        file=message.file,
        line=message.line,
        state=state,
        provenance=provenance,
        previous=previous,
    )


def engine_counts(messages: list[MessageState]) -> dict[str, int]:
    """Count machine-translated messages by engine and route."""
    counted = Counter(
        message.provenance.label if message.provenance else ""
        for message in messages
        if message.state is State.MACHINE
    )
    return dict(sorted(counted.items()))
