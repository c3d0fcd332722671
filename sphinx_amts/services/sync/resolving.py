"""Both sides of a merge conflict in the files that commands write, made one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_amts.errors import CatalogError
from sphinx_amts.model import Origin
from sphinx_amts.storage.catalogs import UNKNOWN
from sphinx_amts.storage.conflicts import has_conflict, sides
from sphinx_amts.storage.files import as_utf8
from sphinx_amts.storage.human_memory import HumanMemory
from sphinx_amts.storage.machine_writer import MachineCatalog
from sphinx_amts.storage.po_reader import (
    read_catalog,
    read_text,
)
from sphinx_amts.storage.verified import by_hand

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.storage.catalogs import MachineEntry

_WORTH = list(Origin)


@dataclass(slots=True)
class Resolved:
    """A file that is whole again.

    Attributes:
        both: records or entries that are the same on both sides, or on one only.
        chosen: those that differ, where one was taken.
    """

    both: int = 0
    chosen: int = 0


def resolve_catalog(path: Path, language: str) -> Resolved | None:
    """Resolve a machine catalog; return what was done, `None` without a conflict.

    Where both sides have an entry, the one that a person changed is taken, else the one
    of the better origin, else that of the present branch.

    Raises:
        CatalogError: a side is damaged, or people changed one entry on both sides; then
            the file stays as it is.
    """
    text = read_text(path)
    if not has_conflict(text):
        return None
    ours, theirs = (
        MachineCatalog.parse(side, path) if side.strip() else MachineCatalog()
        for side in sides(text, path)
    )
    both = [
        m
        for m in theirs.entries
        if m in ours.entries and ours.entries[m] != theirs.entries[m]
    ]
    chosen = {
        msgid: _chosen(path, ours.entries[msgid], theirs.entries[msgid])
        for msgid in both
    }
    merged = ours.entries | theirs.entries | chosen
    ours.work.merge(theirs.work, path)
    unfinished = {msgid for msgid, _ in ours.left_alone()}
    for msgid in sorted(unfinished & merged.keys()):
        if _may_be_a_persons(merged[msgid]):
            raise CatalogError(
                f"{path}: the translation of {msgid[:50]!r} is unfinished on one side, "
                "and changed by people on the other; resolve this conflict by hand"
            )
    ours.entries = merged
    ours.write(path, language)
    return Resolved(both=len(merged) - len(both), chosen=len(both))


def resolve_memory(path: Path) -> Resolved | None:
    """Resolve a human memory, which keeps the records of both sides.

    Returns:
        what was done, `None` without a conflict.

    Raises:
        CatalogError: a side is damaged; then the file stays as it is.
    """
    text = as_utf8(read_catalog(path), path, CatalogError)
    if not has_conflict(text):
        return None
    ours, theirs = (HumanMemory.parse(side, path) for side in sides(text, path))
    ours.merge(theirs)
    ours.save(path)
    return Resolved(both=len(ours.records))


def _chosen(path: Path, own: MachineEntry, other: MachineEntry) -> MachineEntry:
    """Return one of two versions of an entry.

    Raises:
        CatalogError: both are people's, and differ.
    """
    if _may_be_a_persons(own) and _may_be_a_persons(other):
        if _texts(own) != _texts(other):
            raise CatalogError(
                f"{path}: people changed the translation of {own.msgid[:50]!r} on both "
                "sides; resolve this conflict by hand"
            )
        return own
    return _better(own, other)


def _may_be_a_persons(entry: MachineEntry) -> bool:
    """Whether a person changed *entry*, or nobody says who wrote it."""
    return by_hand(entry) or entry.engine == UNKNOWN


def _texts(entry: MachineEntry) -> tuple[str, str]:
    return entry.msgstr, entry.mended.msgstr if entry.mended is not None else ""


def _better(own: MachineEntry, other: MachineEntry) -> MachineEntry:
    best, second = sorted(
        (own, other), key=lambda e: (not _may_be_a_persons(e), _WORTH.index(e.origin))
    )
    if best.origin is Origin.OUTDATED and best.mended is None:
        draft = second.mended if second.origin is Origin.OUTDATED else second
        return replace(best, mended=draft)
    return best
