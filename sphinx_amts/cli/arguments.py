"""Add command-line arguments that take several values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse


def add_list(parser: argparse.ArgumentParser, *names: str, **more: Any) -> None:
    """Add an argument that takes one or more values and may be repeated.

    Args:
        parser: of the command.
        names: of the argument.
        more: as argparse takes them.
    """
    parser.add_argument(*names, nargs="+", action="extend", default=[], **more)


def add_repeated(parser: argparse.ArgumentParser, *names: str, **more: Any) -> None:
    """Add an argument that takes one value and may be repeated.

    Args:
        parser: of the command.
        names: of the argument.
        more: as argparse takes them.
    """
    parser.add_argument(*names, action="append", default=[], **more)
