"""Print the versions of programs and packages for a report of a fault."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from sphinx_amts._version import __version__
from sphinx_amts.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGES = ("Sphinx", "docutils", "MyST-Parser", "MyST-NB", "Babel", "boto3")


class PrintVersions(argparse.Action):
    """Option that prints versions and ends the program."""

    def __init__(self, option_strings: list[str], dest: str, **others: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **others)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print the versions; called by `argparse`."""
        say(*versions())
        parser.exit()


def versions() -> Iterator[str]:
    """Yield a line for each version, that of this package first.

    Packages are not imported, so that broken packages are listed as well.
    """
    # loaded here only, as every command builds the parser
    import platform
    from importlib.metadata import PackageNotFoundError, version

    yield f"sphinx-amts {__version__}"
    yield f"Python {platform.python_version()} ({platform.python_implementation()})"
    for name in _PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name}: not installed"
    yield f"platform {platform.platform()}"
