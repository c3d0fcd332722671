"""Run `sphinx-amts completion`: print a script that completes commands in a shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import choice, command
from sphinx_amts.cli.output import say_text
from sphinx_amts.errors import ConfigError
from sphinx_amts.extras import install, is_installed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")


def run(options: argparse.Namespace) -> int:
    """Print the script for a shell; return the exit code.

    Raises:
        ConfigError: the package that makes the script is not installed.
    """
    if not is_installed("shtab"):
        raise ConfigError(f"completion needs shtab; run `{install('completion')}`")
    import shtab

    from sphinx_amts.cli.main import make_parser

    parser = make_parser()
    for argument in _arguments(parser):
        if argument.type is Path:
            argument.complete = shtab.FILE  # type: ignore[attr-defined]
    say_text(shtab.complete(parser, shell=options.shell))
    return 0


def _arguments(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the arguments of *parser*, and of all commands below it."""
    for argument in parser._actions:  # noqa: SLF001  # argparse lists them nowhere else
        if isinstance(argument.choices, dict):
            for below in argument.choices.values():
                yield from _arguments(below)
        else:
            yield argument


add_arguments = command(
    "Print a script that has a shell complete the commands and options of sphinx-amts. "
    "Each shell has its own place for it, which the reference names.",
    choice("shell", SHELLS, "shell that the script is for"),
    run=run,
)
