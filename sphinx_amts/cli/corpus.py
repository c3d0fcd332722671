"""Run `sphinx-amts corpus`: collect and select parallel data for a book."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, subcommands

if TYPE_CHECKING:
    import argparse

    from sphinx_amts.cli.arguments import Row


def _arguments_of(module: str) -> Row:
    """Return the row of a command whose module is imported when the row is used."""

    def add(parser: argparse.ArgumentParser) -> None:
        import_module(f"sphinx_amts.cli.{module}").add_arguments(parser)

    return add


add_arguments = command(
    "Pairs of texts on the subject of a book, from other places than the book itself: "
    "for a book that has no human translation of its own yet, or a short one.",
    subcommands(
        "COMMAND",
        (
            "collect",
            "collect pairs from bilingual web pages",
            _arguments_of("corpus_collect"),
        ),
        (
            "select",
            "choose from collections of pairs what is closest to the book",
            _arguments_of("corpus_select"),
        ),
        (
            "terms",
            "mine the terms of a book from what people have translated",
            _arguments_of("corpus_terms"),
        ),
    ),
)
