"""Run `sphinx-amts gc`: delete leftovers of jobs and pushes in the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, flag, value
from sphinx_amts.cli.book_arguments import (
    add_book,
    amazon_options,
    book_of,
    languages_of,
)
from sphinx_amts.cli.output import say
from sphinx_amts.engines.amazon.cleaning import Cleaner
from sphinx_amts.engines.amazon.service import Service

if TYPE_CHECKING:
    import argparse

_DAYS = 30.0


def run(options: argparse.Namespace) -> int:
    """Delete leftovers in the account; return the exit code."""
    book = book_of(options)
    every = {
        language: amazon_options(book, language)
        for language in {*languages_of(options, book), *book.languages()}
    }
    used = {amazon.terminology for amazon in every.values()}
    # languages may have regions, buckets or prefixes of their own
    places = {
        (amazon.region, amazon.bucket, amazon.prefix): amazon
        for amazon in every.values()
    }
    removed = 0
    for amazon in places.values():
        cleaner = Cleaner(
            amazon,
            translate=Service("translate", amazon.region),
            s3=Service("s3", amazon.region),
        )
        found = list(cleaner.leftovers(days=options.days, terminologies_in_use=used))
        for leftover in found:
            if not options.dry_run:
                cleaner.remove(leftover)
            verb = "would remove" if options.dry_run else "removed"
            objects = f" ({len(leftover.keys)} objects)" if leftover.keys else ""
            say(f"{verb} {leftover.kind} {leftover.name}{objects}")
        removed += len(found)
    if not removed:
        say("nothing to remove")
    return 0


add_arguments = command(
    "Remove folders of jobs that ended long ago, files of parallel data that were "
    "replaced, and terminologies that no language uses. Nothing that this tool did not "
    "make for this book is touched.",
    add_book,
    value(
        "--days",
        "N",
        "keep folders of jobs that changed in the last N days (default: 30)",
        type=float,
        default=_DAYS,
    ),
    flag("--dry-run", "remove nothing, show what would go"),
    run=run,
)
