"""Both sides of a merge conflict in the files that commands write, made one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.errors import CatalogError
from sphinx_amts.model import Origin
from sphinx_amts.services.verified import by_hand
from sphinx_amts.storage.catalogs import machine_entries, write_machine
from sphinx_amts.storage.conflicts import has_conflict, sides
from sphinx_amts.storage.files import as_utf8
from sphinx_amts.storage.human_memory import HumanMemory, HumanRecord
from sphinx_amts.storage.po_reader import parse_entries, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx_amts.storage.catalogs import MachineEntry

_WORTH = list(Origin)


@dataclass(slots=True)
class Resolved:
    """A file that is whole again.

    Attributes:
        both: records or entries that are the same on both sides, or on one only.
        chosen: those that differ, where one was taken.
        kept: texts of people that could not stay, now in the human memory.
    """

    both: int = 0
    chosen: int = 0
    kept: list[HumanRecord] = field(default_factory=list)


def resolve_catalog(path: Path, language: str, memory: Path) -> Resolved | None:
    """Resolve a machine catalog; return what was done, `None` without a conflict.

    Where both sides have an entry, the one that a person changed is taken, else the one
    of the better origin, else that of the present branch.

    Args:
        path: the catalog.
        language: of it.
        memory: the human memory, which gets what people wrote into entries that could
            not stay.

    Raises:
        CatalogError: a side is damaged, or the human memory is; then the file stays as
            it is.
    """
    text = read_text(path)
    if not has_conflict(text):
        return None
    ours, theirs = (
        machine_entries(parse_entries(side, path)) for side in sides(text, path)
    )
    result = Resolved()
    merged = _merged(ours, theirs, result)
    if result.kept:
        known = HumanMemory.load(memory)
        known.add(result.kept)
        known.save(memory)
    write_machine(path, language, merged.values())
    return result


def resolve_memory(path: Path) -> Resolved | None:
    """Resolve a human memory, which keeps the records of both sides.

    Returns:
        what was done, `None` without a conflict.

    Raises:
        CatalogError: a side is damaged; then the file stays as it is.
    """
    text = as_utf8(path.read_bytes(), path, CatalogError)
    if not has_conflict(text):
        return None
    ours, theirs = (HumanMemory.parse(side, path) for side in sides(text, path))
    ours.merge(theirs)
    ours.save(path)
    return Resolved(both=len(ours.records))


def _merged(
    ours: Mapping[str, MachineEntry],
    theirs: Mapping[str, MachineEntry],
    result: Resolved,
) -> dict[str, MachineEntry]:
    merged = dict(ours)
    for msgid, other in theirs.items():
        own = ours.get(msgid)
        if own is None or own == other:
            merged[msgid] = other
            continue
        merged[msgid] = _better(own, other)
        result.chosen += 1
        for entry in (own, other):
            if (text := by_hand(entry)) and text != by_hand(merged[msgid]):
                result.kept.append(HumanRecord(source=msgid, target=text))
    result.both = len(merged) - result.chosen
    return merged


def _better(own: MachineEntry, other: MachineEntry) -> MachineEntry:
    best, second = sorted(
        (own, other), key=lambda e: (not by_hand(e), _WORTH.index(e.origin))
    )
    if best.origin is Origin.OUTDATED and best.mended is None:
        draft = second.mended if second.origin is Origin.OUTDATED else second
        return replace(best, mended=draft)
    return best
