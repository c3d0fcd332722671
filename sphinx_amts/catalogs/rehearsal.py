"""Recognise translations of a rehearsal, a run against the Amazon Translate emulator.

An emulator answers in place of the service, without an account and for no money, so
that a user can rehearse a paid run. Its answers get into the translation memory and
into catalogs like real ones. They are recognised by the name of the engine or by a mark
in the text, and only builds that talk to an emulator show them.
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
    """Return whether *engine*, a name or an identity, is an emulated service."""
    return engine.partition(" ")[0] == EMULATED


def is_marked(source: str, target: str, engine: str) -> bool:
    """Return whether *target* has a mark of emulated text that *source* lacks.

    Answers of earlier emulators are stored under the name of the service, and are
    recognised by the mark of adapted text.
    """
    if _LABEL.search(target) and not _LABEL.search(source):
        return True
    by_service = engine.partition(" ")[0] == _SERVICE
    return by_service and _ADAPTED in target and _ADAPTED not in source


def is_rehearsed(unit: StoredUnit) -> bool:
    """Return whether a unit of the translation memory is from an emulator."""
    names = (unit.engine, unit.provenance.engine)
    return any(map(is_emulated, names)) or is_marked(
        unit.source, unit.target, unit.engine
    )


def without_rehearsal(entry: MachineEntry) -> MachineEntry | None:
    """Remove emulated translations from an entry of a machine catalog.

    Returns:
        the entry without them; `None` if nothing is left. Post-edited entries stay.
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
