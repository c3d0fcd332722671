"""Run `sphinx-amts corpus collect`: collect pairs from bilingual web pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, value
from sphinx_amts.errors import ConfigError

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Collect pairs; return the exit code."""
    raise ConfigError(f"{options.sources[0]}: cannot be collected yet")


add_arguments = command(
    "Collect pairs of texts from bilingual web pages.",
    value("sources", "SOURCE", "address, list of addresses, or folder", nargs="+"),
    run=run,
)
