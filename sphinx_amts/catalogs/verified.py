"""Mark entries of machine catalogs that passed the guard, and detect later edits."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.catalogs.entries import MachineEntry

GUARD_VERSIONS = ("1",)
"""Versions of the guard; a new version, added last, has every entry checked again."""


def has_valid_check(entry: MachineEntry) -> bool:
    """Return whether *entry* is unchanged since it passed the guard."""
    return entry.check == _check(entry, GUARD_VERSIONS[-1])


def was_edited(entry: MachineEntry) -> bool:
    """Return whether the text of *entry* has changed since this program wrote it."""
    if not entry.check or has_valid_check(entry):
        return False
    return all(entry.check != _check(entry, version) for version in GUARD_VERSIONS)


def is_post_edited(entry: MachineEntry) -> bool:
    """Return whether a person edited an entry of a machine catalog, or its draft."""
    return was_edited(entry) or (entry.draft is not None and was_edited(entry.draft))


def with_check(entry: MachineEntry) -> MachineEntry:
    """Return *entry* with the check that marks it as having passed the guard."""
    return replace(entry, check=_check(entry, GUARD_VERSIONS[-1]))


def _check(entry: MachineEntry, version: str) -> str:
    text = f"{version}\0{entry.msgid}\0{entry.msgstr}"
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
