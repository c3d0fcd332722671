"""Run `sphinx-amts changes`: say what a change of a book does to its translations."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.changes.comment import as_markdown
from sphinx_amts.changes.data import GATES, as_json, read_changes, reasons
from sphinx_amts.cli.arguments import choice, command, exclusive, value
from sphinx_amts.cli.book_arguments import add_book, add_shown, book_of, languages_of
from sphinx_amts.cli.codes import DONE, INCOMPLETE
from sphinx_amts.cli.output import say_json, say_text, show_progress, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.changes.data import ChangesData, Gate


def run(options: argparse.Namespace) -> int:
    """Print the changes of the book; return the exit code."""
    data = read_changes(options.read) if options.read else _survey(options)
    if options.format == "json":
        say_json(as_json(data))
    else:
        say_text(as_markdown(data))
    found = reasons(data, options.fail_on)
    for line in found:
        warn(f"sphinx-amts: {line}")
    return INCOMPLETE if found else DONE


def _survey(options: argparse.Namespace) -> ChangesData:
    from sphinx_amts.changes.survey import survey

    book = book_of(options)
    return survey(book, languages_of(options, book), options.base, show_progress)


def _gates(text: str) -> Sequence[Gate]:
    """Return the gates in *text*, the value of `--fail-on`.

    Raises:
        ArgumentTypeError: there is no such gate.
    """
    found = []
    for name in text.split(","):
        gate = next((gate for gate in GATES if gate == name.strip()), None)
        if gate is None:
            raise argparse.ArgumentTypeError(
                f"{name.strip()!r}: give one or more of {', '.join(GATES)}, with commas"
            )
        found.append(gate)
    return found


add_arguments = command(
    "Compare the book with the revision of its git repository from which it parted "
    "from REV, and say what that does to the translations: sentences of the source "
    "that changed and, by language, what people translated and still holds, what "
    "becomes outdated, what is missing and its price, and faults that came in. The "
    "revision is read with the present configuration, none of its code is run, and "
    "nothing is sent anywhere.",
    add_book,
    add_shown,
    exclusive(
        value("--base", "REV", "revision to compare with, such as origin/main"),
        value(
            "--from",
            "FILE",
            "compare nothing, and read what --format json has written; the file may be "
            "a stranger's",
            dest="read",
            type=Path,
        ),
        required=True,
    ),
    choice(
        "--format",
        ("markdown", "json"),
        "how to print it; markdown is for a comment, and text in it can make no "
        "markup, link or mention (default: %(default)s)",
        default="markdown",
    ),
    value(
        "--fail-on",
        "WHAT",
        f"exit with {INCOMPLETE}, as a person is needed, if faults came in (broken), "
        "paragraphs become outdated, or more of them have no translation (missing); "
        "several with commas",
        type=_gates,
        default=(),
    ),
    run=run,
)
