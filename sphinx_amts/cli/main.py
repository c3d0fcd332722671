"""Parse the command line, run the command, and turn errors into exit codes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sphinx_amts.cli.codes import FAILED, INCOMPLETE, INTERRUPTED
from sphinx_amts.cli.commands import COMMANDS
from sphinx_amts.cli.grammar import Parser
from sphinx_amts.cli.output import close_stderr, fail, warn
from sphinx_amts.cli.version import PrintVersions
from sphinx_amts.errors import AmtsError, UnlikeTextsError
from sphinx_amts.text.advice import advising
from sphinx_amts.translation.budget import Grant, current_grant, fixed_grant

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def make_parser(command: str | None = None) -> argparse.ArgumentParser:
    """Return the command-line parser, from which the reference page is generated too.

    Args:
        command: name of the only command that gets its arguments, so that modules of
            other commands are not imported; `None` for all commands.
    """
    parser = Parser(
        prog="sphinx-amts",
        description="Translations of a Sphinx book: how much there is, and more of it.",
    )
    parser.add_argument(
        "--version",
        action=PrintVersions,
        help="print the versions that matter in a report of a fault",
    )
    parser.listing = listing()
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for known in COMMANDS:
        own = commands.add_parser(known.name, help=known.help)
        if command in {None, known.name}:
            known.add_arguments(own)
            own.set_defaults(command=f"{parser.prog} {known.name}")
    return parser


def listing() -> str:
    """Return the list of commands in the help, everyday commands first."""
    width = max(len(known.name) for known in COMMANDS)
    groups: dict[str, list[str]] = {}
    for known in COMMANDS:
        line = f"  {known.name:{width}}  {known.help}"
        groups.setdefault(known.group, []).append(line)
    parts = ("\n".join([f"{name}:", *lines]) for name, lines in groups.items())
    return "\n\n".join(parts) + "\n\nsphinx-amts COMMAND --help tells the rest.\n"


def _grant(options: argparse.Namespace) -> Grant:
    """Return the permission to spend, which is fixed before code of a book runs."""
    spend = getattr(options, "spend", None)
    return current_grant() if spend is None else Grant(spend, "--spend")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    # only the module of this command is imported; the parser reports unknown ones
    names = {known.name for known in COMMANDS}
    command = next((word for word in given if word in names), "")
    options = make_parser(command).parse_args(given)
    try:
        with fixed_grant(_grant(options)), advising():
            code: int = options.run(options)
    except AmtsError as exc:
        fail(f"sphinx-amts: {exc}")
        # the command did its work: the texts are what is wrong
        return INCOMPLETE if isinstance(exc, UnlikeTextsError) else FAILED
    except KeyboardInterrupt:
        warn(
            "sphinx-amts: interrupted; what was translated is in the memory",
        )
        return INTERRUPTED
    except BrokenPipeError:
        close_stderr()
        return INCOMPLETE
    return code
