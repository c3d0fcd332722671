"""Store the records of documents as bytes, which are unpickled when they are used.

Most builds read few documents or none. Unpickling the records of a large book and
pickling them again takes longer than all other work of such a build, so each record is
stored as bytes, with a head of the values that every build needs.
"""

from __future__ import annotations

import marshal
import os
import pickle
from collections.abc import MutableMapping
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from sphinx_amts.document_records.documents import shown_characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.document_records.documents import DocumentRecord
    from sphinx_amts.document_records.faults import DamagePlace


class RecordHead(NamedTuple):
    """Values of a record that every build needs, and the pickled record.

    Attributes:
        profile: as in `DocumentRecord`.
        digest: as in `DocumentRecord`.
        conditions: as in `DocumentRecord`.
        errors: as in `DocumentRecord`.
        syntax: as in `DocumentRecord`.
        terms: as in `DocumentRecord`.
        misses: digest of the keys of the misses; empty without misses.
        texts: messages in reading order, written by `marshal`.
        characters: number of characters by state, see `shown_characters`.
        other_readings: whether `DocumentRecord.readings` has any message.
        faulty: whether the record has faults, machine faults or errors.
        content: digest of *body*.
        body: the whole record, pickled.
    """

    profile: str
    digest: str
    conditions: tuple[tuple[str, str, bool], ...]
    errors: tuple[DamagePlace, ...]
    syntax: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    misses: str
    texts: bytes
    characters: dict[str, int]
    other_readings: bool
    faulty: bool
    content: str
    body: bytes


class Records(MutableMapping[str, "DocumentRecord"]):
    """Records of documents by document name, each unpickled when it is first used.

    A record must not be changed in place; it is replaced with another one.

    When a forked process that has read some documents pickles this mapping, it includes
    only the records of those documents, since the parent process has the others.
    """

    def __init__(self) -> None:
        self._process = os.getpid()
        self._read_in_fork: set[str] = set()
        self._used: dict[str, DocumentRecord] = {}
        self._heads: dict[str, RecordHead] = {}
        # names in the order in which they were added
        self._names: dict[str, None] = {}

    def __getitem__(self, docname: str) -> DocumentRecord:
        if (record := self._used.get(docname)) is None:
            # as trustworthy as the environment, of which this is a part
            record = pickle.loads(self._heads[docname].body)  # noqa: S301
            self._used[docname] = record
        return record

    def __setitem__(self, docname: str, record: DocumentRecord) -> None:
        self._heads.pop(docname, None)
        self._used[docname] = record
        self._names[docname] = None
        if os.getpid() != self._process:
            self._read_in_fork.add(docname)

    def __delitem__(self, docname: str) -> None:
        del self._names[docname]
        self._used.pop(docname, None)
        self._heads.pop(docname, None)

    def __contains__(self, docname: object) -> bool:
        return docname in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def head(self, docname: str) -> RecordHead:
        """Return the head of a record, without unpickling the record.

        Raises:
            KeyError: there is no record of the document.
        """
        if (head := self._heads.get(docname)) is None:
            head = self._heads[docname] = _head_of(self._used[docname])
        return head

    def heads(self) -> list[tuple[str, RecordHead]]:
        """Return document name and head of every record, sorted by name."""
        return [(docname, self.head(docname)) for docname in sorted(self._names)]

    def texts(self, docname: str) -> list[str]:
        """Return the messages of a document, without unpickling its record."""
        texts: list[str] = marshal.loads(self.head(docname).texts)  # noqa: S302
        return texts

    def settle(self) -> None:
        """Pickle all unpickled records, and free their objects until the next use."""
        for docname in self._used:
            self.head(docname)
        self._used.clear()

    def take(self, docnames: Iterable[str], others: Records) -> None:
        """Copy the records of *docnames* from *others*, without unpickling them.

        Documents that *others* lacks are skipped.
        """
        for docname in docnames:
            if docname in others:
                self._used.pop(docname, None)
                self._heads[docname] = others.head(docname)
                self._names[docname] = None

    def __getstate__(self) -> list[tuple[str, RecordHead]]:
        names = self._names
        if os.getpid() != self._process:
            names = {name: None for name in names if name in self._read_in_fork}
        return [(docname, self.head(docname)) for docname in names]

    def __setstate__(self, state: list[tuple[str, RecordHead]]) -> None:
        self._process = os.getpid()
        self._read_in_fork = set()
        self._used = {}
        self._heads = dict(state)
        self._names = dict.fromkeys(self._heads)


def _head_of(record: DocumentRecord) -> RecordHead:
    body = pickle.dumps(record, pickle.HIGHEST_PROTOCOL)
    misses = ""
    if record.misses:
        keys = "\1".join("\0".join(miss.key) for miss in record.misses)
        misses = _digest(keys.encode("utf-8", "replace"))
    return RecordHead(
        profile=record.profile,
        digest=record.digest,
        conditions=record.conditions,
        errors=record.errors,
        syntax=record.syntax,
        terms=record.terms,
        misses=misses,
        texts=marshal.dumps([str(message.text) for message in record.messages]),
        characters=shown_characters(record.messages),
        other_readings=bool(record.readings),
        faulty=bool(record.faults or record.machine_faults or record.errors),
        content=_digest(body),
        body=body,
    )


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
