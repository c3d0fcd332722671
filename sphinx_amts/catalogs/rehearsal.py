"""Recognise answers of an emulator, by the name of the engine or by their mark.

It is shown by builds that talk to an emulator, and by no other, wherever it lies.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.verified import is_post_edited
from sphinx_amts.model import EMULATED, Origin

if TYPE_CHECKING:
    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.memory.stored_unit import StoredUnit

_SERVICE = "amazon"
_LABEL = re.compile(r"(?:\\?\[|［)\s*emulated\s*(?:\\?\]|］)")
# before what was adapted from parallel data of a similar text
_ADAPTED = "≈"


def is_emulated(engine: str) -> bool:
    """Return whether *engine* is the name or the identity of an emulated service."""
    return engine.partition(" ")[0] == EMULATED


def is_marked(source: str, target: str, engine: str) -> bool:
    """Return whether *target* has a mark of emulated text that *source* does not have.

    Emulators of earlier versions answered under the name of the service.
    """
    if _LABEL.search(target) and not _LABEL.search(source):
        return True
    by_service = engine.partition(" ")[0] == _SERVICE
    return by_service and _ADAPTED in target and _ADAPTED not in source


def is_rehearsed(unit: StoredUnit) -> bool:
    """Return whether an emulator made a unit of a translation memory."""
    names = (unit.engine, unit.provenance.engine)
    return any(map(is_emulated, names)) or is_marked(
        unit.source, unit.target, unit.engine
    )


def without_rehearsal(entry: MachineEntry) -> MachineEntry | None:
    """Return an entry of a machine catalog without what an emulator made of it.

    Returns:
        `None` if nothing is left. Post-edited entries stay.
    """
    if is_post_edited(entry):
        return entry
    if entry.draft is not None and without_rehearsal(entry.draft) is None:
        entry = replace(entry, draft=None)
    if entry.origin is not Origin.MACHINE:
        return entry
    engine = entry.provenance.engine
    if is_emulated(engine) or is_marked(entry.msgid, entry.msgstr, engine):
        return None
    return entry
