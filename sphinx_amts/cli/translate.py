"""Run `sphinx-amts translate` and `refresh`: fill the committed machine catalogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import choice, command, flag
from sphinx_amts.cli.book_arguments import (
    add_book,
    add_shown,
    add_spending,
    add_wait,
    book_of,
    languages_of,
)
from sphinx_amts.cli.codes import DONE, FAILED, INCOMPLETE
from sphinx_amts.cli.listing import counted
from sphinx_amts.cli.output import say, show_progress, warn
from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.closing import closing_line, size_missing
from sphinx_amts.extension.session.options import RunOptions
from sphinx_amts.extension.session.refreshing import REASONS
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.model import State
from sphinx_amts.project.read_book import read_book
from sphinx_amts.text.advice import command_line
from sphinx_amts.translation.budget import SharedBudget
from sphinx_amts.translation.engine_choice import NO_ENGINE

MISSING = (State.UNTRANSLATED, State.REJECTED, State.PENDING)

if TYPE_CHECKING:
    import argparse

    from sphinx_amts.project.reading import Reading


def run(options: argparse.Namespace) -> int:
    """Translate missing text, or refresh outdated text; return the exit code."""
    if options.check and not options.dry_run:
        raise ConfigError("--check goes with --dry-run")
    book = book_of(options)
    code, rehearsed = DONE, False
    budget = SharedBudget()
    for language in languages_of(options, book):
        reading = read_book(
            book,
            language,
            RunOptions(
                dry_run=options.dry_run,
                commits=not options.dry_run,
                refresh=options.because,
                again=options.again,
                budget=budget,
                notify=show_progress,
            ),
        )
        outcome = reading.session.outcome
        rehearsed = rehearsed or reading.session.catalogs.rehearsal
        left: set[str] = set()
        if options.dry_run:
            say(f"{language}: {_plan(reading)}")
            unsure = outcome.usage.unseen or outcome.usage.segments_unknown
            unfinished = bool(unsure) or (options.check and _is_missing(reading))
        else:
            left = _write(reading, options)
            unfinished = bool(left or outcome.notices)
        for notice in outcome.notices:
            if not any(notice.endswith(f": {reason}") for reason in left):
                warn(f"sphinx-amts: {language}: {notice}")
        if unfinished or outcome.failed:
            code = max(code, INCOMPLETE)
        if outcome.broken:
            code = FAILED
    if rehearsed:
        say(
            "this was a rehearsal: an emulator answered, not Amazon Translate; no "
            f"other build shows its text ({command_line('forget', '--rehearsals')} "
            "removes it)"
        )
    return code


def _write(reading: Reading, options: argparse.Namespace) -> set[str]:
    """Write the machine catalogs; return the reasons why text was left out."""
    refresh = bool(options.because)
    language = reading.session.languages.target
    report = reading.report
    changed = reading.commit()
    if refresh:
        # text for which nothing better was found stays in the catalogs
        anew = read_book(
            reading.book, language, RunOptions(dry_run=True, notify=show_progress)
        )
        report = anew.report
    usage = reading.session.outcome.usage
    say(closing_line(language, usage, report["totals"]))
    for path in changed:
        say(f"  wrote {seen_from_here(path)}")
    left = reading.left_out()
    for (_, reason), places in left.items():
        count = counted(len(places), "text")
        if refresh:
            stay = "stays as it is" if len(places) == 1 else "stay as they are"
        else:
            stay = f"{'is' if len(places) == 1 else 'are'} not translated"
        warn(f"sphinx-amts: {language}: {count} {stay}: {reason}")
        warn(*(f"  {place}" for place in places))
    rejected = any(state == State.REJECTED for state, _ in left)
    if rejected and not refresh and not options.again:
        spend = ("--spend", options.spend) if options.spend else ()
        wait = ("--wait",) if options.wait else ()
        command = command_line("translate", "--again", *spend, *wait, language=language)
        warn(f"sphinx-amts: {language}: {command} asks anew for what was rejected")
    return {reason for _, reason in left}


def _is_missing(reading: Reading) -> bool:
    words = reading.report["totals"]["words"]
    assert isinstance(words, dict)
    return any(words[state] for state in MISSING)


def _plan(reading: Reading) -> str:
    session = reading.session
    usage = session.outcome.usage
    saved = usage.characters_saved
    memory = f"; the memory saves {saved} characters with markup" if saved else ""
    count = usage.segments_missing
    waits = f"; {' and '.join(usage.jobs)} still running" if usage.jobs else ""
    unsure = ""
    if usage.segments_unknown:
        jobs = counted(usage.segments_unknown, "segment")
        unsure = f"; not known: {jobs} of jobs that the service does not know"
    if not count:
        now = " now" if unsure else ""
        return f"nothing to send{now}{unsure}{waits}{memory}"
    if usage.unseen:
        unsure += "; less if earlier jobs have some of it, which are out of reach"
    text = f"{counted(count, 'segment')}, {size_missing(usage)}"
    if session.settings.engine == NO_ENGINE:
        return f"{text}, but no engine is set; set amts_engine or -D amts_engine=…"
    prices = f"; {usage.price_note}" if usage.price_note else ""
    return f"would send {text} to {session.engine_name}{prices}{unsure}{waits}{memory}"


add_translate = command(
    "Translate what neither people nor machines have translated yet, and write it into "
    "the committed machine catalogs, without making pages.",
    add_book,
    add_shown,
    add_spending,
    add_wait,
    flag(
        "--again",
        "ask anew for what was rejected, and for what a finished job was paid for but "
        "did not bring, and for nothing else that has come",
    ),
    flag("--check", "with --dry-run: end with 1 if text is missing"),
    run=run,
    because="",
)


add_refresh = command(
    "Translate machine text of the committed catalogs anew with the engine that is set "
    "now. Text that people wrote is not touched.",
    add_book,
    add_shown,
    add_spending,
    choice(
        "--because",
        REASONS,
        "what has changed: text is concerned if another engine wrote it, or other "
        "parallel data or another terminology had a part in it, or if it has other "
        "words than the book's terms",
        required=True,
    ),
    add_wait,
    run=run,
    again=False,
    check=False,
)
