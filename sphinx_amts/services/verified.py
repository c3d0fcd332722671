"""Entries of machine catalogs that have passed the guard, and were not edited since."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.storage.catalogs import MachineEntry

GUARD_VERSION = "1"
"""Raised when the guard becomes stricter, so that every entry is tried again."""


def has_valid_check(entry: MachineEntry) -> bool:
    """Whether *entry* stands as it was when it passed the guard."""
    return entry.check == _check(entry)


def with_check(entry: MachineEntry) -> MachineEntry:
    """Return *entry* marked as having passed the guard."""
    return replace(entry, check=_check(entry))


def _check(entry: MachineEntry) -> str:
    text = f"{GUARD_VERSION}\0{entry.msgid}\0{entry.msgstr}"
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
