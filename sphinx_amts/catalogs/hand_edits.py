"""Preserve manual edits of a machine catalog, by translators or their tools.

Machine catalogs are rewritten as a whole, so that they stay sorted. Everything but
machine translations is kept from the existing file: comments of translators, entries
that are marked fuzzy or that have a context or plural forms, obsolete entries, and the
names of translators in the header.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sphinx_amts.catalogs.po_reader import PoEntry

Key = tuple[str, str]
"""Message and context of an entry.

The context is "" for an entry without one, and a null character for an empty context.
"""

HEADER: Key = ("", "")
_OBSOLETE = "#~"
_FIELDS = ("Last-Translator", "Language-Team", "Plural-Forms")
"""Fields of the header that name people, or that plural forms need."""


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """PO entry that is preserved unchanged.

    Attributes:
        line: number of the line with its msgid, or of its first line if obsolete, from
            1.
        lines: the lines of the entry, with the comments above it.
    """

    line: int
    lines: tuple[str, ...]


@dataclass(slots=True)
class HandEdits:
    """Manual edits of one machine catalog, to be preserved.

    Attributes:
        comments: comments and flags of entries, as lines of the file.
        entries: entries that are kept unchanged.
        obsolete: obsolete entries, sorted.
        fields: preserved fields of the header, by name.
        below: comments after the last entry.
    """

    comments: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    entries: dict[Key, KeptEntry] = field(default_factory=dict)
    obsolete: list[KeptEntry] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    below: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether a catalog without translations is kept for these edits."""
        return bool(self.comments or self.entries or self.obsolete or self.below)

    @classmethod
    def of(
        cls, text: str, entries: Iterable[PoEntry], ours: Iterable[PoEntry]
    ) -> HandEdits:
        """Find the manual edits in a catalog.

        Args:
            text: content of the file.
            entries: all entries in it.
            ours: those entries that are machine translations written by this program.
        """
        lines = text.split("\n")
        translated = {entry.line for entry in ours}
        edits = cls(obsolete=obsolete_entries(lines), below=_below(lines))
        for entry in entries:
            key = key_of(entry)
            notes = [f"#{comment}" for comment in entry.comments]
            if entry.flags and key != HEADER:
                notes.append(f"#, {', '.join(entry.flags)}")
            if key == HEADER:
                edits.fields = dict(_header_fields(entry.msgstr))
            elif entry.line not in translated and (entry.msgstr or entry.plural):
                block = lines[entry.first - 1 : entry.last]
                kept = tuple(line.strip() for line in block if line.strip())
                edits.entries[key] = KeptEntry(entry.line, kept)
                continue
            if notes:
                edits.comments[key] = tuple(notes)
        return edits

    def merge(self, other: HandEdits, path: Path) -> None:
        """Add the manual edits that the same catalog has on another branch.

        Raises:
            CatalogError: the two have different unfinished entries of one message.
        """
        for key, entry in other.entries.items():
            own = self.entries.setdefault(key, entry)
            if own.lines != entry.lines:
                raise CatalogError(
                    f"{path}: people left other texts for {key[0][:50]!r} unfinished "
                    "on both sides; resolve this conflict by hand"
                )
        for key, notes in other.comments.items():
            self.comments[key] = _union(self.comments.get(key, ()), notes)
        known = {entry.lines for entry in self.obsolete}
        self.obsolete += [e for e in other.obsolete if e.lines not in known]
        self.obsolete.sort(key=_order)
        self.fields = other.fields | self.fields
        self.below = _union(self.below, other.below)


def key_of(entry: PoEntry) -> Key:
    """Return the key of an entry in its catalog: msgid and context."""
    return entry.msgid, "" if entry.context is None else entry.context or "\0"


def obsolete_entries(lines: Sequence[str]) -> list[KeptEntry]:
    """Return the obsolete entries in a file, with the comments above each, sorted."""
    found: list[tuple[int, list[str]]] = []
    above: list[str] = []
    is_open = is_whole = False
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if line.startswith(_OBSOLETE):
            rest = line[len(_OBSOLETE) :].lstrip()
            starts = rest.startswith(("msgid", "msgctxt", "|"))
            if not is_open or (is_whole and starts):
                found.append((number, above))
                above, is_whole = [], False
            found[-1][1].append(line)
            is_open, is_whole = True, is_whole or rest.startswith("msgstr")
        else:
            is_open = False
            if line[:1] == "#":
                above.append(line)
            elif line:
                above = []
    kept = [KeptEntry(number, tuple(block)) for number, block in found]
    return sorted(kept, key=_order)


def _order(entry: KeptEntry) -> tuple[list[str], tuple[str, ...]]:
    return [x for x in entry.lines if x.startswith(_OBSOLETE)], entry.lines


def _below(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the translators' comments after all entries."""
    found = []
    for raw in reversed(lines):
        line = raw.strip()
        if line.startswith(_OBSOLETE) or (line and line[0] != "#"):
            break
        if line and line[1:2] not in {".", ",", ":", "|"}:
            found.append(line)
    return tuple(reversed(found))


def _header_fields(header: str) -> Iterator[tuple[str, str]]:
    for line in header.split("\n"):
        name, colon, value = line.partition(":")
        if colon and name in _FIELDS and value.strip():
            yield name, value.strip()


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
