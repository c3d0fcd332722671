"""Write the coverage report at the end of a build."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.checks.by_document import CheckData, checks_of
from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.closing import log_summary
from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.extension.kept_report import KeptReport, history_path, page_address
from sphinx_amts.extension.overlay_upkeep import STATE_FILE
from sphinx_amts.extension.report_folder import FOLDER, PAGE, REPORT
from sphinx_amts.extension.scoring import current_scores
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.report import assembly, history
from sphinx_amts.report.document_pages import write_documents
from sphinx_amts.report.messages import DocumentSource
from sphinx_amts.translation import run_state

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.report.data import ReportData

logger = get_logger(__name__)


def current_report(app: Sphinx, session: Session) -> ReportData:
    """Return the coverage report of the build that has just finished.

    Raises:
        EvaluationError: drafts cannot be scored, or figures of editing not be read.
    """
    env = app.env
    known = run_state.load(session.work / STATE_FILE)
    run_state.add_missing(session.usage, known)
    return assembly.make_report(
        assembly.Head(
            project=app.config.project,
            language=session.languages.target,
            source_language=session.languages.source,
            engine=session.engine_name,
        ),
        titles={docname: title.astext() for docname, title in env.titles.items()},
        records=records_of(env),
        problems=known.problems,
        quality=assembly.Quality(
            checks=_checks(app, session),
            scores=current_scores(app, session),
            saved=_editing_saved(app, session),
        ),
        run=assembly.BuildFacts(
            documents_read=len(session.documents_read),
            documents_reread=len(session.documents_reread),
            usage=session.usage,
        ),
    )


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


def write_report(app: Sphinx, session: Session) -> None:
    """Write the report of a build into the output folder, and log its summary.

    Raises:
        ConfigError: the folder of `amts_history` cannot be written.
        EvaluationError: drafts cannot be scored.
    """
    data = current_report(app, session)
    noted = _note_build(app, session, data)
    write_files(app, session, data, Path(app.outdir, FOLDER))
    if noted:
        KeptReport(app, session).keep(data["totals"])
    log_summary(app, session, data["totals"])


def write_files(app: Sphinx, session: Session, data: ReportData, folder: Path) -> None:
    """Write the changed files of a report into *folder*."""
    page = folder / PAGE
    fingerprint = assembly.fingerprint(data)
    assembly.write_json(folder / REPORT, data)
    if not page.is_file() or fingerprint not in page.read_text(encoding="utf-8"):
        # Jinja2 and svg.py are loaded only if there is something new to show.
        from sphinx_amts.report.files import write_files
        from sphinx_amts.report.pages import write_page

        write_page(page, data, fingerprint)
        write_files(folder, data)
    records, scores = records_of(app.env), current_scores(app, session)
    write_documents(
        folder,
        data,
        (
            DocumentSource(
                data=document,
                record=records[document["docname"]],
                scores=scores.documents.get(document["docname"]),
                address=page_address(app, document["docname"]),
            )
            for document in data["documents"]
        ),
    )


def _note_build(app: Sphinx, session: Session, data: ReportData) -> bool:
    """Add the build to the history, if it changed a figure; return whether it is."""
    totals = data["totals"]
    words = totals["words"]
    path = history_path(app, session)
    try:
        known = history.load(path)
    except ConfigError as exc:
        # the history only adds to the report; the file is left to be repaired
        logger.warning("%s", exc, type="amts", subtype="history")
        return False
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
    """Return the time of the build: now, or that of `SOURCE_DATE_EPOCH`."""
    if date := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(date), UTC)
    return datetime.now(UTC)
