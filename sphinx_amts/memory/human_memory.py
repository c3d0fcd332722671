"""Store the human translations of a book permanently in one committed file.

Gettext's tools drop the translation of a text that was removed from the book, and a
shallow clone has no history to search; the human memory keeps these translations. It is
a text file with one record a line, in JSON, sorted, so that a new record is a new line
and nothing else, and two branches merge by keeping the lines of both::

    {"source": "Boil it.", "target": "Hiérvelo.", "dialect": "rst",
     "in": {"tea": ["9b1c0a7e", ""]}, "id": "0c1f3a…"}

`in` lists where the source occurred when the record was made: text domain of the
catalog -> hashes of the messages before and after the source. After a change of the
source, `in` identifies the paragraph of which the record has an earlier wording.

Records are only added; only `forget` removes a record. Lines that name the record, in
each dialect, without its text take its place, so that a merge with a branch that still
has the record does not restore it::

    {"forgotten": "0c1f3a…"}

The order of the lines has no meaning: if a translation was changed, the later record
names the earlier record.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.errors import CatalogError
from sphinx_amts.files.disk import (
    as_utf8,
    read_file,
    refuse_read_only,
    unreadable,
    write_if_changed,
)
from sphinx_amts.files.json_text import DamagedJson, holds_odd_characters, parse_json
from sphinx_amts.model import Dialect
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

_MOST_RECORDS = 1_000_000
"""Most records of a memory, ten times those of the largest books; some hundred MB."""

_LONGEST = 2_000_000
"""Most characters of one record."""

_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


def message_digest(text: str) -> str:
    """Return a hash that represents a message of a document, 8 hexadecimal digits."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Occurrence of a message in a document, given by its neighbours.

    Attributes:
        domain: text domain of the document's catalog.
        before: hash of the message before the occurrence; empty for the first message.
        after: hash of the message after the occurrence; empty for the last message.
    """

    domain: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanRecord:
    """One message with its human translation, as stored in the human memory.

    Attributes:
        source: the message, in its dialect.
        target: the translation of the message.
        dialect: dialect of the message and its translation; `None` if unknown.
        replaces: identity of the record that this record corrects; empty if none.
        places: occurrences of the message, at most one in each text domain.
    """

    source: str
    target: str
    dialect: Dialect | None = None
    replaces: str = ""
    places: tuple[RecordPlace, ...] = ()

    @property
    def is_odd(self) -> bool:
        """Return whether the record has characters that no text file should have."""
        return holds_odd_characters(self.source) or holds_odd_characters(self.target)

    @property
    def identity(self) -> str:
        """Return a hash of source, target and dialect, 12 hexadecimal digits."""
        return _identity(self.source, self.target, self.dialect)

    def all_identities(self) -> set[str]:
        """Return the identities of records with these texts, in any or no dialect."""
        return {_identity(self.source, self.target, d) for d in (None, *Dialect)}

    def also_in(self, places: Iterable[RecordPlace]) -> HumanRecord:
        """Return the record with *places* added, at most one in each text domain."""
        known = {place.domain: place for place in self.places}
        for place in places:
            known.setdefault(place.domain, place)
        if len(known) == len(self.places):
            return self
        return replace(self, places=tuple(known[name] for name in sorted(known)))


@dataclass(slots=True)
class HumanMemory:
    """Human memory of one language: all its records.

    Attributes:
        records: records by identity.
        forgotten: identities of records that were deleted permanently.
    """

    records: dict[str, HumanRecord] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, path: Path) -> HumanMemory:
        """Read the human memory at *path*; a missing file has no records.

        Raises:
            CatalogError: the file cannot be read, or a line of it is no record.
        """
        try:
            data = read_file(path)
        except FileNotFoundError:
            return cls()
        except OSError as exc:
            raise unreadable(path, exc) from exc
        return cls.parse(as_utf8(data, path, CatalogError), path)

    @classmethod
    def parse(cls, text: str, path: Path) -> HumanMemory:
        """Parse *text*, the content of a file; *path* is named in errors.

        Raises:
            CatalogError: a line is no record.
        """
        memory = cls()
        if text.count("\n") > 2 * _MOST_RECORDS:
            raise CatalogError(f"more than {2 * _MOST_RECORDS:,} lines", at=(path, 0))
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > _LONGEST:
                raise CatalogError(
                    f"a record of more than {_LONGEST:,} characters; "
                    "no message is as long, delete the line",
                    at=(path, number),
                )
            if line.strip():
                memory._take(line.strip(), path, number)
        memory._drop_forgotten()
        return memory

    def _take(self, line: str, path: Path, number: int) -> None:
        if line.startswith(_CONFLICT):
            raise CatalogError(
                f"conflict marker of a merge ({line[:7]}); run "
                f"{command_line('resolve')}, which keeps the lines of both sides",
                at=(path, number),
            )
        try:
            row = parse_json(line)
            gone = row.get("forgotten", "")
            record = _record(row) if not gone else None
            "".join((gone,))  # a TypeError unless it is a string
        except (ValueError, TypeError, KeyError, AttributeError) as exc:
            reason = f" ({exc.reason})" if isinstance(exc, DamagedJson) else ""
            raise CatalogError(
                f"no record of the human memory{reason}; restore the line, or "
                "delete it if nothing is to be kept of it",
                at=(path, number),
            ) from exc
        if len(self.records) + len(self.forgotten) >= _MOST_RECORDS:
            raise CatalogError(
                f"more than {_MOST_RECORDS:,} records; take those away that "
                "are not of this book",
                at=(path, number),
            )
        if record is None:
            self.forgotten.add(gone)
        else:
            self._keep(record)

    def _drop_forgotten(self) -> None:
        for identity in self.forgotten & self.records.keys():
            del self.records[identity]

    def _keep(self, record: HumanRecord) -> None:
        known = self.records.get(record.identity)
        if known is None:
            self.records[record.identity] = record
            return
        # of two branches one may know of a correction, or of another place
        best = known if known.replaces else record
        self.records[record.identity] = best.also_in((*known.places, *record.places))

    def add(self, records: Iterable[HumanRecord]) -> list[HumanRecord]:
        """Add *records*, and return the records that are new.

        A record with characters that no text file should have is left out. A forgotten
        record that is added again is no longer forgotten.
        """
        new = []
        for record in records:
            if record.identity not in self.records and not record.is_odd:
                self.records[record.identity] = record
                self.forgotten.discard(record.identity)
                new.append(record)
        return new

    def note_places(self, records: Iterable[HumanRecord]) -> None:
        """Add the places of *records* to the existing records of the same texts.

        If no record has the same dialect, one of another dialect is taken: the dialect
        of a message is unknown in a catalog that no document uses.
        """
        same = {(r.source, r.target): name for name, r in self.records.items()}
        for record in records:
            name = record.identity
            if name not in self.records:
                name = same.get((record.source, record.target), "")
            if (known := self.records.get(name)) is not None:
                self.records[name] = known.also_in(record.places)

    def merge(self, other: HumanMemory) -> None:
        """Add the records of *other*, a version of this memory on another branch.

        Records that either version has forgotten are removed.
        """
        for record in other.records.values():
            self._keep(record)
        self.forgotten |= other.forgotten
        self._drop_forgotten()

    def forget(self, identities: Iterable[str]) -> list[HumanRecord]:
        """Delete records permanently, and return them."""
        gone = [self.records.pop(i) for i in identities if i in self.records]
        for record in gone:
            self.forgotten |= record.all_identities() - self.records.keys()
        return gone

    def current(self) -> list[HumanRecord]:
        """Return the records that no other record corrects, sorted."""
        replaced = {record.replaces for record in self.records.values()}
        return sorted(
            (r for i, r in self.records.items() if i not in replaced), key=_order
        )

    def save(self, path: Path) -> bool:
        """Write the file at *path* if it differs; delete it if the memory is empty.

        Returns:
            True if the file changed.

        Raises:
            CatalogError: the folder or the file cannot be written.
        """
        lines = [_line(record) for record in sorted(self.records.values(), key=_order)]
        lines += [f'{{"forgotten": "{gone}"}}\n' for gone in sorted(self.forgotten)]
        try:
            if lines:
                return write_if_changed(path, "".join(lines).encode(), forced=False)
            if path.exists():
                refuse_read_only(path)
                path.unlink()
                return True
        except OSError as exc:
            raise CatalogError(
                f"{path}: cannot be written ({exc.strerror or exc}); "
                "check the permissions of the folder and the space on the disk"
            ) from exc
        return False


def _record(row: Mapping[str, Any]) -> HumanRecord:
    """Parse a line of the file into a record.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: the line is no record.
    """
    record = HumanRecord(
        source=row["source"],
        target=row["target"],
        dialect=Dialect(row["dialect"]) if row.get("dialect") else None,
        replaces=row.get("replaces", ""),
        places=tuple(
            RecordPlace(domain, before, after)
            for domain, (before, after) in row.get("in", {}).items()
        ),
    )
    # a TypeError unless all are strings
    "".join((record.source, record.target, record.replaces))
    for stood in record.places:
        "".join((stood.domain, stood.before, stood.after))
    return record


def _identity(source: str, target: str, dialect: Dialect | None) -> str:
    text = "\0".join((dialect or "", source, target))
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _order(record: HumanRecord) -> tuple[str, str, str]:
    return (record.source, record.target, record.dialect or "")


def _line(record: HumanRecord) -> str:
    row: dict[str, object] = {"source": record.source, "target": record.target}
    if record.dialect is not None:
        row["dialect"] = record.dialect
    if record.replaces:
        row["replaces"] = record.replaces
    if record.places:
        places = sorted(record.places, key=lambda place: place.domain)
        row["in"] = {place.domain: [place.before, place.after] for place in places}
    row["id"] = record.identity
    return json.dumps(row, ensure_ascii=False) + "\n"
