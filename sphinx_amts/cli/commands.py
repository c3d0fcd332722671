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
        group: heading under which the help lists it.
        adds: module and function that add the arguments, as `module.function`; empty
            for `add_arguments` of the module with the command's name.
    """

    name: str
    help: str
    group: str = "Every day"
    adds: str = ""

    @property
    def module(self) -> str:
        """Return the name of the module that defines the command."""
        return self.adds.partition(".")[0] or self.name.replace("-", "_")

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Import the module of the command, and add its arguments to *parser*."""
        module = import_module(f"sphinx_amts.cli.{self.module}")
        function = self.adds.partition(".")[2] or "add_arguments"
        getattr(module, function)(parser)


_HUMAN = "What people have translated"
_MACHINE = "What machines have translated"
_AMAZON = "Amazon Translate only"
_TOOLS = "Measure, and move in"
_PROGRAM = "The program itself"

COMMANDS = (
    Command("status", "show how much is translated, by language and document"),
    Command("build", "build several languages at once"),
    Command(
        "translate",
        "fill the committed machine catalogs",
        adds="translate.add_translate",
    ),
    Command(
        "sync",
        "bring what people translated to the present state of the source",
        adds="sync.add_sync",
    ),
    Command(
        "check", "find what is broken in translations that people or machines wrote"
    ),
    Command(
        "review",
        "write what needs a person for a translation tool, and read it back",
        adds="review.add_review",
    ),
    Command("changes", "say what a pull request does to the translations"),
    Command(
        "accept",
        "move approved drafts into the catalogs of people",
        _HUMAN,
        adds="review.add_accept",
    ),
    Command(
        "resolve",
        "resolve merge conflicts in machine catalogs and the human memory",
        _HUMAN,
    ),
    Command(
        "forget", "remove records from the human memory", _HUMAN, adds="sync.add_forget"
    ),
    Command("language", "give a language up", _HUMAN),
    Command(
        "refresh", "translate machine text anew", _MACHINE, adds="translate.add_refresh"
    ),
    Command("terms", "see what a change of the book's terms concerns", _MACHINE),
    Command(
        "memory", "look into the translation memory, export or import it", _MACHINE
    ),
    Command("init", "set an existing book up for translation", _TOOLS),
    Command("evaluate", "score systems against what people have translated", _TOOLS),
    Command("align", "find which sentences of two texts belong together", _TOOLS),
    Command(
        "import-edition",
        "take an existing translated edition into the catalogs of the book",
        _TOOLS,
    ),
    Command(
        "corpus", "collect and select parallel data on the subject of a book", _TOOLS
    ),
    Command("convert", "make a Sphinx project of a book that is none", _TOOLS),
    Command(
        "doctor", "check whether an account is ready for the engine amazon", _AMAZON
    ),
    Command(
        "parallel-data",
        "make parallel data, push them, look at them",
        _AMAZON,
    ),
    Command(
        "terminology",
        "push terminology, look at it",
        _AMAZON,
    ),
    Command("gc", "remove what jobs and pushes have left in the account", _AMAZON),
    Command("emulator", "run an emulation of the service on this machine", _AMAZON),
    Command("completion", "have a shell complete commands and options", _PROGRAM),
)
