"""Remove translations by emulators from the translation memory and the catalogs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import read_machine
from sphinx_amts.catalogs.machine_writer import write_machine
from sphinx_amts.catalogs.rehearsal import is_emulated, is_rehearsed, without_rehearsal
from sphinx_amts.errors import CatalogError, TranslationMemoryError
from sphinx_amts.extension.session.starting import memory_dir
from sphinx_amts.memory.translation_memory import TranslationMemory
from sphinx_amts.model import EMULATED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_amts.project.book import Book


@dataclass(slots=True)
class RemovedRehearsals:
    """Numbers of units and entries removed, and the files that changed.

    Attributes:
        units: number of units removed from the translation memory.
        memory: folder of the translation memory.
        entries: number of entries changed or removed in machine catalogs.
        catalogs: machine catalogs that changed.
        faults: catalogs that cannot be read or written, one line each.
    """

    memory: Path
    units: int = 0
    entries: int = 0
    catalogs: list[Path] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def forget_rehearsals(book: Book, languages: Iterable[str]) -> RemovedRehearsals:
    """Remove emulators' translations from the memory and catalogs of *languages*.

    Text that a person has edited since is kept. Jobs of the emulator are removed.

    Raises:
        AmtsError: the settings are wrong, or the memory cannot be read or written.
    """
    settings, _ = book.settings(book.source_language())
    removed = RemovedRehearsals(memory_dir(book.confdir, settings))
    for language in languages:
        root = book.catalogs(language).committed
        assert root is not None  # of a book, not of a build
        with book.lock():
            for path in sorted(root.rglob("*.po")):
                try:
                    _clean(path, language, removed)
                except CatalogError as exc:
                    removed.faults.append(str(exc))
    removed.units = _forget_units(removed.memory)
    shutil.rmtree(removed.memory / "jobs" / EMULATED, ignore_errors=True)
    return removed


def _clean(path: Path, language: str, removed: RemovedRehearsals) -> None:
    entries = read_machine(path)
    found = {text: without_rehearsal(entry) for text, entry in entries.items()}
    left = {text: entry for text, entry in found.items() if entry is not None}
    if left != entries and write_machine(path, language, left.values()):
        removed.catalogs.append(path)
        removed.entries += sum(left.get(text) != entries[text] for text in entries)


def _forget_units(folder: Path) -> int:
    memory = TranslationMemory.open(folder)
    try:
        keys = [unit.key for unit in memory.units() if is_rehearsed(unit)]
        if keys and not memory.writable:
            raise TranslationMemoryError(memory.problem)
        memory.forget(keys, is_emulated)
    finally:
        memory.close()
    return len(keys)
