"""Run `sphinx-amts check`: list faults in human and machine translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.checks.by_document import damaged_catalogs
from sphinx_amts.checks.located import apply_fixes, located, wrong_comments
from sphinx_amts.cli.arguments import choice, command, exclusive, flag
from sphinx_amts.cli.book_arguments import add_book, book_of, languages_of
from sphinx_amts.cli.codes import DONE, INCOMPLETE
from sphinx_amts.cli.credits import credit_to
from sphinx_amts.cli.output import say, say_commands, say_json, say_text, warn
from sphinx_amts.document_records.faults import (
    CheckFinding,
    as_github,
    as_json,
    as_text,
    changed_part,
    place,
)
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def run(options: argparse.Namespace) -> int:
    """Print the faults that were found; return the exit code."""
    from sphinx_amts.extension.session.options import DamagePolicy, RunOptions
    from sphinx_amts.project.read_book import read_book

    book = book_of(options)
    findings: list[CheckFinding] = []
    wrong: list[str] = []
    for language in languages_of(options, book):
        run = RunOptions(dry_run=True, engine=NO_ENGINE, damage=DamagePolicy.SKIP)
        reading = read_book(book, language, run)
        session, ignored = reading.session, reading.session.settings.check_ignore
        findings += damaged_catalogs(
            reading.errors(), session.catalogs, ignored=ignored
        )
        if options.machine:
            found = reading.machine_faults()
            findings += located(found, session.catalogs, drafts=True, ignored=ignored)
            continue
        faults = reading.faults()
        findings += located(faults, session.catalogs, ignored=ignored)
        wrong += wrong_comments(faults, session.catalogs)
    fixed: list[CheckFinding] = []
    failed: list[str] = []
    if options.fix:
        with book.lock():
            who = credit_to(None, book.srcdir, author=False)
            fixed, failed = apply_fixes(findings, who)
    left = [finding for finding in findings if finding not in fixed]
    _print(options.format, left, fixed)
    for line in [*wrong, *failed]:
        warn(f"sphinx-amts: {line}")
    return INCOMPLETE if left or wrong or failed else DONE


def _print(
    form: str, findings: Sequence[CheckFinding], fixed: Sequence[CheckFinding]
) -> None:
    if form == "json":
        say_json(as_json(findings, fixed))
        return
    for finding in fixed:
        rule, written = finding.fault.rule, changed_part(finding.fault)
        say(f"{place(finding)}: fixed {rule}: {written}")
    if form == "text":
        say_text(as_text(findings))
    elif findings:
        say_commands(as_github(findings))


add_arguments = command(
    "Find what is broken in translations that people wrote: text that Sphinx drops, "
    "markup that stays literal, lost code, links and numbers; or, with --machine, what "
    "shows without a reference that drafts are wrong. Nothing is sent anywhere, and "
    "nothing of the book is written without --fix.",
    add_book,
    exclusive(
        flag(
            "--machine",
            "judge the translations of machines, those that are not shown as well",
        ),
        flag("--fix", "write the proposals that are certain into the catalogs"),
    ),
    choice(
        "--format",
        ("text", "json", "github"),
        "how to print findings; github annotates a pull request (default: %(default)s)",
        default="text",
    ),
    run=run,
)
