"""Run `sphinx-amts sync` and `forget`: update or remove human translations."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, flag, value
from sphinx_amts.cli.book_arguments import (
    add_book,
    add_spending,
    book_of,
    languages_of,
    one_of,
)
from sphinx_amts.cli.listing import counted
from sphinx_amts.cli.output import fail, say, show_progress, warn
from sphinx_amts.errors import CatalogError, ConfigError
from sphinx_amts.extension.closing import closing_line
from sphinx_amts.extension.session.options import DamagePolicy, RunOptions
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.project.read_book import read_book
from sphinx_amts.sync.branches import FromBranch, import_from_branch
from sphinx_amts.sync.rehearsals import forget_rehearsals
from sphinx_amts.sync.synchronise import forget, synchronise
from sphinx_amts.translation.budget import SharedBudget

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sphinx_amts.project.book import Book
    from sphinx_amts.sync.changes import SyncChanges, Synchronised

_SHOWN = 20
_WIDTH = 100


def run_sync(options: argparse.Namespace) -> int:
    """Update the human memories and machine catalogs; return the exit code."""
    book = book_of(options)
    if options.from_branch and options.dry_run:
        raise ConfigError("--from-branch writes; it does not go with --dry-run")
    failed = False
    budget = SharedBudget()
    for language in languages_of(options, book):
        try:
            imported = FromBranch()
            if options.from_branch:
                imported = import_from_branch(book, language, options.from_branch)
            reading = read_book(
                book,
                language,
                RunOptions(
                    dry_run=options.dry_run,
                    commits=not options.dry_run,
                    damage=DamagePolicy.SKIP,
                    budget=budget,
                    notify=show_progress,
                ),
            )
            outcome = reading.session.outcome
            result = synchronise(reading, dry_run=options.dry_run)
        except CatalogError as exc:
            fail(f"sphinx-amts: {language}: {exc}")
            failed = True
            continue
        say(closing_line(language, outcome.usage, reading.totals()))
        for line in [
            *_from(imported, options.from_branch),
            *_lines(result, dry_run=options.dry_run),
        ]:
            say(f"  {line}")
        for line in [*imported.faults, *result.faults, *outcome.notices]:
            warn(f"sphinx-amts: {language}: {line}")
        failed |= bool(result.faults or imported.faults or outcome.failed)
    return 1 if failed else 0


def run_forget(options: argparse.Namespace) -> int:
    """Remove records from the human memory; return the exit code."""
    book = book_of(options)
    if options.rehearsals == bool(options.identities):
        raise ConfigError("give identities of records, or --rehearsals")
    if options.rehearsals:
        return _forget_rehearsals(book, options)
    language = one_of(
        languages_of(options, book),
        "a record is of one language; give it with -l LANG",
    )
    catalogs = book.catalogs(language)
    if misplaced := catalogs.misplaced():
        raise ConfigError(misplaced)
    path = catalogs.human_memory
    assert path is not None
    with book.lock():
        memory = HumanMemory.load(path)
        records = [memory.records.get(identity) for identity in options.identities]
        changed = forget(catalogs, memory, options.identities)
        memory.save(path)
    for record in records:
        if record is not None:
            say(f"forgot {record.identity}: {_short(record.source)}")
    for file in [path, *changed]:
        say(f"  wrote {seen_from_here(file)}")
    return 0


def _forget_rehearsals(book: Book, options: argparse.Namespace) -> int:
    removed = forget_rehearsals(book, options.languages or book.languages())
    place = seen_from_here(removed.memory)
    say(
        f"forgot {counted(removed.units, 'unit')} of {place} and "
        f"{counted(removed.entries, 'translation')} of machine catalogs"
    )
    for path in removed.catalogs:
        say(f"  wrote {seen_from_here(path)}")
    for fault in removed.faults:
        warn(f"sphinx-amts: {fault}")
    return 1 if removed.faults else 0


def _from(imported: FromBranch, branch: str) -> Iterator[str]:
    if imported.human:
        yield f"{counted(imported.human, 'human translation')} brought from {branch}"
    if imported.machine:
        yield f"{counted(imported.machine, 'draft')} brought from {branch}"
    yield from imported.left_in_branch
    for path in imported.written:
        yield f"wrote {seen_from_here(path)}"


def _lines(result: Synchronised, *, dry_run: bool) -> Iterator[str]:
    yield from _changed(result.changes)
    would = "would keep" if dry_run else "kept"
    if result.kept:
        yield f"{would} {counted(len(result.kept), 'translation')} in the human memory"
    yield from result.notes
    for path in result.written:
        yield f"wrote {seen_from_here(path)}"


def _changed(changes: SyncChanges) -> Iterator[str]:
    edited = changes.edited
    if edited:
        parts = [f"{changes.merged} merged"] if changes.merged else []
        parts += [f"{changes.split} split"] if changes.split else []
        more = f" ({', '.join(parts)})" if parts else ""
        yield f"{counted(len(edited), 'message')} edited, translation outdated{more}:"
        for one in edited[:_SHOWN]:
            yield f"  {one.where}: {_short(one.difference)}"
        if len(edited) > _SHOWN:
            yield f"  … and {len(edited) - _SHOWN} more, see report.json of a build"
    for count, what in (
        (changes.markup_only, "with other markup only, translation carried over"),
        (changes.moved, "moved or made of known sentences, translation found"),
        (changes.added, "new, without human translation"),
    ):
        if count:
            yield f"{counted(count, 'message')} {what}"
    if changes.removed:
        gone = counted(changes.removed, "translation")
        yield f"{gone} of text that has left the book, kept for when it returns"


def _short(text: str) -> str:
    return textwrap.shorten(text, _WIDTH, placeholder="…")


add_sync = command(
    "Keep everything that people have translated in the human memory, find what has "
    "become of it in the source, and write the committed machine catalogs: "
    "translations that still fit, those that are outdated, and drafts for the "
    "sentences that have changed. Catalogs of people are only read.",
    add_book,
    value(
        "--from-branch",
        "BRANCH",
        "first bring what people and machines have translated in another branch of the "
        "book's git repository, or at any other revision of it",
    ),
    add_spending,
    run=run_sync,
)


add_forget = command(
    "Remove translations from the human memory, which nothing else does, and the "
    "entries of machine catalogs that hold their text; or all text that an emulator "
    "made, from the translation memory and machine catalogs.",
    add_book,
    value(
        "identities",
        "ID",
        "identity of a record: the last value of its line in the human memory",
        nargs="*",
        default=[],
    ),
    flag(
        "--rehearsals",
        "remove what emulators made, in all languages or those that are given",
    ),
    run=run_forget,
)
