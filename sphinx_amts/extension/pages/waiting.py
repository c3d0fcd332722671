"""Suspend the reading of documents that wait for translations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.document_records.documents import DocumentRecord
from sphinx_amts.extension.messages.page_source import extensions_of
from sphinx_amts.extension.pages.message_states import message_state
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.model import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.transforms import SphinxTransform

    from sphinx_amts.document_records.faults import DamagePlace
    from sphinx_amts.extension.messages.extraction import ExtractedMessage
    from sphinx_amts.extension.pages.spliced_document import SplicedDocument
    from sphinx_amts.extension.session.session import Session


@dataclass(frozen=True, slots=True)
class WaitingDocument:
    """Data of a document whose reading is suspended.

    Attributes:
        messages: messages of the document.
        digest: digest of the catalogs of the document.
        state: state of the document with the chosen translations; `None` if keeping it
            saves less time than the memory is worth.
    """

    messages: list[ExtractedMessage]
    digest: str
    state: SplicedDocument | None = None

    def state_with(self, digest: str) -> SplicedDocument | None:
        """Return the state if *digest* is that of the catalogs, else `None`."""
        return self.state if digest == self.digest else None


def suspended(
    transform: SphinxTransform,
    session: Session,
    state: SplicedDocument,
    damage: Iterable[DamagePlace],
) -> bool:
    """Suspend the reading of a document, if it has misses; return whether it is.

    Once a document is suspended, all following documents are suspended as well, so that
    data are registered in the order of documents. A preliminary record of the document
    is stored, with an empty profile, so that no later build takes it for a final one.

    Args:
        transform: transform that is being applied; it will be applied again.
        session: session of the build.
        state: state of the document with the chosen translations.
        damage: damaged catalogs of the document.
    """
    reading = session.state.suspended
    if not (state.misses or reading.names()) or not reading.may_suspend():
        return False
    env = transform.env
    found = [*(shown.message for shown in state.shown), *state.untouched]
    found.sort(key=lambda message: message.position)
    records_of(env)[env.docname] = DocumentRecord(
        profile="",
        digest="",
        misses=tuple(state.misses.values()),
        findings=tuple(state.findings),
        messages=tuple(message_state(m, State.UNTRANSLATED) for m in found),
        readings={text: inlines for (text, _), inlines in state.readings.items()},
        syntax=extensions_of(env),
        errors=tuple(damage),
    )
    waiting = WaitingDocument(
        state.messages,
        session.catalogs.digest(env.docname, state.domain),
        # keep the state if most of the choice need not be made again
        state if len(state.machine) >= len(state.misses) else None,
    )
    reading.suspend(transform.document, type(transform), waiting=waiting)
    return True
