"""Write the coverage report at the end of a build."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.checks.by_document import CheckData, checks_of
from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.extension.kept_report import (
    KeptReport,
    history_path,
    page_address,
    repr_digest,
)
from sphinx_amts.extension.report_folder import FOLDER, PAGE, REPORT
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.files.disk import discard, write_if_changed
from sphinx_amts.files.kept_by_content import KeptByContent
from sphinx_amts.notices.publishing import rule_for
from sphinx_amts.report import assembly, history
from sphinx_amts.report.document_pages import write_documents
from sphinx_amts.report.messages import DocumentSource
from sphinx_amts.report.parts import (
    KEPT_PARTS,
    DocumentPart,
    fingerprint_of,
    json_of,
    part_of,
)
from sphinx_amts.scores.draft_scores import BookDraftScores
from sphinx_amts.translation import run_state

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx

    from sphinx_amts.document_records.documents import DocumentRecord
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.report.data import DocumentData, ReportData, TotalsData

logger = get_logger(__name__)


class BuildReport:
    """Report of the build that has just finished.

    Args:
        app: application that has written all pages.
        session: session of the build.

    Raises:
        EvaluationError: drafts cannot be scored, or the figures of post-editing cannot
            be read.
    """

    def __init__(self, app: Sphinx, session: Session) -> None:
        self._app = app
        self._session = session
        self._records = records_of(app.env)
        self._quality = assembly.Quality(
            checks=_checks(app, session),
            scores=_scores(app, session),
            saved=_editing_saved(app, session),
        )
        self._price = self._price_of_characters()
        self._publish = rule_for(session.settings.publish, session.languages.target)

    def whole(self) -> ReportData:
        """Return all data of the report."""
        documents = [self._document(docname) for docname in sorted(self._records)]
        return self._with(documents)

    def write(self, folder: Path) -> TotalsData:
        """Write the changed files of the report, and add the build to the history.

        Args:
            folder: folder of the report.

        Returns:
            the totals of the report.
        """
        app, session = self._app, self._session
        parts = self._parts()
        data = self._with([part.data for part in parts])
        noted = _note_build(app, session, data)
        self._write(folder, data, parts)
        if noted:
            KeptReport(app, session).keep(data["totals"])
        return data["totals"]

    def counts(self) -> ReportData:
        """Return the report with the states of only those texts that have findings.

        Documents that have not changed since they were last counted are not counted
        again.
        """
        return self._with([part.data for part in self._parts()])

    def _parts(self) -> list[DocumentPart]:
        session = self._session
        kept = KeptByContent(KEPT_PARTS, session.work / "parts.kept")
        outcome = repr_digest(run_state.figures_of(session.outcome))
        parts = []
        for docname, head in self._records.heads():
            made_of = [
                (docname, self._title(docname), head.content),
                (outcome, self._price) if head.misses else "",
                self._quality.checks.get(docname, ()),
                self._quality.scores.documents.get(docname),
                self._quality.saved.get(docname),
                self._publish,
            ]
            row = kept.get(repr_digest(made_of), partial(self._part, docname))
            parts.append(DocumentPart(*row))
        kept.save()
        return parts

    def _part(self, docname: str) -> tuple[object, ...]:
        part = part_of(self._document(docname))
        self._records.settle()
        return tuple(part)

    def write_whole(self, folder: Path, data: ReportData) -> None:
        """Write the whole report into *folder*.

        Args:
            folder: folder of the report.
            data: return value of `whole`.
        """
        self._write(folder, data, [part_of(one) for one in data["documents"]])

    def _write(
        self, folder: Path, data: ReportData, parts: Sequence[DocumentPart]
    ) -> None:
        compiled = self._session.work / "templates"
        page = folder / PAGE
        fingerprint = fingerprint_of(data, parts)
        write_if_changed(folder / REPORT, json_of(data, parts))
        if not page.is_file() or fingerprint not in page.read_text(encoding="utf-8"):
            # Jinja2 is loaded only if there is something new to show.
            from sphinx_amts.report.files import write_files
            from sphinx_amts.report.pages import write_page

            write_page(page, data, fingerprint, compiled)
            write_files(folder, data)
        write_documents(folder, data, self._sources(data), compiled)

    def _sources(self, data: ReportData) -> Iterator[DocumentSource]:
        for document in data["documents"]:
            yield self._source(document)
            self._records.settle()

    def _source(self, data: DocumentData) -> DocumentSource:
        docname = data["docname"]

        def record() -> DocumentRecord:
            return self._records[docname]

        return DocumentSource(
            data=data,
            record=record,
            states=lambda: assembly.states_of(record(), self._session.outcome.problems),
            scores=self._quality.scores.documents.get(docname),
            address=page_address(self._app, docname),
        )

    def _price_of_characters(self) -> float:
        """Return the price in US dollars of a character still to be translated."""
        price = self._session.outcome.usage.price_missing
        if not price:
            return price
        waiting = sum(
            assembly.missing_characters(
                self._records[name], self._session.outcome.problems
            )
            for name, head in self._records.heads()
            if head.misses
        )
        return price / (waiting or 1)

    def _title(self, docname: str) -> str:
        title = self._app.env.titles.get(docname)
        return docname if title is None else title.astext()

    def _document(self, docname: str) -> DocumentData:
        return assembly.document_data(
            docname,
            self._title(docname),
            self._records[docname],
            problems=self._session.outcome.problems,
            quality=self._quality,
            price=self._price,
            publish=self._publish,
        )

    def _with(self, documents: list[DocumentData]) -> ReportData:
        session = self._session
        return assembly.with_documents(
            assembly.Head(
                project=self._app.config.project,
                language=session.languages.target,
                source_language=session.languages.source,
                engine=session.engine_name,
            ),
            documents,
            quality=self._quality,
            run=assembly.BuildFacts(
                documents_read=len(session.state.documents.first),
                documents_reread=len(session.state.documents.again),
                usage=session.outcome.usage,
            ),
        )


def _scores(app: Sphinx, session: Session) -> BookDraftScores:
    if not session.settings.scores:
        return BookDraftScores()
    # loaded only where it is asked for
    from sphinx_amts.extension.scoring import current_scores

    return current_scores(app, session)


def _editing_saved(app: Sphinx, session: Session) -> dict[str, float | None]:
    if session.settings.editing is None:
        return {}
    # loaded only where it is asked for
    from sphinx_amts.scores.post_editing_results import load_saved

    path = Path(app.confdir, session.settings.editing)
    return load_saved(path, session.languages.target)


def _checks(app: Sphinx, session: Session) -> dict[str, list[CheckData]]:
    records, compact = records_of(app.env), app.config.gettext_compact
    return checks_of(
        records,
        {docname: docname_to_domain(docname, compact) for docname in records},
        session.catalogs,
        srcdir=Path(app.srcdir),
        ignored=session.settings.check_ignore,
    )


def write_report(app: Sphinx, session: Session) -> TotalsData:
    """Write the report of a build into the output folder; return the totals.

    Raises:
        EvaluationError: drafts cannot be scored, or the figures of post-editing cannot
            be read.
    """
    return BuildReport(app, session).write(Path(app.outdir, FOLDER))


def _note_build(app: Sphinx, session: Session, data: ReportData) -> bool:
    """Add the build to the history, if a figure has changed.

    Returns:
        whether the history could be read and written.
    """
    totals = data["totals"]
    words = totals["words"]
    path = history_path(app, session)
    try:
        known = history.load(path)
    except ConfigError as exc:
        # the history only adds to the report; a file of the book is left to be repaired
        if session.settings.history is not None:
            logger.warning("%s", exc, type="amts", subtype="history")
            return False
        logger.info("%s: damaged, the history of builds begins anew", path)
        discard(path)
        known = []
    builds = history.with_build(
        known,
        now=_now(),
        words={state: count for state, count in words.items() if count},
        bleu=totals["bleu"],
        chrf=totals["chrf"],
    )
    saved = True
    if builds != known:
        try:
            history.save(path, builds)
        except OSError as exc:
            logger.warning(
                "%s: the history of builds cannot be written (%s); set amts_history "
                "to a folder that can be",
                path,
                exc.strerror or exc,
                type="amts",
                subtype="history",
            )
            saved = False
    assembly.add_history(data, builds)
    return saved


def _now() -> datetime:
    """Return the time in `SOURCE_DATE_EPOCH` if that is set, else the present time."""
    if date := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(date), UTC)
    return datetime.now(UTC)
