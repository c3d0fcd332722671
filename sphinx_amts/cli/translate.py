"""`sphinx-amts translate` and `refresh`: fill the committed machine catalogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.cli.books import (
    add_book,
    add_shown,
    add_spending,
    add_wait,
    book_of,
    languages_of,
)
from sphinx_amts.cli.listing import counted
from sphinx_amts.cli.output import say, warn
from sphinx_amts.services.engine import NO_ENGINE
from sphinx_amts.services.permission import Purse
from sphinx_amts.sphinx_ext.refreshing import REASONS
from sphinx_amts.sphinx_ext.reporting import closing_line, size_missing
from sphinx_amts.storage.files import seen_from_here
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    import argparse

    from sphinx_amts.sphinx_ext.reading import Reading


def add_translate(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `translate`."""
    parser.description = (
        "Translate what neither people nor machines have translated yet, "
        "and write it into the committed machine catalogs, without making pages."
    )
    add_book(parser)
    add_shown(parser)
    add_spending(parser)
    add_wait(parser)
    parser.add_argument(
        "--again",
        action="store_true",
        help="ask again for what a finished job was paid for but did not bring",
    )
    parser.set_defaults(run=run_translate)


def add_refresh(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `refresh`."""
    parser.description = (
        "Translate machine text of the committed catalogs anew with the "
        "engine that is set now. Text that people wrote is not touched."
    )
    add_book(parser)
    add_shown(parser)
    add_spending(parser)
    parser.add_argument(
        "--because",
        choices=REASONS,
        required=True,
        help="what has changed: text is concerned if another engine wrote it, or "
        "other parallel data or another terminology had a part in it, or if it has "
        "other words than the book's terms",
    )
    add_wait(parser)
    parser.set_defaults(run=run_refresh)


def run_translate(options: argparse.Namespace) -> int:
    """Translate what is missing; return the exit code."""
    return _run(options)


def run_refresh(options: argparse.Namespace) -> int:
    """Translate again what is concerned; return the exit code."""
    return _run(options, options.because)


def _run(options: argparse.Namespace, refresh: str = "") -> int:
    book = book_of(options)
    failed = rehearsed = False
    purse = Purse()
    for language in languages_of(options, book):
        reading = book.read(
            language,
            dry_run=options.dry_run,
            refresh=refresh,
            again=getattr(options, "again", False),
            purse=purse,
            notify=_show_job,
        )
        rehearsed = rehearsed or reading.session.catalogs.rehearsal
        if options.dry_run:
            say(f"{language}: {_plan(reading)}")
            notices = reading.session.notices if reading.session.failed else []
        else:
            changed = reading.commit()
            say(closing_line(reading.session, reading.report))
            for path in changed:
                say(f"  wrote {seen_from_here(path)}")
            notices = reading.session.notices
        for notice in notices:
            warn(f"sphinx-amts: {language}: {notice}")
            failed = True
    if rehearsed:
        say(
            "this was a rehearsal: an emulator answered, not Amazon Translate; no "
            f"other build shows its text ({command_line('forget', '--rehearsals')} "
            "removes it)"
        )
    return 1 if failed else 0


def _plan(reading: Reading) -> str:
    session = reading.session
    usage = session.usage
    saved = usage.characters_saved
    memory = f"; the memory saves {saved} characters" if saved else ""
    count = usage.segments_missing
    if not count:
        return f"nothing to send{memory}"
    text = f"{counted(count, 'segment')}, {size_missing(session)}"
    if session.settings.engine == NO_ENGINE:
        return f"{text}, but no engine is set; set amts_engine or -D amts_engine=…"
    prices = f"; {usage.price_note}" if usage.price_note else ""
    return f"would send {text} to {session.engine_name}{prices}{memory}"


def _show_job(line: str) -> None:
    warn(f"  {line}")
