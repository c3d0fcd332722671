"""Define a book as read for one language, and write its machine catalogs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, cast

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.catalogs.machine_writer import write_machine
from sphinx_amts.catalogs.verified import is_post_edited, with_check
from sphinx_amts.errors import CatalogError, ConfigError
from sphinx_amts.extension.compat.log import location_in
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.extension.session.state import Once
from sphinx_amts.extension.written_back import WrittenBack
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.model import State

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.document_records.faults import DamagePlace, Fault
    from sphinx_amts.extension.reporting import BuildReport
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.project.book import Book
    from sphinx_amts.report.data import ReportData, TotalsData

_WIDTH = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A book as read for one language.

    Attributes:
        book: the book.
        app: application that has read the book.
        session: session of the extension in this application.
        warnings: warnings of Sphinx.
    """

    book: Book
    app: Sphinx
    session: Session
    warnings: str
    _report: Once[ReportData] = field(default_factory=Once, repr=False)

    @property
    def report(self) -> ReportData:
        """Return all data of the report, which are computed at the first use.

        Raises:
            EvaluationError: drafts cannot be scored, or the figures of earlier
                post-editing cannot be read.
        """
        return self._report.get(lambda: self._build_report().whole())

    def counts(self) -> ReportData:
        """Return the data of the report without most texts, which takes less time.

        Raises:
            EvaluationError: as for `report`.
        """
        return self._build_report().counts()

    def totals(self) -> TotalsData:
        """Return the totals of the report.

        Raises:
            EvaluationError: as for `report`.
        """
        totals = self.session.state.totals.get(lambda: self.counts()["totals"])
        return cast("TotalsData", totals)

    def _build_report(self) -> BuildReport:
        # loaded only if the report of the build is not enough
        from sphinx_amts.extension.reporting import BuildReport

        return BuildReport(self.app, self.session)

    def faults(self) -> dict[str, list[Fault]]:
        """Return the faults of human translations, by text domain."""
        found: dict[str, list[Fault]] = {}
        compact = self.app.config.gettext_compact
        for docname, record in sorted(records_of(self.app.env).items()):
            domain = docname_to_domain(docname, compact)
            found.setdefault(domain, []).extend(record.faults)
        return found

    def machine_faults(self) -> dict[str, tuple[Fault, ...]]:
        """Return the faults of machine translations, by document."""
        records = sorted(records_of(self.app.env).items())
        return {docname: record.machine_faults for docname, record in records}

    def errors(self) -> list[DamagePlace]:
        """Return the damaged catalogs for which documents were skipped."""
        records = records_of(self.app.env).values()
        found = {place for record in records for place in record.errors}
        return sorted(found, key=str)

    def left_out(self) -> dict[tuple[str, str], list[str]]:
        """Return the texts that the guard rejected or that could not be sent.

        Returns:
            (state, reason) -> one line for each text: file, line and first words.
        """
        found: dict[tuple[str, str], list[str]] = {}
        for document in self.report["documents"]:
            for finding in document["findings"]:
                if finding["state"] not in {State.REJECTED, State.UNTRANSLATED}:
                    continue
                where = location_in(self.book.srcdir, finding["file"], finding["line"])
                if not where.startswith("<"):
                    where = str(seen_from_here(Path(where)))
                text = shorten(finding["text"], _WIDTH, placeholder="…")
                cause = (finding["state"], finding["reason"])
                found.setdefault(cause, []).append(f"{where}: {text}")
        return found

    def write_report(self, folder: Path) -> None:
        """Write the report into *folder*, as a build does, without links to pages.

        Raises:
            ConfigError: the report cannot be written.
        """
        try:
            self._build_report().write_whole(folder, self.report)
        except OSError as exc:
            raise ConfigError(
                f"{exc.filename or folder}: the report cannot be written "
                f"({exc.strerror or exc})"
            ) from exc

    def commit(self) -> list[Path]:
        """Write machine translations into the committed machine catalogs.

        Entries of messages that the book no longer has are kept, in case the messages
        return.

        Returns:
            files of the catalogs that changed.

        Raises:
            CatalogError: a catalog cannot be written, or the engine makes text for
                tests.
        """
        with self.book.lock():
            return self._commit()

    def _commit(self) -> list[Path]:
        folder = self.committed_folder()
        catalogs, language = self.session.catalogs, self.session.languages.target
        changed = []
        written = WrittenBack(self.app.env, self.session)
        for docname, record in sorted(records_of(self.app.env).items()):
            if record.errors:
                continue  # a catalog that cannot be read is not rewritten
            before = catalogs.committed_entries(docname)
            known = catalogs.overlay_entries(docname) | before
            committed = catalogs.all_committed_entries(docname)
            entries = committed | {
                text: with_check(replace(known[text], msgstr=translation))
                for text, translation in record.accepted.items()
                if text in known
            }
            outdated = catalogs.outdated_entries(docname, record.outdated)
            entries |= {text: _with_checks(entry) for text, entry in outdated.items()}
            # what a person changed here waits for `review --take`
            entries |= {text: e for text, e in committed.items() if is_post_edited(e)}
            path = folder / f"{docname}.po"
            current = written.is_current(docname)
            if write_machine(path, language, entries.values()):
                changed.append(path)
                if current:
                    written.note(docname, before)
        if changed:
            written.save()
        return changed

    def committed_folder(self) -> Path:
        """Return the folder of the committed machine catalogs.

        Raises:
            CatalogError: the engine makes text for tests.
        """
        folder = self.session.catalogs.committed
        if folder is None:
            raise CatalogError(
                f"the {self.session.settings.engine} engine makes text for tests; "
                "it is never written into catalogs"
            )
        return folder


def _with_checks(entry: MachineEntry) -> MachineEntry:
    draft = with_check(entry.draft) if entry.draft is not None else None
    return with_check(replace(entry, draft=draft))
