"""Print warnings about faults in texts that a command wrote into human catalogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.checks.located import located
from sphinx_amts.cli.output import warn
from sphinx_amts.document_records.faults import changed_part, place
from sphinx_amts.text.advice import command_line
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx_amts.project.book import Book


def warn_losses(book: Book, language: str, messages: Collection[str]) -> None:
    """Print warnings about faults that `check` finds in newly written texts.

    The text of a person is written unchanged; the person decides on faults in it.

    Args:
        book: the book.
        language: language of the catalogs.
        messages: messages that have a new text.
    """
    if not messages or "sphinx_amts" not in book.config().extensions:
        return  # of a book that is not built with this extension nothing is judged
    from sphinx_amts.extension.session.options import DamagePolicy, RunOptions
    from sphinx_amts.project.read_book import read_book

    reading = read_book(
        book,
        language,
        RunOptions(dry_run=True, engine=NO_ENGINE, damage=DamagePolicy.SKIP),
    )
    taken = frozenset(messages)
    faults = {
        domain: [fault for fault in found if fault.msgid in taken]
        for domain, found in reading.faults().items()
    }
    session = reading.session
    findings = located(faults, session.catalogs, ignored=session.settings.check_ignore)
    if not findings:
        return
    check = command_line("check", language=language)
    many = "1 loss" if len(findings) == 1 else f"{len(findings)} losses"
    warn(f"sphinx-amts: {language}: {many} in what was taken; {check} shows the pages")
    for finding in findings:
        fault = finding.fault
        better = f"; perhaps: {changed_part(fault)}" if fault.proposal else ""
        warn(f"  {place(finding)}: {fault.rule}: {fault.message}{better}")
