"""`sphinx-amts convert`: books of other tools become Sphinx projects."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_amts.errors import ConfigError
from sphinx_amts.services.d2l.project import EDITIONS, convert_book
from sphinx_amts.text.languages import is_known

if TYPE_CHECKING:
    import argparse

_EXAMPLES = 3


def add_parsers(commands: Any) -> None:  # argparse has no public type
    """Add the commands."""
    parser = commands.add_parser(
        "convert",
        help="make a Sphinx project of a book that is written for another tool",
    )
    family = parser.add_subparsers(metavar="FORMAT", required=True)
    d2l = family.add_parser(
        "d2l",
        help="the Markdown of Dive into Deep Learning",
        description="Make a Sphinx project in MyST of a book that is written as Dive "
        "into Deep Learning is, and another one of its translation, for "
        "import-edition and parallel-data build.",
    )
    d2l.add_argument("source", metavar="SRC", type=Path, help="folder of the chapters")
    d2l.add_argument(
        "target",
        metavar="DST",
        type=Path,
        help=f"folder of the project; the translation goes into {EDITIONS}/LANG there",
    )
    d2l.add_argument(
        "-s",
        "--source-language",
        metavar="LANG",
        default="en",
        help="language of the NAME_origin.md, or of all chapters (default: en)",
    )
    d2l.add_argument(
        "-t",
        "--target-language",
        metavar="LANG",
        default="zh",
        help="language of the NAME.md beside them (default: zh)",
    )
    d2l.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Convert the book; return the exit code."""
    languages = (options.source_language, options.target_language)
    for code in languages:
        if not is_known(code):
            raise ConfigError(f"{code!r}: no such language")
    if not options.source.is_dir():
        raise ConfigError(f"{options.source}: there is no such folder")
    try:
        done = convert_book(
            options.source.resolve(), options.target.resolve(), languages
        )
    except OSError as exc:
        raise ConfigError(
            f"{exc.filename or options.target}: cannot be written "
            f"({exc.strerror or exc})"
        ) from exc
    print(f"{options.target}: {done.documents} chapters in {languages[0]}")
    if done.translated:
        folder = options.target / EDITIONS / languages[1]
        print(f"{folder}: {done.translated} chapters in {languages[1]}")
    kinds = Counter(kind for kind, _ in done.missing)
    for kind, count in sorted(kinds.items()):
        names = sorted(name for other, name in done.missing if other == kind)
        more = ", …" if count > _EXAMPLES else ""
        plural = kind[:-1] + "ies" if kind.endswith("y") else f"{kind}s"
        noun = kind if count == 1 else plural
        print(
            f"  not there: {count} {noun} ({', '.join(names[:_EXAMPLES])}{more}); "
            "the names are shown in their place"
        )
    return 0
