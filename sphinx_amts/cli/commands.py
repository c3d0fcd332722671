"""The commands of the program: what is known of each before it is imported."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: as it is called.
        help: what it does, in one line.
        module: the one of this folder that holds it.
        function: the function of the module that adds its arguments.
    """

    name: str
    help: str
    module: str
    function: str = "add_arguments"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Import the command, and add its description and its arguments."""
        module = import_module(f"sphinx_amts.cli.{self.module}")
        getattr(module, self.function)(parser)


COMMANDS = (
    Command(
        "status", "show how much is translated, by language and document", "status"
    ),
    Command("build", "build several languages at once", "build"),
    Command(
        "translate", "fill the committed machine catalogs", "translate", "add_translate"
    ),
    Command("refresh", "translate machine text anew", "translate", "add_refresh"),
    Command(
        "sync",
        "bring what people translated to the present state of the source",
        "sync",
        "add_sync",
    ),
    Command("forget", "remove records from the human memory", "sync", "add_forget"),
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
    ),
    Command(
        "resolve",
        "resolve merge conflicts in machine catalogs and the human memory",
        "resolve",
    ),
    Command(
        "memory", "look into the translation memory, export or import it", "memory"
    ),
    Command(
        "check",
        "find what is broken in translations that people or machines wrote",
        "check",
    ),
    Command("terms", "see what a change of the book's terms concerns", "terms"),
    Command(
        "parallel-data",
        "make parallel data, push them to Amazon Translate, look at them",
        "resources",
        "add_parallel_data",
    ),
    Command(
        "terminology",
        "push terminology to Amazon Translate, look at it",
        "resources",
        "add_terminology",
    ),
    Command("gc", "remove what jobs and pushes have left in the account", "gc"),
    Command(
        "doctor", "check whether an account is ready for the engine amazon", "doctor"
    ),
    Command(
        "emulator", "run an emulation of Amazon Translate on this machine", "emulator"
    ),
    Command("align", "find which sentences of two texts belong together", "align"),
    Command(
        "evaluate", "score systems against what people have translated", "evaluate"
    ),
    Command(
        "import-edition",
        "take an existing translated edition into the catalogs of the book",
        "import_edition",
    ),
    Command("language", "give a language up", "language"),
    Command("convert", "make a Sphinx project of a book that is none", "convert"),
)
