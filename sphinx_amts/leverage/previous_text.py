"""Read all human translations of a language, for present and previous sources."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.leverage.catalog_texts import read_texts
from sphinx_amts.memory.human_memory import (
    HumanMemory,
    HumanRecord,
    RecordPlace,
)
from sphinx_amts.model import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from sphinx_amts.leverage.catalog_texts import CatalogTexts, EntryTexts

    DialectOf = Callable[[str, str, str], Dialect | None]

_RST = re.compile(r"``|`_\b|`_$|`_\W|\S`__|:[\w:+.-]{1,99}:`|\|[^|\s][^|]*\|_?|\]_")
_MYST = re.compile(r"\{[\w:+.-]{1,99}\}`|\]\(|\]\[|(?<!`)`[^`]+`(?![`_])|\*\*\S|\$\S")


@dataclass(slots=True)
class PreviousText:
    """Human translations of one language, for present and previous sources.

    Attributes:
        present: records of the translations that a build uses.
        earlier: records of all other translations, those in the human memory included.
        stated: message -> records of *earlier* whose source a tool noted as the
            previous source of the message.
        order: text domain -> digest of a message -> neighbours of the message in the
            catalog.
        unpaired: message -> fuzzy translation without a previous source. Such a
            translation is a guess of a tool, which is stored but never shown.
        faults: why catalogs could not be read, one line each.
        obsolete_faults: why obsolete entries of catalogs could not be read, one line
            each.
    """

    present: list[HumanRecord] = field(default_factory=list)
    earlier: list[HumanRecord] = field(default_factory=list)
    stated: dict[str, list[HumanRecord]] = field(default_factory=dict)
    order: dict[str, dict[str, RecordPlace]] = field(default_factory=dict)
    unpaired: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    obsolete_faults: list[str] = field(default_factory=list)

    def records(self) -> list[HumanRecord]:
        """Return the records with a source, present ones first.

        Records with the same source and target are joined to one.
        """
        pairs: dict[tuple[str, str], HumanRecord] = {}
        for record in [*self.present, *self.earlier]:
            if record.source:
                pair = (record.source, record.target)
                known = pairs.setdefault(pair, record)
                if known is not record:
                    pairs[pair] = known.also_in(record.places)
        return list(pairs.values())


def read_previous_text(
    catalogs: Iterable[tuple[str, Path]],
    memory: HumanMemory,
    dialect_of: DialectOf,
    *,
    fuzzy: bool = False,
    texts_of: Callable[[Path], CatalogTexts] = read_texts,
) -> PreviousText:
    """Read the entries of human catalogs, and the records of the human memory.

    Obsolete and fuzzy entries are included. A fuzzy translation belongs to the previous
    source that its entry names; without one, the source is unknown.

    Args:
        catalogs: text domain and file, the preferred catalog first.
        memory: the human memory of the language.
        dialect_of: returns the dialect for a text domain, a message and a translation;
            `None` if the book does not have the message.
        fuzzy: whether a build uses fuzzy entries.
        texts_of: reads the texts of a catalog.
    """
    text = PreviousText()
    reader = _RecordReader(memory, dialect_of)
    for domain, path in catalogs:
        texts = texts_of(path)
        if texts.fault:
            text.faults.append(texts.fault)
            continue
        reader.places = text.order.setdefault(domain, {})
        _note_order(domain, texts.order, reader.places)
        for entry in texts.present:
            if fuzzy or not entry.fuzzy:
                text.present.append(reader.record(entry, domain, own=True))
            else:
                reader.add_fuzzy(text, entry, domain)
        if texts.obsolete_fault:
            text.obsolete_faults.append(texts.obsolete_fault)
            continue
        for entry in texts.obsolete:
            if entry.fuzzy:
                reader.add_fuzzy(text, entry, domain)
            else:
                text.earlier.append(reader.record(entry, domain))
    text.earlier += memory.current()
    return text


def new_records(text: PreviousText, memory: HumanMemory) -> list[HumanRecord]:
    """Return records of *text* that the human memory does not contain yet.

    If a translation has replaced another one of the same source, its record names the
    replaced record, so that the order of the two is known.
    """
    known: dict[str, list[HumanRecord]] = {}
    for record in memory.current():
        known.setdefault(record.source, []).append(record)
    pairs = {(record.source, record.target) for record in memory.records.values()}
    in_force = {(record.source, record.target) for record in text.present}
    replaced: dict[str, str] = {}  # source -> identity of the replaced record
    for source, records in known.items():
        for other in records:
            if source and (source, other.target) not in in_force:
                replaced[source] = other.identity
    found: list[HumanRecord] = []
    for record in [*text.present, *text.earlier, *_unpaired_records(text, pairs)]:
        if (record.source, record.target) in pairs:
            continue
        pairs.add((record.source, record.target))
        later = (record.source, record.target) in in_force
        replaces = replaced.get(record.source, "") if later else ""
        found.append(
            HumanRecord(
                source=record.source,
                target=record.target,
                dialect=record.dialect,
                replaces=replaces,
                places=record.places,
            )
        )
    return found


def _unpaired_records(
    text: PreviousText, pairs: set[tuple[str, str]]
) -> list[HumanRecord]:
    """Return records without a source, for unpaired translations that no record has.

    Args:
        text: human translations.
        pairs: source and target of the records that are known.
    """
    targets = {target for _, target in pairs}
    targets |= {record.target for record in [*text.present, *text.earlier]}
    return [
        without_source(target)
        for target in text.unpaired.values()
        if target not in targets
    ]


def without_source(target: str) -> HumanRecord:
    """Return the record of a translation whose source is unknown."""
    return HumanRecord(source="", target=target)


class _RecordReader:
    """Make records from the entries of catalogs, one catalog after another."""

    def __init__(self, memory: HumanMemory, dialect_of: DialectOf) -> None:
        self._known = {(r.source, r.target): r for r in memory.records.values()}
        self._dialect_of = dialect_of
        self.places: dict[str, RecordPlace] = {}  # of the present catalog

    def record(
        self, entry: EntryTexts, domain: str, *, own: bool = False
    ) -> HumanRecord:
        """Return the record for an entry, from the memory if the memory has the pair.

        Only the memory knows the dialect of a message that is no longer in the book.

        Args:
            entry: texts of the entry.
            domain: text domain of the catalog.
            own: whether the entry is used as a translation of its own message, even if
                it is fuzzy.
        """
        source = entry.message if own else entry.source
        place = self.places.get(entry.own_digest if own else entry.digest)
        places = () if place is None else (place,)
        known = self._known.get((source, entry.target))
        if known is not None:
            # the present place comes before the earlier ones
            return replace(known, places=places).also_in(known.places)
        dialect = self._dialect_of(domain, source, entry.target) or guess_dialect(
            source
        )
        return HumanRecord(
            source=source, target=entry.target, dialect=dialect, places=places
        )

    def add_fuzzy(self, text: PreviousText, entry: EntryTexts, domain: str) -> None:
        """Add a fuzzy entry to *text*, under the previous source if it has one."""
        if entry.source:
            record = self.record(entry, domain)
            text.earlier.append(record)
            text.stated.setdefault(entry.message, []).append(record)
        else:
            text.unpaired.setdefault(entry.message, entry.target)


def _note_order(
    domain: str, digests: Sequence[str], places: dict[str, RecordPlace]
) -> None:
    """Add the neighbours of each message of a catalog to *places*, by digest."""
    for before, own, after in zip(
        ["", *digests], digests, [*digests[1:], ""], strict=False
    ):
        places.setdefault(own, RecordPlace(domain, before, after))


def guess_dialect(text: str) -> Dialect | None:
    """Return the dialect that the markup of *text* indicates, `None` if it has none."""
    if _RST.search(text):
        return Dialect.RST
    return Dialect.MYST if _MYST.search(text) else None
