"""What entries of machine catalogs say of themselves, held against what people wrote.

A committed catalog comes with a branch or a pull request, and its comments are claims.
That a person wrote a text is believed where the human memory or a human catalog has
its clauses.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import UNKNOWN
from sphinx_amts.errors import CatalogError
from sphinx_amts.leverage.previous_text import gather
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.model import Origin, Provenance
from sphinx_amts.text.differences import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.memory.human_memory import HumanRecord

_BORDER = re.compile(r"[^\w\s]+")
_MARKUP = re.compile(r":[\w:+.-]+:`|\{[\w:+.-]+\}`| ?<[^<>]*>`|[`*_|]")
_NOQA = re.compile(r"#\s*noqa\s*\Z")


@dataclass(slots=True)
class HumanClaims:
    """Checks the claims of entries; what people wrote is read when first needed."""

    catalogs: CatalogChain
    _clauses: frozenset[str] | None = field(default=None, repr=False)
    _records: dict[str, HumanRecord] = field(default_factory=dict, repr=False)

    def checked(self, entry: MachineEntry) -> MachineEntry:
        """Return *entry* as far as it is to be believed.

        What is not known to be of a person counts as a machine's. A translation of an
        earlier wording stays one, by an unknown hand. What a person wrote, though for
        another text, has to have the markup of this one like any other.
        """
        if entry.draft is not None:
            entry = replace(entry, draft=self.checked(entry.draft))
        if not _claims_a_person(entry):
            return entry
        if self._is_known(entry):
            if is_carried(entry) and not self._is_of_its_record(entry):
                return replace(entry, human="")
            return entry
        origin = entry.origin
        if origin is not Origin.OUTDATED:
            origin = Origin.MACHINE
        return replace(
            entry, origin=origin, provenance=Provenance(engine=UNKNOWN), human=""
        )

    def _is_known(self, entry: MachineEntry) -> bool:
        if self._clauses is None:
            self._clauses = frozenset(self._read())
        own = frozenset(_clauses(entry.msgid))  # code, names and addresses
        said = set(_clauses(_NOQA.sub("", entry.msgstr)))
        words = {clause for clause in said - own if not clause.isdecimal()}
        # what holds nothing but these, and numbers, is nobody's words
        return bool(words) and said <= self._clauses | own

    def _is_of_its_record(self, entry: MachineEntry) -> bool:
        """Whether a record of the same text vouches for every word of *entry*."""
        record = self._records.get(entry.human)
        if record is None or not _is_same_text(record.source, entry.msgid):
            return False
        bare = _MARKUP.sub("", record.target)
        known = {*_clauses(record.target), *_clauses(bare), *_clauses(entry.msgid)}
        return known.issuperset(_clauses(_NOQA.sub("", entry.msgstr)))

    def _read(self) -> Iterator[str]:
        for target in self._targets():
            yield from _clauses(target)
            yield from _clauses(_MARKUP.sub("", target))

    def _targets(self) -> Iterator[str]:
        path = self.catalogs.human_memory
        memory = HumanMemory()
        if path is not None:
            # a damaged one is told where it is needed; nothing in it is believed
            with suppress(CatalogError):
                memory = HumanMemory.load(path)
        catalogs = self.catalogs.all_human_in_script()
        text = gather(catalogs, HumanMemory(), lambda *_: None)
        for record in [*memory.records.values(), *text.present, *text.earlier]:
            self._records[record.identity] = record
            yield record.target
        yield from text.doubtful.values()


def is_carried(entry: MachineEntry) -> bool:
    """Whether *entry* is what a person wrote for the same text with other markup."""
    return entry.origin is Origin.MEMORY and bool(entry.human)


def _is_same_text(one: str, other: str) -> bool:
    """Whether two messages have nearly the same words beside markup."""
    words, others = (set(words_of(_MARKUP.sub(" ", text))) for text in (one, other))
    return 2 * len(words & others) >= max(len(words), len(others))


def _claims_a_person(entry: MachineEntry) -> bool:
    if entry.origin is Origin.OUTDATED:
        return True
    return entry.origin is Origin.HUMAN or (
        entry.origin is Origin.MEMORY and bool(entry.human or entry.provenance.is_human)
    )


def _clauses(text: str) -> Iterator[str]:
    """Yield the words between marks of any kind, those of markup included."""
    for part in _BORDER.split(text):
        if words := words_of(part):
            yield " ".join(words)
