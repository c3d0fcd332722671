"""Verify the provenance that entries of machine catalogs claim.

A committed catalog comes with a branch or a pull request, and its comments are claims.
An entry counts as human only if the human memory or a human catalog has its clauses.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import UNKNOWN
from sphinx_amts.errors import CatalogError
from sphinx_amts.leverage.catalog_texts import KeptTexts
from sphinx_amts.leverage.previous_text import read_previous_text
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
_DELIMITERS = re.compile(r"[`*_|]")
# without the mark that ends its sentence
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[!-;=?-_a-~]*[A-Za-z0-9/#&=~_-]")
_BORDER_MARK = " . "


@dataclass(slots=True)
class HumanClaims:
    """Verify the provenance of entries; human text is read at the first use."""

    catalogs: CatalogChain
    _clauses: frozenset[str] | None = field(default=None, repr=False)
    _records: dict[str, HumanRecord] = field(default_factory=dict, repr=False)

    def checked(self, entry: MachineEntry) -> MachineEntry:
        """Return *entry* with verified provenance.

        A text without human evidence counts as machine translation; an outdated
        translation stays outdated, with an unknown engine. An entry with a human
        translation of another text loses the identity of its record, so that its markup
        is compared with that of this message.
        """
        if entry.draft is not None:
            entry = replace(entry, draft=self.checked(entry.draft))
        if not _claims_human(entry):
            return entry
        if self._is_human(entry):
            if is_exact_match(entry) and not self._is_of_its_record(entry):
                return replace(entry, human="")
            return entry
        origin = entry.origin
        if origin is not Origin.OUTDATED:
            origin = Origin.MACHINE
        return replace(
            entry, origin=origin, provenance=Provenance(engine=UNKNOWN), human=""
        )

    def _is_human(self, entry: MachineEntry) -> bool:
        if self._clauses is None:
            self._clauses = frozenset(self._read())
        own = frozenset(_clauses(entry.msgid))  # code, names and addresses
        for translated in _readings(entry):
            words = {clause for clause in translated - own if not clause.isdecimal()}
            # a text of nothing but these and numbers is no evidence
            if words and translated <= self._clauses | own:
                return True
        return False

    def _is_of_its_record(self, entry: MachineEntry) -> bool:
        """Return whether the record that *entry* names has all of its clauses."""
        record = self._records.get(entry.human)
        if record is None or not _is_same_text(record.source, entry.msgid):
            return False
        known = {*_written_clauses(record.target), *_clauses(entry.msgid)}
        return any(known.issuperset(translated) for translated in _readings(entry))

    def _read(self) -> Iterator[str]:
        for target in self._targets():
            yield from _written_clauses(target)

    def _targets(self) -> Iterator[str]:
        path = self.catalogs.human_memory
        memory = HumanMemory()
        if path is not None:
            # a damaged one is reported elsewhere, and is no evidence
            with suppress(CatalogError):
                memory = HumanMemory.load(path)
        catalogs = self.catalogs.all_human_in_script()
        text = read_previous_text(
            catalogs,
            HumanMemory(),
            lambda *_: None,
            texts_of=KeptTexts.of(self.catalogs).read,
        )
        for record in [*text.present, *text.earlier]:
            # a catalog does not tell in which dialect its page is written
            self._records |= dict.fromkeys(record.all_identities(), record)
            yield record.target
        for record in memory.records.values():
            self._records[record.identity] = record
            yield record.target
        yield from text.unpaired.values()


def is_exact_match(entry: MachineEntry) -> bool:
    """Return whether *entry* is human text for the same words in other markup."""
    return entry.origin is Origin.MEMORY and bool(entry.human)


def _is_same_text(one: str, other: str) -> bool:
    """Return whether two messages share at least half of their words."""
    words, others = (set(words_of(_MARKUP.sub(" ", text))) for text in (one, other))
    return 2 * len(words & others) >= max(len(words), len(others))


def _claims_human(entry: MachineEntry) -> bool:
    if entry.origin is Origin.OUTDATED:
        return True
    return entry.origin is Origin.HUMAN or (
        entry.origin is Origin.MEMORY and bool(entry.human or entry.provenance.is_human)
    )


def _readings(entry: MachineEntry) -> Iterator[set[str]]:
    """Yield the clauses of a translation, in each form that people may have written.

    The forms are: as it stands; without the delimiters of markup; and with borders in
    place of the addresses of its message. Roles and other targets of links stay, since
    they could come from anywhere.
    """
    text = _NOQA.sub("", entry.msgstr)
    yield set(_clauses(text))
    yield set(_clauses(_DELIMITERS.sub("", text)))
    own = set(_ADDRESS.findall(entry.msgid))
    # the address of the message, in place of the one that people wrote
    replaced = _ADDRESS.sub(lambda a: _BORDER_MARK if a[0] in own else a[0], text)
    if replaced != text:
        yield set(_clauses(replaced))


def _written_clauses(target: str) -> Iterator[str]:
    """Yield the clauses of what people wrote, with markup and without."""
    yield from _clauses(target)
    bare = _MARKUP.sub("", target)
    yield from _clauses(bare)
    if "://" in target:
        yield from _clauses(_ADDRESS.sub(_BORDER_MARK, target))


def _clauses(text: str) -> Iterator[str]:
    """Yield the words between punctuation marks, those of markup included."""
    for part in _BORDER.split(text):
        if words := words_of(part):
            yield " ".join(words)
