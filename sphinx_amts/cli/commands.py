"""List the commands with their help texts, without importing their modules."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


@dataclass(frozen=True, slots=True)
class Command:
    """One command of `sphinx-amts`, with its entry in the help.

    Attributes:
        name: name on the command line.
        help: description in one line.
        module: name of its module in this package.
        function: the function of the module that adds its arguments.
        group: heading under which the help lists it.
    """

    name: str
    help: str
    module: str
    function: str = "add_arguments"
    group: str = "Every day"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Import the module of the command, which adds its arguments to *parser*."""
        module = import_module(f"sphinx_amts.cli.{self.module}")
        getattr(module, self.function)(parser)


_HUMAN = "What people have translated"
_MACHINE = "What machines have translated"
_AMAZON = "Amazon Translate only"
_TOOLS = "Measure, and move in"

COMMANDS = (
    Command(
        "status", "show how much is translated, by language and document", "status"
    ),
    Command("build", "build several languages at once", "build"),
    Command(
        "translate", "fill the committed machine catalogs", "translate", "add_translate"
    ),
    Command(
        "sync",
        "bring what people translated to the present state of the source",
        "sync",
        "add_sync",
    ),
    Command(
        "check",
        "find what is broken in translations that people or machines wrote",
        "check",
    ),
    Command(
        "review",
        "write what needs a person for a translation tool, and read it back",
        "review",
        "add_review",
    ),
    Command(
        "accept",
        "move approved drafts into the catalogs of people",
        "review",
        "add_accept",
        _HUMAN,
    ),
    Command(
        "resolve",
        "resolve merge conflicts in machine catalogs and the human memory",
        "resolve",
        group=_HUMAN,
    ),
    Command(
        "forget",
        "remove records from the human memory",
        "sync",
        "add_forget",
        _HUMAN,
    ),
    Command("language", "give a language up", "language", group=_HUMAN),
    Command(
        "refresh",
        "translate machine text anew",
        "translate",
        "add_refresh",
        _MACHINE,
    ),
    Command(
        "terms",
        "see what a change of the book's terms concerns",
        "terms",
        group=_MACHINE,
    ),
    Command(
        "memory",
        "look into the translation memory, export or import it",
        "memory",
        group=_MACHINE,
    ),
    Command(
        "evaluate",
        "score systems against what people have translated",
        "evaluate",
        group=_TOOLS,
    ),
    Command(
        "align",
        "find which sentences of two texts belong together",
        "align",
        group=_TOOLS,
    ),
    Command(
        "import-edition",
        "take an existing translated edition into the catalogs of the book",
        "import_edition",
        group=_TOOLS,
    ),
    Command(
        "convert",
        "make a Sphinx project of a book that is none",
        "convert",
        group=_TOOLS,
    ),
    Command(
        "doctor",
        "check whether an account is ready for the engine amazon",
        "doctor",
        group=_AMAZON,
    ),
    Command(
        "parallel-data",
        "make parallel data, push them, look at them",
        "parallel_data",
        group=_AMAZON,
    ),
    Command(
        "terminology",
        "push terminology, look at it",
        "terminology",
        group=_AMAZON,
    ),
    Command(
        "gc",
        "remove what jobs and pushes have left in the account",
        "gc",
        group=_AMAZON,
    ),
    Command(
        "emulator",
        "run an emulation of the service on this machine",
        "emulator",
        group=_AMAZON,
    ),
)
