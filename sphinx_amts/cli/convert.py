"""Run `sphinx-amts convert`: make a Sphinx project of a book in another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, subcommands, value
from sphinx_amts.cli.book_arguments import refuse_unknown_languages
from sphinx_amts.cli.listing import shortened, write_listing
from sphinx_amts.cli.output import say, warn
from sphinx_amts.errors import ConfigError
from sphinx_amts.extras import install, is_installed
from sphinx_amts.files.disk import remove_unfinished, seen_from_here
from sphinx_amts.files.locking import book_lock
from sphinx_amts.importers.d2l.conversion import Converted, convert
from sphinx_amts.importers.d2l.model import ConversionNote, Kind
from sphinx_amts.importers.d2l.output import refuse_overlap, write_book
from sphinx_amts.languages.codes import canonical

if TYPE_CHECKING:
    import argparse

_EXAMPLES = 3
_WIDTH = 60


def run(options: argparse.Namespace) -> int:
    """Convert the book; return the exit code."""
    source, target = options.source_language, options.target_language
    refuse_unknown_languages((source, target))
    if canonical(source) == canonical(target):
        raise ConfigError(f"-s {source} -t {target}: these are the same language")
    refuse_overlap(options.source, options.destination)
    converted = convert(options.source, source=source, target=target)
    destination: Path = options.destination
    with book_lock([destination], options.command) as killed:
        if killed and not destination.is_symlink():
            remove_unfinished([destination])
        changed = write_book(destination, converted.files)
    _report(options.destination, converted, changed)
    if options.listing is not None:
        write_listing(
            options.listing,
            ("language", "what", "document", "line", "text"),
            (
                (language, f.kind, f.document, f.line or "", f.text)
                for language, findings in converted.findings.items()
                for f in findings
            ),
        )
    return 0


def _report(destination: Path, converted: Converted, changed: int) -> None:
    here = seen_from_here(destination)
    say(f"{here}: {len(converted.files)} files, {changed} of them changed")
    for number, (language, findings) in enumerate(converted.findings.items()):
        place = here if not number else here / "editions" / language
        say(f"{language}: {converted.chapters[language]} chapters in {place}")
        for kind in Kind:
            found = [finding for finding in findings if finding.kind is kind]
            if found:
                say(f"  {len(found):5} {kind}{_examples(found)}")
    if converted.needs_bibtex and not is_installed("sphinxcontrib.bibtex"):
        warn("to build it: pip install sphinxcontrib-bibtex")
    if not is_installed("myst_parser"):
        warn(f"to build it: {install('myst')}")


def _examples(found: list[ConversionNote]) -> str:
    texts = list(dict.fromkeys(shortened(f.text, _WIDTH) for f in found if f.text))
    more = ", …" if len(texts) > _EXAMPLES else ""
    return f": {', '.join(texts[:_EXAMPLES])}{more}" if texts else ""


_d2l = command(
    "Make a project of MyST documents from a folder laid out as that of Dive into Deep "
    "Learning: chapter_…/NAME.md, and for a translation NAME_origin.md beside it, "
    "which it was made from. The translation becomes a second project in "
    "DST/editions/LANG, for import-edition to take over.",
    value("source", "SRC", "folder of the book", type=Path),
    value("destination", "DST", "folder of the project to make", type=Path),
    value(
        "-s",
        "LANG",
        "language that was translated, or the only one (default: %(default)s)",
        dest="source_language",
        default="en",
    ),
    value(
        "-t",
        "LANG",
        "language of the translation (default: %(default)s)",
        dest="target_language",
        default="zh",
    ),
    value(
        "--list",
        "FILE",
        "write all that is missing or could not stay as it was, with its place, as CSV "
        '("-" for the output)',
        dest="listing",
    ),
    run=run,
)

add_arguments = command(
    "Make a Sphinx project of a book that was written for another system. What it was "
    "made from stays as it is.",
    subcommands(
        "SYSTEM",
        ("d2l", "Dive into Deep Learning's Markdown", _d2l),
    ),
)
