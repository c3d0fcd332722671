"""What people wrote, in all places where earlier wordings may have left it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import is_shown
from sphinx_amts.catalogs.po_reader import read_entries, read_obsolete
from sphinx_amts.errors import CatalogError
from sphinx_amts.memory.human_memory import (
    HumanMemory,
    HumanRecord,
    RecordPlace,
    message_digest,
)
from sphinx_amts.model import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sphinx_amts.catalogs.po_reader import PoEntry

    DialectOf = Callable[[str, str, str], Dialect | None]

_RST = re.compile(r"``|`_\b|`_$|`_\W|\S`__|:[\w:+.-]{1,99}:`|\|[^|\s][^|]*\|_?|\]_")
_MYST = re.compile(r"\{[\w:+.-]{1,99}\}`|\]\(|\]\[|(?<!`)`[^`]+`(?![`_])|\*\*\S|\$\S")


@dataclass(slots=True)
class PreviousText:
    """Human text of one language, for present and earlier wordings.

    Attributes:
        present: what is in force, msgid and msgstr as records.
        earlier: everything else, the human memory included.
        stated: of these, by message, what a tool has noted to be its previous wording.
        order: the messages of each catalog by their digests, with their neighbours.
        doubtful: fuzzy translations whose own source nobody noted, by the message
            that a tool put them to. They are guesses, kept and shown nowhere.
        faults: catalogs that could not be read, one line each.
        obsolete_faults: the same for their obsolete entries alone.
    """

    present: list[HumanRecord] = field(default_factory=list)
    earlier: list[HumanRecord] = field(default_factory=list)
    stated: dict[str, list[HumanRecord]] = field(default_factory=dict)
    order: dict[str, dict[str, RecordPlace]] = field(default_factory=dict)
    doubtful: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    obsolete_faults: list[str] = field(default_factory=list)

    def records(self) -> list[HumanRecord]:
        """Return all that has a source, each pair once, what is in force first."""
        pairs: dict[tuple[str, str], HumanRecord] = {}
        for record in [*self.present, *self.earlier]:
            if record.source:
                pair = (record.source, record.target)
                known = pairs.setdefault(pair, record)
                if known is not record:
                    pairs[pair] = known.also_in(record.places)
        return list(pairs.values())


def gather(
    catalogs: Iterable[tuple[str, Path]],
    memory: HumanMemory,
    dialect_of: DialectOf,
    *,
    fuzzy: bool = False,
) -> PreviousText:
    """Read human catalogs, their obsolete and fuzzy entries too, and add *memory*.

    A fuzzy translation belongs to the wording that the tool has noted as the previous
    one. Where none is noted, it belongs to a wording that nobody knows.

    Args:
        catalogs: text domain and file, best first.
        memory: the human memory of the language.
        dialect_of: the dialect of a text domain, a message and its translation, `None`
            if the book does not tell.
        fuzzy: whether fuzzy entries are in force, as they stand.
    """
    text = PreviousText()
    read = _Reader(memory, dialect_of)
    for domain, path in catalogs:
        try:
            everything = read_entries(path)
        except CatalogError as exc:
            text.faults.append(str(exc))
            continue
        read.places = text.order.setdefault(domain, {})
        _note_order(domain, everything, read.places)
        for entry in filter(is_shown, everything):
            if fuzzy or not entry.fuzzy:
                text.present.append(read.record(entry.msgid, entry, domain))
            else:
                read.take_fuzzy(text, entry, domain)
        try:
            obsolete = [entry for entry in read_obsolete(path) if is_shown(entry)]
        except CatalogError as exc:
            text.obsolete_faults.append(str(exc))
            continue
        for entry in obsolete:
            if entry.fuzzy:
                read.take_fuzzy(text, entry, domain)
            else:
                text.earlier.append(read.record(entry.msgid, entry, domain))
    text.earlier += memory.current()
    return text


def news(text: PreviousText, memory: HumanMemory) -> list[HumanRecord]:
    """Return the records that the human memory lacks.

    A translation that took the place of another one, which is nowhere else in force,
    names that one, so that it is known which of the two is the later.
    """
    known: dict[str, list[HumanRecord]] = {}
    for record in memory.current():
        known.setdefault(record.source, []).append(record)
    pairs = {(record.source, record.target) for record in memory.records.values()}
    in_force = {(record.source, record.target) for record in text.present}
    replaced: dict[str, str] = {}  # source -> what is in force no longer
    for source, records in known.items():
        for other in records:
            if source and (source, other.target) not in in_force:
                replaced[source] = other.identity
    found: list[HumanRecord] = []
    for record in [*text.present, *text.earlier, *_alone(text, pairs)]:
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


def _alone(text: PreviousText, pairs: set[tuple[str, str]]) -> list[HumanRecord]:
    """Return doubtful translations that stand in no pair yet, without a source."""
    targets = {target for _, target in pairs}
    targets |= {record.target for record in [*text.present, *text.earlier]}
    return [
        without_source(target)
        for target in text.doubtful.values()
        if target not in targets
    ]


def without_source(target: str) -> HumanRecord:
    """Return the record of a translation of nobody knows what."""
    return HumanRecord(source="", target=target)


class _Reader:
    def __init__(self, memory: HumanMemory, dialect_of: DialectOf) -> None:
        self._known = {(r.source, r.target): r for r in memory.records.values()}
        self._dialect_of = dialect_of
        self.places: dict[str, RecordPlace] = {}  # of the catalog being read

    def record(self, source: str, entry: PoEntry, domain: str) -> HumanRecord:
        """Return the record of the memory if it has the pair, else a new one.

        The memory knows in which dialect a text that has left the book was written.
        """
        place = self.places.get(message_digest(source))
        places = () if place is None else (place,)
        known = self._known.get((source, entry.msgstr))
        if known is not None:
            # where it stands now tells more than where it stood
            return replace(known, places=places).also_in(known.places)
        dialect = self._dialect_of(domain, source, entry.msgstr) or guess_dialect(
            source
        )
        return HumanRecord(
            source=source, target=entry.msgstr, dialect=dialect, places=places
        )

    def take_fuzzy(self, text: PreviousText, entry: PoEntry, domain: str) -> None:
        if entry.previous:
            record = self.record(entry.previous, entry, domain)
            text.earlier.append(record)
            text.stated.setdefault(entry.msgid, []).append(record)
        else:
            text.doubtful.setdefault(entry.msgid, entry.msgstr)


def _note_order(
    domain: str, entries: Iterable[PoEntry], places: dict[str, RecordPlace]
) -> None:
    """Add to *places* where each message of a catalog stands among the others."""
    digests = [message_digest(e.msgid) for e in entries if e.msgid]
    for before, own, after in zip(
        ["", *digests], digests, [*digests[1:], ""], strict=False
    ):
        places.setdefault(own, RecordPlace(domain, before, after))


def guess_dialect(text: str) -> Dialect | None:
    """Return what *text* is written in as far as its markup tells, else `None`."""
    if _RST.search(text):
        return Dialect.RST
    return Dialect.MYST if _MYST.search(text) else None
