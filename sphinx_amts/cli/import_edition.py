"""Run `sphinx-amts import-edition`: make catalogs from a translated edition."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.alignment.resources import Resources
from sphinx_amts.cli.arguments import choice, command, flag, value
from sphinx_amts.cli.book_arguments import add_book, book_of, languages_of, one_of
from sphinx_amts.cli.codes import DONE, INCOMPLETE
from sphinx_amts.cli.credits import credit_to
from sphinx_amts.cli.folders import add_run_conf
from sphinx_amts.cli.listing import counted, shortened, write_listing
from sphinx_amts.cli.losses import warn_losses
from sphinx_amts.cli.output import say, warn
from sphinx_amts.cli.word_lists import (
    add_more_lexicons,
    lexicons_of,
    summary_of,
    terms_of,
)
from sphinx_amts.editions.reading import open_project, read_edition
from sphinx_amts.editions.staging import Side
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.importers.edition.catalogs import EditionCatalogs, WrittenCatalogs
from sphinx_amts.importers.edition.entries import Imported, import_edition
from sphinx_amts.lexicons.reading import word_list
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.document_alignment import align_editions
from sphinx_amts.parallel_data.human_text import refuse_edition, refuse_other_book
from sphinx_amts.parallel_data.known_text import known_text

if TYPE_CHECKING:
    import argparse

_SHOWN = 20
_WIDTH = 70


def run(options: argparse.Namespace) -> int:
    """Import the edition; return the exit code."""
    book = book_of(options)
    language = one_of(
        languages_of(options, book),
        "an edition is in one language; give it with -l LANG",
    )
    pair = LanguagePair(source=book.source_language(), target=language)
    lists = lexicons_of(book, options.lexicon, pair)
    with open_project(
        book.srcdir, pair.source, confdir=book.confdir, jobs=book.jobs
    ) as (source, env):
        target = read_edition(
            options.edition.resolve(),
            pair.target,
            Side.TARGET,
            confdir=book.confdir,
            run_conf=options.run_conf,
            jobs=book.jobs,
        )
        for note in [*source.notes, *target.notes]:
            warn(f"sphinx-amts: {note}")
        refuse_edition(options.edition, target, source)
        known, faults = known_text(
            book.human_catalogs(language),
            book.catalogs(language).human_memory,
            source,
            env,
        )
        for fault in faults:
            warn(f"sphinx-amts: {fault}")
        resources = Resources(
            words=word_list([*lists, terms_of(book, pair)]), known=known
        )
        aligned = align_editions(source, target, resources)
        refuse_other_book(options.edition, source, aligned)
        imported = import_edition(aligned, env, pair, resources)
        catalogs = EditionCatalogs(
            book,
            env,
            pair.target,
            origin=options.origin,
            credit=credit_to(
                None,
                book.srcdir,
                otherwise="imported with sphinx-amts",
                author=False,
            ),
            dry_run=options.dry_run,
        )
        written = catalogs.write(imported.entries)
    _report(pair.target, imported, written, dry_run=options.dry_run)
    say(*(f"  {line}" for line in summary_of(lists)))
    if not options.dry_run:
        warn_losses(book, pair.target, written.messages)
    if options.listing is not None:
        write_listing(
            options.listing,
            ("document", "line", "reason", "text"),
            ((a.document, a.line, reason, a.text) for a, reason in imported.left_out),
            indent="  ",
        )
    elif imported.left_out:
        say("  --list FILE writes them all")
    return DONE if imported.is_whole else INCOMPLETE


def _report(
    language: str, imported: Imported, written: WrittenCatalogs, *, dry_run: bool
) -> None:
    done = "would be added" if dry_run else "added"
    say(f"{language}: {written.human} entries {done} to the catalogs of people")
    for count, what in (
        (written.machine, f"{done} to the machine catalogs"),
        (
            written.unconfirmed,
            f"{done} as unconfirmed: they are shown, and need a look of somebody",
        ),
        (written.already_present, "have a translation already, which stays"),
    ):
        if count:
            say(f"  {count} {what}")
    for path in written.paths:
        say(f"  wrote {seen_from_here(path)}")
    if imported.left_out:
        many = counted(len(imported.left_out), "text")
        say(f"  not taken over of the edition: {many}:")
    for reason, count in Counter(r for _, r in imported.left_out).most_common(_SHOWN):
        say(f"    {count:6} {shortened(reason, _WIDTH)}")


add_arguments = command(
    "Find which paragraphs of a translated edition belong to which of the book, and "
    "write them as entries of message catalogs. What stands there already is never "
    "changed.",
    add_book,
    value(
        "--from",
        "DIR",
        "folder of the edition: a Sphinx project, or documents without conf.py",
        dest="edition",
        type=Path,
        required=True,
    ),
    add_run_conf,
    add_more_lexicons,
    choice(
        "--origin",
        ("human", "machine", "unknown"),
        "who wrote it. Only what people wrote goes into the catalogs of people; "
        "anything else goes into the committed machine catalogs",
        required=True,
    ),
    value(
        "--list",
        "FILE",
        'write what was not taken over, with its place and the reason, as CSV ("-" for '
        "the output)",
        dest="listing",
    ),
    flag("--dry-run", "write no catalog, say what would be"),
    run=run,
)
