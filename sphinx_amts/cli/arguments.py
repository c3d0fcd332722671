"""Describe the arguments of a command as a table: one row an argument.

Each row is a function that adds its argument to a parser, so that rows may be shared by
commands and put together. Names are written as the help prints them: `"-o, --output"`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable


class Arguments(Protocol):
    """What arguments are added to: a parser, or a group of one."""

    def add_argument(self, *names: str, **options: Any) -> Any:
        """Add an argument, as `argparse` does."""


Row = Callable[[Any], None]
"""Adds arguments to a parser."""

Subcommand = tuple[str, str, Row]
"""Name, help text and arguments of a command below a command."""


def command(description: str | None, *rows: Row, **defaults: Any) -> Row:
    """Return what gives a parser the description and the arguments of a command.

    Args:
        description: what the command does.
        rows: its arguments, in the order of the help.
        defaults: values for its function, among them `run`, the function itself.
    """

    def add(parser: argparse.ArgumentParser) -> None:
        parser.description = description
        together(*rows)(parser)
        parser.set_defaults(**defaults)

    return add


def subcommands(metavar: str, *commands: Subcommand) -> Row:
    """Return the row of commands below a command."""

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
    """Return a row of arguments of which one may be given, or must be."""

    def add(parser: argparse.ArgumentParser) -> None:
        together(*rows)(parser.add_mutually_exclusive_group(required=required))

    return add


def value(names: str, metavar: str | None, help_: str | None, **options: Any) -> Row:
    """Return the row of an option or operand that takes one value.

    Args:
        names: of the argument, with commas between them.
        metavar: what the help calls the value.
        help_: what the argument is for.
        options: as `argparse` takes them.
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
    """Return the row of an option that takes values, and may be given several times."""
    options = {"default": []} | options
    return value(names, metavar, help_, nargs="+", action="extend", **options)


def repeated(names: str, metavar: str, help_: str, **options: Any) -> Row:
    """Return the row of an option with one value that may be given several times."""
    return value(names, metavar, help_, action="append", default=[], **options)
