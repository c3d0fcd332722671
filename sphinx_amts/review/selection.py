"""Select the messages of a book that need review, with their drafts."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.extension.session.domain import records_in_toc_order
from sphinx_amts.leverage.draft_origin import is_human
from sphinx_amts.model import State
from sphinx_amts.review.items import CatalogPlace, ReviewItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.document_records.documents import DocumentRecord, MessageState
    from sphinx_amts.project.reading import Reading

OPEN = frozenset(
    {
        State.MEMORY,
        State.MACHINE,
        State.OUTDATED,
        State.UNCONFIRMED,
        State.PENDING,
        State.REJECTED,
        State.UNTRANSLATED,
    }
)
"""States of messages to select for review."""


def review_items(reading: Reading) -> list[ReviewItem]:
    """Return the messages without a human translation, each once, in reading order.

    Messages that get a human translation from elsewhere in the book are left out.
    """
    found: dict[str, ReviewItem] = {}
    for docname, record in records_in_toc_order(reading.app.env):
        if record.errors:
            continue
        for item in _items_of(reading, docname, record):
            known = found.setdefault(item.msgid, item)
            if known is not item:
                known.places += item.places
                if known.draft is None and item.draft is not None:
                    known.draft, known.drafted_in = item.draft, item.drafted_in
    return list(found.values())


def places_of(reading: Reading) -> dict[str, list[CatalogPlace]]:
    """Return the occurrences of each message of the book, by its text."""
    found: dict[str, list[CatalogPlace]] = {}
    for docname, record in records_in_toc_order(reading.app.env):
        for message in record.messages:
            place = _place(reading, docname, message)
            found.setdefault(message.text, []).append(place)
    return found


def _items_of(
    reading: Reading, docname: str, record: DocumentRecord
) -> Iterator[ReviewItem]:
    catalogs = reading.session.catalogs
    entries = catalogs.overlay_entries(docname) | catalogs.committed_entries(docname)
    outdated = catalogs.outdated_entries(docname, record.outdated)
    reasons = {finding.text: finding.reason for finding in record.findings}
    messages = [None, *record.messages, None]
    for (above, message), (_, below) in pairwise(pairwise(messages)):
        assert message is not None
        old = outdated.get(message.text)
        entry = _as_written(entries.get(message.text), record.accepted)
        if message.state not in OPEN or (entry is not None and is_human(entry)):
            continue
        draft = (
            _as_written(_draft(old), record.suggestions) if old is not None else entry
        )
        rejected = message.state is State.REJECTED
        reason = reasons.get(message.text, "") if rejected else ""
        yield ReviewItem(
            msgid=message.text,
            state=message.state,
            places=[_place(reading, docname, message)],
            draft=draft,
            drafted_in=docname,
            earlier=old.msgstr if old is not None else "",
            previous=old.previous if old is not None else "",
            reason=f"{reason}: {message.draft}" if rejected else "",
            before=above.text if above is not None else "",
            after=below.text if below is not None else "",
        )


def _as_written(
    entry: MachineEntry | None, written: Mapping[str, str]
) -> MachineEntry | None:
    """Return *entry* with its text from *written*; `None` if it is not there.

    The texts in *written* passed the checks of a build. Other drafts are not offered,
    since they might end up in a human catalog, which is trusted.
    """
    if entry is None or entry.msgid not in written:
        return None
    return replace(entry, msgstr=written[entry.msgid])


def _draft(entry: MachineEntry) -> MachineEntry:
    """Return the new draft in *entry*, or *entry* itself, an outdated translation."""
    return entry if entry.draft is None else entry.draft


def _place(reading: Reading, docname: str, message: MessageState) -> CatalogPlace:
    app = reading.app
    return CatalogPlace(
        document=docname,
        file=message.file,
        domain=docname_to_domain(docname, app.config.gettext_compact),
        line=message.line,
    )
