"""Remove the text of forgotten records from machine catalogs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import read_machine
from sphinx_amts.catalogs.machine_writer import write_machine
from sphinx_amts.catalogs.verified import was_edited

if TYPE_CHECKING:
    from collections.abc import Collection, Set
    from pathlib import Path

    from sphinx_amts.catalogs.entries import MachineEntry


def forget_in_catalog(path: Path, language: str, identities: Set[str]) -> bool:
    """Remove the text of records from a machine catalog.

    Args:
        path: the machine catalog.
        language: language of the catalog.
        identities: identities of the records.

    Returns:
        Whether the catalog changed.

    Raises:
        CatalogError: the catalog cannot be read or written.
    """
    entries = read_machine(path)
    left = [without_text(entry, identities) for entry in entries.values()]
    return write_machine(
        path,
        language,
        [entry for entry in left if entry is not None],
        forgotten=entries,
    )


def without_text(
    entry: MachineEntry, identities: Collection[str]
) -> MachineEntry | None:
    """Return *entry* without the text of records; `None` if no text is left.

    Args:
        entry: entry of a machine catalog.
        identities: identities of the records.
    """
    sources = [identity for identity in entry.human.split(",") if identity]
    if not any(identity in identities for identity in sources):
        return entry
    if was_edited(entry):
        # the text is that of the person who changed it
        left = [identity for identity in sources if identity not in identities]
        return replace(entry, human=",".join(left))
    draft = entry.draft
    return draft if draft is not None and was_edited(draft) else None
