"""The coverage report at the end of a build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_amts.services import report, state
from sphinx_amts.services.permission import price
from sphinx_amts.sphinx_ext.session import records_of
from sphinx_amts.sphinx_ext.translating import STATE_FILE

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_amts.sphinx_ext.session import Session

logger = logging.getLogger(__name__)

FOLDER = "_amts"


def current_report(app: Sphinx, session: Session) -> report.ReportData:
    """Return the report of the build that has just been made."""
    env = app.env
    known = state.load(session.work / STATE_FILE)
    session.usage.segments_missing = known.segments_missing
    session.usage.characters_missing = known.characters_missing
    return report.make_report(
        project=app.config.project,
        language=session.languages.target,
        source_language=session.languages.source,
        engine=session.settings.engine,
        titles={docname: title.astext() for docname, title in env.titles.items()},
        records=records_of(env),
        problems=known.problems,
        run=report.Run(
            documents_read=len(session.documents_read),
            documents_reread=len(session.documents_reread),
            usage=session.usage,
        ),
    )


def write_report(app: Sphinx, session: Session) -> None:
    """Write the report into the output folder, and close with one line."""
    data = current_report(app, session)
    folder = Path(app.outdir, FOLDER)
    page = folder / "index.html"
    fingerprint = report.fingerprint(data)
    report.write_json(folder / "report.json", data)
    if not page.is_file() or fingerprint not in page.read_text(encoding="utf-8"):
        # Jinja2 is loaded only if there is something new to show.
        from sphinx_amts.services.report_page import write_page

        write_page(page, data, fingerprint)
    line = report.summary(data)
    if session.usage.segments_sent:
        count = session.usage.segments_sent
        line += f"; sent {count} segment{'s' if count != 1 else ''}"
    if missing := session.usage.characters_missing:
        line += f"; {missing} characters wait for an engine"
        if session.settings.command_metered:
            cost = price(missing, session.settings.command_price)
            line += f", about ${cost:.2f}"
    logger.info("sphinx-amts: %s; report: %s", line, page)
