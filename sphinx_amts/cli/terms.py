"""Run `sphinx-amts terms diff`: list the translations that changed terms affect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, subcommands, value
from sphinx_amts.cli.book_arguments import add_book, book_of, languages_of
from sphinx_amts.cli.listing import shortened
from sphinx_amts.cli.output import say
from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.session.options import RunOptions
from sphinx_amts.files.revisions import Repository
from sphinx_amts.project.read_book import read_book
from sphinx_amts.project.term_changes import TermChanges, affected_messages
from sphinx_amts.terminology.files import parse_terms, read_terms
from sphinx_amts.text.advice import command_line
from sphinx_amts.text.money import dollars
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    import argparse

    from sphinx_amts.project.term_changes import AffectedMessages

_EXCERPT = 70


def run_diff(options: argparse.Namespace) -> int:
    """Print the translations that are affected; return the exit code."""
    book = book_of(options)
    source = book.source_language()
    for language in languages_of(options, book):
        settings, _ = book.settings(language)
        if not settings.terms:
            raise ConfigError("the book has no terms; name their file in amts_terms")
        path = book.confdir / settings.terms
        new = read_terms(path, source=source, target=language)
        if options.old is not None:
            old = read_terms(options.old, source=source, target=language)
        else:
            data = _committed(path, options.rev)
            old = parse_terms(data, path, source=source, target=language)
        changes = TermChanges.between(old, new, source=source, target=language)
        if not changes:
            say(f"{language}: no term has changed")
            continue
        say(f"{language}: {changes}")
        reading = read_book(book, language, RunOptions(dry_run=True, engine=NO_ENGINE))
        _report(
            affected_messages(reading.app, reading.session, changes, settings), language
        )
    return 0


def _report(found: AffectedMessages, language: str) -> None:
    for place in found.human:
        text = shortened(place.text, _EXCERPT)
        say(f"{place.where}: human, to review: {place.what}: {text}")
    for place in found.machine:
        text = shortened(place.text, _EXCERPT)
        say(f"{place.where}: machine: {place.what}: {text}")
    say(
        f"{language}: human messages to review: {len(found.human)}; machine messages: "
        f"{len(found.machine)}"
    )
    if found.segments:
        price = f", at most {dollars(found.price)}" if found.price else ""
        command = command_line("refresh", "--because", "terms", language=language)
        say(
            f"  translating these again: {found.segments} segments, "
            f"{found.characters} characters{price}: {command}, once the engine knows "
            "the new terms"
        )


def _committed(path: Path, name: str) -> bytes:
    """Return the content of *path* in the revision *name*.

    Raises:
        ConfigError: git has no such revision or file.
    """
    try:
        repository = Repository.of(path.parent)
        names = repository.names(path.parent.resolve() / path.name)
        with repository.tree(repository.revision(name)) as tree:
            data = tree.read(names) if names is not None else None
    except ConfigError as exc:
        raise ConfigError(f"{exc}; or give the older terms with --old FILE") from exc
    if data is None:
        raise ConfigError(
            f"{path}: git has no {name} of it; give the older terms with --old FILE"
        )
    return data


_diff = command(
    "List the translations that do not have the new words for terms that were changed "
    "or added: those of people, to review, and those of machines, with the price of "
    "translating them again. Sends and writes nothing.",
    add_book,
    value(
        "--old",
        "FILE",
        "the terms as they were (default: as committed in git)",
        type=Path,
    ),
    value(
        "--rev",
        None,
        "commit whose terms are the old ones (default: %(default)s)",
        default="HEAD",
    ),
    run=run_diff,
)

add_arguments = command(
    "The terms of the book: the file that amts_terms names.",
    subcommands(
        "COMMAND",
        ("diff", "list the translations that changed terms concern", _diff),
    ),
)
