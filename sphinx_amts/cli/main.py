"""The program `sphinx-amts`: arguments, exit codes, errors in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts import __version__
from sphinx_amts.cli import (
    align,
    build,
    check,
    convert,
    doctor,
    emulator,
    evaluate,
    gc,
    import_edition,
    language,
    memory,
    resolve,
    resources,
    review,
    status,
    sync,
    terms,
    translate,
)
from sphinx_amts.cli.output import Parser, fail, give_up, warn
from sphinx_amts.errors import AmtsError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; the reference page is made from it."""
    parser = Parser(
        prog="sphinx-amts",
        description="Translations of a Sphinx book: how much there is, and more of it.",
    )
    parser.add_argument(
        "--version", action="version", version=f"sphinx-amts {__version__}"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for family in (
        status,
        build,
        translate,
        sync,
        review,
        resolve,
        memory,
        check,
        terms,
        resources,
        gc,
        doctor,
        emulator,
        align,
        evaluate,
        import_edition,
        language,
        convert,
    ):
        family.add_parsers(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = make_parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except AmtsError as exc:
        fail(f"sphinx-amts: {exc}")
        return EXIT_FAILED
    except KeyboardInterrupt:
        warn(
            "sphinx-amts: interrupted; what was translated is in the memory",
        )
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        give_up()
        return EXIT_FAILED
    return code
