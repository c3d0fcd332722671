"""Whether a person began with the draft of a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.model import Origin
from sphinx_amts.text.differences import similarity, words_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from sphinx_amts.catalogs.entries import MachineEntry

_EDITED = 0.6
"""Likeness to a draft from where on a translation is an edited draft."""


def drafts_of(
    committed: Mapping[str, MachineEntry], human: Container[str]
) -> dict[str, str]:
    """Return the drafts that machines left for messages that people have translated.

    A machine catalog keeps them, so that it can be told later where a text began.
    """
    drafts = {}
    for text, entry in committed.items():
        draft = entry.draft if entry.origin is Origin.OUTDATED else entry
        if draft is not None and draft.origin is Origin.MACHINE and text in human:
            drafts[text] = draft.msgstr
    return drafts


def is_human(entry: MachineEntry) -> bool:
    """Whether people wrote all of *entry*, for the same text elsewhere or before."""
    return entry.origin is Origin.MEMORY and entry.provenance.is_human


def is_edited(text: str, draft: str) -> bool:
    """Whether *text* is *draft*, accepted as it was or edited."""
    return text == draft or similarity(words_of(text), words_of(draft), _EDITED) > 0
