"""Summarise a build in one line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.extension.report_folder import FOLDER, PAGE
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.report.totals import summary
from sphinx_amts.text.money import dollars

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.report.data import TotalsData
    from sphinx_amts.translation.outcome import Usage

logger = get_logger(__name__)


def log_summary(app: Sphinx, session: Session, totals: TotalsData) -> None:
    """Log the summary of a build, and the location of its report."""
    page = Path(app.outdir, FOLDER, PAGE)
    line = closing_line(session.languages.target, session.outcome.usage, totals)
    logger.info("sphinx-amts: %s; report: %s", line, seen_from_here(page))


def closing_line(language: str, usage: Usage, totals: TotalsData) -> str:
    """Return the one-line summary of a build: coverage, text sent and text missing."""
    line = summary(language, totals)
    if count := totals["term_faults"]:
        line += f"; {count} term{'s' if count != 1 else ''} not as in the book's list"
    if count := usage.segments_sent:
        line += f"; sent {count} segment{'s' if count != 1 else ''}"
    if saved := usage.characters_saved:
        line += f"; the memory saved {saved} characters with markup"
    if usage.characters_missing:
        line += f"; {size_missing(usage)} wait for an engine"
    return line


def size_missing(usage: Usage) -> str:
    """Describe size and price of the text that is still to be machine-translated."""
    characters = usage.characters_missing
    text = f"{characters} character{'s' if characters != 1 else ''}"
    if price := usage.price_missing:
        text += f" (at most {dollars(price)})"
    return text
