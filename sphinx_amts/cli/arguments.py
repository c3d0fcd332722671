"""Describe the arguments of a command as a table, with a row for each argument.

Each row is a function that adds its argument to a parser, so that commands can share
and combine rows. Names are written as the help prints them: `"-o, --output"`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable


class Arguments(Protocol):
    """Interface that rows add arguments to: a parser, or a group of one."""

    def add_argument(self, *names: str, **options: Any) -> Any:
        """Add an argument, like the method of `argparse.ArgumentParser`."""


Row = Callable[[Any], None]
"""Function that adds one or several arguments to a parser."""

Subcommand = tuple[str, str, Row]
"""Name, help text and arguments of a command below another command."""


def command(description: str | None, *rows: Row, **defaults: Any) -> Row:
    """Return a row that adds description and arguments of a command to a parser.

    Args:
        description: what the command does.
        rows: arguments of the command, in the order of the help.
        defaults: further attributes of the parsed arguments, among them `run`, the
            function of the command.
    """

    def add(parser: argparse.ArgumentParser) -> None:
        parser.description = description
        together(*rows)(parser)
        parser.set_defaults(**defaults)

    return add


def subcommands(metavar: str, *commands: Subcommand) -> Row:
    """Return a row that adds *commands* below a command."""

    def add(parser: argparse.ArgumentParser) -> None:
        family = parser.add_subparsers(metavar=metavar, required=True)
        for name, help_, row in commands:
            row(family.add_parser(name, help=help_))

    return add


def together(*rows: Row) -> Row:
    """Return a row that adds the arguments of all *rows*."""

    def add(parser: Arguments) -> None:
        for row in rows:
            row(parser)

    return add


def exclusive(*rows: Row, required: bool = False) -> Row:
    """Return a row of arguments of which at most one may be given.

    Args:
        rows: the arguments.
        required: whether one of them must be given.
    """

    def add(parser: argparse.ArgumentParser) -> None:
        together(*rows)(parser.add_mutually_exclusive_group(required=required))

    return add


def value(names: str, metavar: str | None, help_: str | None, **options: Any) -> Row:
    """Return the row of an option or a positional argument with one value.

    Args:
        names: names of the argument, with commas between them.
        metavar: what the help calls the value.
        help_: what the argument is for.
        options: further options of `add_argument` of `argparse`.
    """
    options |= {"help": help_} | ({"metavar": metavar} if metavar else {})

    def add(parser: Arguments) -> None:
        # commands append to the list that they get, so each parser has its own
        own = {k: list(v) if isinstance(v, list) else v for k, v in options.items()}
        parser.add_argument(*names.split(", "), **own)

    return add


def choice(names: str, choices: Iterable[str], help_: str, **options: Any) -> Row:
    """Return the row of an option that takes one of *choices*."""
    return value(names, None, help_, choices=choices, **options)


def flag(names: str, help_: str, **options: Any) -> Row:
    """Return the row of an option without a value."""
    return value(names, None, help_, action="store_true", **options)


def values(names: str, metavar: str, help_: str, **options: Any) -> Row:
    """Return the row of an option with one or more values, which may be repeated."""
    options = {"default": []} | options
    return value(names, metavar, help_, nargs="+", action="extend", **options)


def repeated(names: str, metavar: str, help_: str, **options: Any) -> Row:
    """Return the row of an option with one value that may be given several times."""
    return value(names, metavar, help_, action="append", default=[], **options)
