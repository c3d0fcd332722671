"""Resolve merge conflicts in machine catalogs and human memories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.conflicts import has_conflict, sides
from sphinx_amts.catalogs.entries import UNKNOWN
from sphinx_amts.catalogs.machine_writer import MachineCatalog
from sphinx_amts.catalogs.merged_versions import versions
from sphinx_amts.catalogs.po_reader import read_catalog, read_text
from sphinx_amts.catalogs.verified import was_edited, with_check
from sphinx_amts.errors import CatalogError
from sphinx_amts.files.disk import as_utf8
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.model import Origin

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.catalogs.entries import MachineEntry

_BY_ORIGIN = list(Origin)
_NO_TEXT = ("", "")


@dataclass(slots=True)
class Resolved:
    """Numbers of records or entries in one file whose conflicts were resolved.

    Attributes:
        kept_unchanged: number of records or entries that are equal on both sides, or on
            one side only.
        chosen: number of entries that differ between the sides, so that one of two was
            taken.
    """

    kept_unchanged: int = 0
    chosen: int = 0


def resolve_catalog(path: Path, language: str) -> Resolved | None:
    """Resolve the merge conflicts in a machine catalog.

    Of two versions of an entry, the one that a person changed is taken, else the one
    with the better origin, else the one of the present branch.

    Returns:
        Numbers of entries; `None` if the file has no conflict.

    Raises:
        CatalogError: a side is damaged, or people changed one entry on both sides; then
            the file stays as it is.
    """
    found = versions(read_text(path), path)
    if found is None:
        return None
    merged, *others = [_catalog(text, path) for text in found.texts]
    base = _base(found.base, path)
    if not found.whole:
        _restore_comments(merged, *others)
    chosen: set[str] = set()
    for other in others:
        chosen |= _merge(merged, other, base, path)
    unfinished = {msgid for msgid, _ in merged.kept_entries()}
    for msgid in sorted(unfinished & merged.entries.keys()):
        if _may_be_human(merged.entries[msgid]):
            raise CatalogError(
                f"{path}: the translation of {msgid[:50]!r} is unfinished on one side, "
                "and changed by people on the other; resolve this conflict by hand"
            )
    kept_unchanged = len(merged.entries) - len(chosen)
    merged.write(path, language)
    return Resolved(kept_unchanged=kept_unchanged, chosen=len(chosen))


def resolve_memory(path: Path) -> Resolved | None:
    """Resolve merge conflicts in a human memory by keeping all records of both sides.

    Returns:
        Numbers of records; `None` if the file has no conflict.

    Raises:
        CatalogError: a side is damaged; then the file stays as it is.
    """
    text = as_utf8(read_catalog(path), path, CatalogError)
    if not has_conflict(text):
        return None
    ours, theirs = (HumanMemory.parse(side, path) for side in sides(text, path))
    ours.merge(theirs)
    ours.save(path)
    return Resolved(kept_unchanged=len(ours.records))


def _catalog(text: str, path: Path) -> MachineCatalog:
    return MachineCatalog.parse(text, path) if text.strip() else MachineCatalog()


def _base(text: str, path: Path) -> MachineCatalog:
    """Return the catalog of the common ancestor; an empty one if it cannot be read."""
    try:
        return _catalog(text, path)
    except CatalogError:
        return MachineCatalog()


def _restore_comments(*catalogs: MachineCatalog) -> None:
    """Restore the provenance comment of each translation.

    Where git mixed the lines of two sides, a translation may follow the comment of
    another one, and would count as edited by a person.
    """
    signed = {
        part.check: part
        for catalog in catalogs
        for entry in catalog.entries.values()
        for part in (entry, entry.draft)
        if part is not None and part.check
    }

    def own(part: MachineEntry) -> MachineEntry:
        known = signed.get(with_check(part).check) if was_edited(part) else None
        if known is None:
            return part
        return with_check(
            replace(known, msgid=part.msgid, msgstr=part.msgstr, draft=part.draft)
        )

    for catalog in catalogs:
        for msgid, entry in catalog.entries.items():
            draft = own(entry.draft) if entry.draft is not None else None
            catalog.entries[msgid] = own(replace(entry, draft=draft))


def _merge(
    merged: MachineCatalog, other: MachineCatalog, base: MachineCatalog, path: Path
) -> set[str]:
    """Merge another version of a catalog into *merged*.

    Returns:
        The messages of which one of two entries was taken.

    Raises:
        CatalogError: people changed one entry on both sides.
    """
    chosen = set()
    for msgid, entry in other.entries.items():
        own = merged.entries.setdefault(msgid, entry)
        if own != entry:
            chosen.add(msgid)
            before = base.entries.get(msgid)
            merged.entries[msgid] = _chosen(path, own, entry, before)
    merged.hand_edits.merge(other.hand_edits, path)
    return chosen


def _chosen(
    path: Path, own: MachineEntry, other: MachineEntry, before: MachineEntry | None
) -> MachineEntry:
    """Return the version of an entry to take.

    Args:
        path: path of the catalog, for the error message.
        own: version of the present branch.
        other: version of the other branch.
        before: version of the common ancestor; `None` if there is none.

    Raises:
        CatalogError: people changed both versions in different ways.
    """
    written, others, earlier = (
        _human_texts(entry) if entry is not None else _NO_TEXT
        for entry in (own, other, before)
    )
    if _NO_TEXT in (written, others):
        return _better(own, other)
    if others in (written, earlier):
        return own
    if written == earlier:
        return other
    raise CatalogError(
        f"{path}: people changed the translation of {own.msgid[:50]!r} on both "
        "sides; resolve this conflict by hand"
    )


def _may_be_human(entry: MachineEntry) -> bool:
    """Return whether a person changed *entry*, or its author is unknown."""
    return _human_texts(entry) != _NO_TEXT


def _human_texts(entry: MachineEntry) -> tuple[str, str]:
    """Return the texts of *entry* and its draft that may be human, or "" for each."""
    parts = (entry, entry.draft)
    text, draft = (
        part.msgstr
        if part and (was_edited(part) or part.provenance.engine == UNKNOWN)
        else ""
        for part in parts
    )
    return text, draft


def _better(own: MachineEntry, other: MachineEntry) -> MachineEntry:
    best, second = sorted(
        (own, other), key=lambda e: (not _may_be_human(e), _BY_ORIGIN.index(e.origin))
    )
    if best.origin is Origin.OUTDATED and best.draft is None:
        draft = second.draft if second.origin is Origin.OUTDATED else second
        return replace(best, draft=draft)
    return best
