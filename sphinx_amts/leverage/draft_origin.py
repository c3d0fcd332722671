"""Decide whether a human translation is a post-edited machine draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.model import Origin

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from sphinx_amts.catalogs.entries import MachineEntry

_EDITED = 0.6
"""Least similarity to a draft, from 0 to 1, of a translation made by post-editing."""


def drafts_of(
    committed: Mapping[str, MachineEntry], human: Container[str]
) -> dict[str, str]:
    """Return the machine drafts of messages that have a human translation.

    Machine catalogs keep these drafts, so that a later run can recognise translations
    that were post-edited from them.

    Args:
        committed: message -> entry of the committed machine catalog.
        human: messages with a human translation.

    Returns:
        message -> text of the draft.
    """
    drafts = {}
    for text, entry in committed.items():
        draft = entry.draft if entry.origin is Origin.OUTDATED else entry
        if draft is not None and draft.origin is Origin.MACHINE and text in human:
            drafts[text] = draft.msgstr
    return drafts


def is_human(entry: MachineEntry) -> bool:
    """Return whether the text of *entry* is a human translation from the memory."""
    return entry.origin is Origin.MEMORY and entry.provenance.is_human


def is_edited(text: str, draft: str) -> bool:
    """Return whether *text* is *draft*, unchanged or post-edited."""
    if text == draft:
        return True
    # loaded with the first draft that differs
    from sphinx_amts.text.differences import similarity, words_of

    return similarity(words_of(text), words_of(draft), _EDITED) > 0
