"""The coverage report at the end of a build."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_amts.model import Dialect
from sphinx_amts.services import report, state
from sphinx_amts.services.term_checks import TermFault, term_faults
from sphinx_amts.sphinx_ext.codecs import codecs_outside_documents
from sphinx_amts.sphinx_ext.extraction import dialect_of
from sphinx_amts.sphinx_ext.session import records_of
from sphinx_amts.sphinx_ext.translating import STATE_FILE
from sphinx_amts.text.money import dollars

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_amts.sphinx_ext.session import Session

logger = logging.getLogger(__name__)

FOLDER = "_amts"
REPORT = "report.json"


def current_report(app: Sphinx, session: Session) -> report.ReportData:
    """Return the report of the build that has just been made."""
    env = app.env
    known = state.load(session.work / STATE_FILE)
    session.usage.segments_missing = known.segments_missing
    session.usage.characters_missing = known.characters_missing
    session.usage.price_missing = known.price_missing
    return report.make_report(
        project=app.config.project,
        language=session.languages.target,
        source_language=session.languages.source,
        engine=session.settings.engine,
        titles={docname: title.astext() for docname, title in env.titles.items()},
        records=records_of(env),
        problems=known.problems,
        terms=_term_faults(app, session),
        run=report.Run(
            documents_read=len(session.documents_read),
            documents_reread=len(session.documents_reread),
            usage=session.usage,
        ),
    )


def _term_faults(app: Sphinx, session: Session) -> dict[str, list[TermFault]]:
    """Return by document where machines have another word for a term."""
    if session.terms is None:
        return {}
    found = {}
    with codecs_outside_documents(app.env) as codecs:
        for docname, record in sorted(records_of(app.env).items()):
            dialect = dialect_of(app.env, docname) or Dialect.PLAIN
            faults = term_faults(
                record.accepted,
                record.machine_lines,
                session.terms,
                partial(codecs.encode, dialect=dialect),
            )
            if listed := list(faults):
                found[docname] = listed
    return found


def write_report(app: Sphinx, session: Session) -> None:
    """Write the report into the output folder, and close with one line."""
    data = current_report(app, session)
    folder = Path(app.outdir, FOLDER)
    page = folder / "index.html"
    fingerprint = report.fingerprint(data)
    report.write_json(folder / REPORT, data)
    if not page.is_file() or fingerprint not in page.read_text(encoding="utf-8"):
        # Jinja2 is loaded only if there is something new to show.
        from sphinx_amts.services.report_page import write_page

        write_page(page, data, fingerprint)
    line = closing_line(session, data)
    logger.info("sphinx-amts: %s; report: %s", line, page)


def closing_line(session: Session, data: report.ReportData) -> str:
    """Return how far the book is, what was sent and what is missing."""
    line = report.summary(data)
    if count := data["totals"]["term_faults"]:
        line += f"; {count} term{'s' if count != 1 else ''} not as in the book's list"
    if count := session.usage.segments_sent:
        line += f"; sent {count} segment{'s' if count != 1 else ''}"
    if saved := session.usage.characters_saved:
        line += f"; the memory saved {saved} characters"
    if session.usage.characters_missing:
        line += f"; {size_missing(session)} wait for an engine"
    return line


def size_missing(session: Session) -> str:
    """Return how much text an engine is still to translate, with its price if any."""
    characters = session.usage.characters_missing
    text = f"{characters} character{'s' if characters != 1 else ''}"
    if price := session.usage.price_missing:
        text += f" (at most {dollars(price)})"
    return text
