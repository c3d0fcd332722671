"""Write texts that a person wrote or approved into the human catalogs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.machine_writer import write_machine
from sphinx_amts.catalogs.verified import with_check
from sphinx_amts.extension.messages.extraction import dialect_of
from sphinx_amts.extension.session.domain import records_in_toc_order
from sphinx_amts.extension.session.human_sources import read_human_text
from sphinx_amts.leverage.previous_text import guess_dialect, new_records
from sphinx_amts.memory.human_memory import HumanMemory, HumanRecord
from sphinx_amts.model import Origin
from sphinx_amts.project.human_catalogs import HumanCatalogs, PlacedText
from sphinx_amts.review.dialects import Dialects
from sphinx_amts.review.selection import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sphinx_amts.catalogs.credit import Credit
    from sphinx_amts.model import Dialect
    from sphinx_amts.project.reading import Reading
    from sphinx_amts.review.items import CatalogPlace, ReviewItem


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedText:
    """A translation that a person wrote or approved.

    Attributes:
        where: file and line of the text, for error messages; empty if unknown.
    """

    msgid: str
    text: str
    where: str = ""


@dataclass(slots=True, kw_only=True)
class AcceptResult:
    """Result of writing accepted texts into the human catalogs.

    Attributes:
        added: texts that were added to a catalog.
        already_present: number of texts that a catalog had already.
        no_longer_in_book: texts of messages that are not in the book; the human memory
            keeps them.
        unfitting: texts, with their dialect, that cannot be written in that of any
            document with their message; the human memory keeps them.
        refused: texts of messages for which a catalog has another translation.
        conflicting: further, different texts for a message; the first was taken.
        written: files that changed.
    """

    added: list[AcceptedText] = field(default_factory=list)
    already_present: int = 0
    no_longer_in_book: list[AcceptedText] = field(default_factory=list)
    unfitting: list[tuple[AcceptedText, Dialect]] = field(default_factory=list)
    refused: list[AcceptedText] = field(default_factory=list)
    conflicting: list[AcceptedText] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)


def accept_texts(
    reading: Reading,
    texts: Iterable[AcceptedText],
    items: Mapping[str, ReviewItem],
    credit: Credit,
    *,
    dry_run: bool = False,
) -> AcceptResult:
    """Write *texts* into the human catalogs.

    Existing texts are never replaced, except fuzzy entries, whose text is first saved
    in the human memory. Machine drafts of these messages are kept in the committed
    machine catalogs, so that a build can recognise an edited draft.

    Args:
        reading: the book as read for the language.
        texts: texts to write; the first counts if a message has several.
        items: messages for review, by their text.
        credit: translator to name in the catalogs.
        dry_run: whether to write nothing, and return the expected result.

    Raises:
        CatalogError: a file is damaged, ambiguous or cannot be written.
    """
    accepted = AcceptResult()
    if dry_run:
        _placed(reading, texts, items, accepted)
        return accepted
    book, language = reading.book, reading.session.languages.target
    with book.lock():
        placed = _placed(reading, texts, items, accepted)
        _save_human_memory(reading, placed, accepted)
        _keep_drafts(reading, placed, items, accepted)
        catalogs = HumanCatalogs(book, reading.app.env, language)
        apart: set[str] = set()
        for path, done in catalogs.add(placed, replace_fuzzy=True, credit=credit):
            apart |= {entry.msgid for entry in done.plural}
            if done.added:
                accepted.written.append(path)
    accepted.refused += [text for text in accepted.added if text.msgid in apart]
    accepted.added = [text for text in accepted.added if text.msgid not in apart]
    return accepted


def _placed(
    reading: Reading,
    texts: Iterable[AcceptedText],
    items: Mapping[str, ReviewItem],
    accepted: AcceptResult,
) -> list[PlacedText]:
    """Sort *texts* into *accepted*; return those to add, each with its catalog.

    Each text is converted into the markup dialect of its document.
    """
    human = reading.session.catalogs.human
    dialects = _dialects(reading)
    everywhere = places_of(reading)
    placed: list[PlacedText] = []
    unique: dict[str, AcceptedText] = {}
    for text in texts:
        if unique.setdefault(text.msgid, text).text != text.text:
            accepted.conflicting.append(text)
    for text in unique.values():
        places = everywhere.get(text.msgid, [])
        known = [human(place.domain).get(text.msgid, "") for place in places]
        free = [place for place, there in zip(places, known, strict=True) if not there]
        if not places:
            accepted.no_longer_in_book.append(text)
        elif free:
            dialect = dialects.of(text.where, items.get(text.msgid), places)
            converted = [
                _placed_text(place, text.msgid, written)
                for place in free
                if (
                    written := dialects.convert(
                        text.msgid, text.text, dialect, place.document
                    )
                )
            ]
            placed += converted
            if converted:
                accepted.added.append(text)
            elif dialect is not None:
                accepted.unfitting.append((text, dialect))
        elif text.text in known:
            accepted.already_present += 1
        else:
            accepted.refused.append(text)
    # in the order of the book, in which a person reads the catalog
    order: dict[tuple[str, str], int] = {}
    for docname, record in records_in_toc_order(reading.app.env):
        for message in record.messages:
            order.setdefault((docname, message.text), len(order))
    return sorted(placed, key=lambda text: order[text.document, text.msgid])


def _dialects(reading: Reading) -> Dialects:
    return Dialects(env=reading.app.env, committed=reading.session.catalogs.committed)


def _placed_text(place: CatalogPlace, msgid: str, msgstr: str) -> PlacedText:
    return PlacedText(
        document=place.document, place=str(place), msgid=msgid, msgstr=msgstr
    )


def _save_human_memory(
    reading: Reading, placed: list[PlacedText], accepted: AcceptResult
) -> None:
    env, catalogs = reading.app.env, reading.session.catalogs
    path = catalogs.human_memory
    assert path is not None
    memory = HumanMemory.load(path)
    memory.add(new_records(read_human_text(env, catalogs, memory), memory))
    memory.add(
        HumanRecord(
            source=text.msgid,
            target=text.msgstr,
            dialect=dialect_of(env, text.document) or guess_dialect(text.msgid),
        )
        for text in placed
    )
    memory.add(
        HumanRecord(
            source=text.msgid, target=text.text, dialect=guess_dialect(text.msgid)
        )
        for text in accepted.no_longer_in_book
    )
    memory.add(
        HumanRecord(source=text.msgid, target=text.text, dialect=dialect)
        for text, dialect in accepted.unfitting
    )
    if memory.save(path):
        accepted.written.append(path)


def _keep_drafts(
    reading: Reading,
    placed: list[PlacedText],
    items: Mapping[str, ReviewItem],
    accepted: AcceptResult,
) -> None:
    catalogs, language = reading.session.catalogs, reading.session.languages.target
    folder = reading.committed_folder()
    dialects = _dialects(reading)
    documents: dict[str, set[str]] = {}
    for text in placed:
        documents.setdefault(text.document, set()).add(text.msgid)
    for docname, messages in sorted(documents.items()):
        entries = catalogs.all_committed_entries(docname)
        for msgid in messages - entries.keys():
            item = items.get(msgid)
            if item and item.draft and item.draft.origin is Origin.MACHINE:
                dialect = dialects.of("", item, item.places)
                if own := dialects.convert(msgid, item.proposal, dialect, docname):
                    entries[msgid] = with_check(replace(item.draft, msgstr=own))
        path = folder / f"{docname}.po"
        if write_machine(path, language, entries.values()):
            accepted.written.append(path)
