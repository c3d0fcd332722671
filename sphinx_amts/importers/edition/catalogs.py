"""Write the entries of an imported edition into human and machine catalogs."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import MachineEntry
from sphinx_amts.catalogs.machine_writer import MachineCatalog, write_machine
from sphinx_amts.model import Origin, Provenance
from sphinx_amts.project.human_catalogs import HumanCatalogs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.catalogs.credit import Credit
    from sphinx_amts.importers.edition.entries import ImportedEntry
    from sphinx_amts.project.book import Book

ENGINE = "edition"
"""Engine named in entries of a human edition that may not fit their messages."""


@dataclass(slots=True)
class WrittenCatalogs:
    """Numbers of imported entries by kind, and the files that changed.

    Attributes:
        human: number of entries added to human catalogs.
        machine: number of entries added to machine catalogs as machine translations.
        unconfirmed: number of entries added to machine catalogs as unconfirmed.
        already_present: number of entries whose message had a translation already.
        messages: messages that were added to human catalogs.
        paths: files that changed.
    """

    human: int = 0
    machine: int = 0
    unconfirmed: int = 0
    already_present: int = 0
    messages: set[str] = field(default_factory=set)
    paths: list[Path] = field(default_factory=list)


class EditionCatalogs:
    """Writer of imported entries into the catalogs of one language.

    Args:
        book: the book.
        env: environment in which the book was read.
        language: language of the catalogs.
        origin: who translated the edition: "human", "machine" or "unknown".
        credit: names for the headers of human catalogs.
        dry_run: whether to write nothing, and only count.
    """

    def __init__(
        self,
        book: Book,
        env: BuildEnvironment,
        language: str,
        *,
        origin: str,
        credit: Credit,
        dry_run: bool = False,
    ) -> None:
        settings, _ = book.settings(language)
        self._book = book
        self._human = HumanCatalogs(book, env, language)
        self._language = language
        self._origin = origin
        self._credit = credit
        self._dry_run = dry_run
        self._machine = book.confdir / settings.catalog_dir / language

    def write(self, entries: Sequence[ImportedEntry]) -> WrittenCatalogs:
        """Write each of *entries* into the human or machine catalog of its document.

        Raises:
            CatalogError: a catalog is damaged, ambiguous or cannot be written.
        """
        written = WrittenCatalogs()
        doubtful = [e for e in entries if self._origin != "human" or not e.certain]
        with nullcontext() if self._dry_run else self._book.lock():
            if self._origin == "human":
                doubtful += self._write_human(entries, written)
            self._write_machine(doubtful, written)
        return written

    def _write_human(
        self, entries: Sequence[ImportedEntry], written: WrittenCatalogs
    ) -> list[ImportedEntry]:
        """Add entries to the human catalogs; return those that a fuzzy entry blocks."""
        certain = [entry for entry in entries if entry.certain]
        fuzzy: set[tuple[str, str]] = set()
        for path, done in self._human.add(
            certain, credit=self._credit, dry_run=self._dry_run
        ):
            written.human += len(done.added)
            written.messages |= {entry.msgid for entry in done.added}
            written.already_present += len(done.present)
            fuzzy |= {(entry.msgid, entry.msgstr) for entry in done.fuzzy}
            if done.added and not self._dry_run:
                written.paths.append(path)
        return [entry for entry in certain if (entry.msgid, entry.msgstr) in fuzzy]

    def _write_machine(
        self, entries: Sequence[ImportedEntry], written: WrittenCatalogs
    ) -> None:
        documents: dict[str, list[ImportedEntry]] = {}
        for entry in entries:
            documents.setdefault(entry.document, []).append(entry)
        human = self._origin == "human"
        for document, found in sorted(documents.items()):
            path = self._machine / f"{document}.po"
            catalog = MachineCatalog.read(path)
            left_out = {msgid for msgid, _ in catalog.kept_entries()}
            known = catalog.entries.keys() | left_out
            new = {
                entry.msgid: MachineEntry(
                    msgid=entry.msgid,
                    msgstr=entry.msgstr,
                    origin=Origin.UNCONFIRMED if human else Origin.MACHINE,
                    provenance=Provenance(engine=ENGINE if human else self._origin),
                )
                for entry in found
                if entry.msgid not in known
            }
            written.already_present += len(found) - len(new)
            if human:
                written.unconfirmed += len(new)
            else:
                written.machine += len(new)
            if not self._dry_run and write_machine(
                path, self._language, (catalog.entries | new).values()
            ):
                written.paths.append(path)
