"""Whoever looks for a command finds its module under the name of the command."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx_amts.cli.commands import COMMANDS

CLI = Path(__file__).parents[2] / "sphinx_amts" / "cli"
PAGE = Path(__file__).parents[2] / "docs" / "develop" / "architecture.md"
SHARED = {
    "accept": "review",
    "forget": "sync",
    "refresh": "translate",
}
"""Commands that share the module of another one."""


def test_commands_are_in_modules_of_their_names():
    for command in COMMANDS:
        own = command.name.replace("-", "_")
        assert command.module == SHARED.get(command.name, own)


def test_all_other_modules_are_explained():
    (text,) = re.findall(r"^`cli`\n:(.*?)\n\n", PAGE.read_text("utf-8"), re.M | re.S)
    explained = set(re.findall(r"`([\w-]+)`", text))
    modules = {path.stem for path in CLI.glob("*.py")} - {"__init__"}
    commands = {command.module for command in COMMANDS}
    assert modules - commands <= explained
    assert SHARED.keys() | set(SHARED.values()) <= explained
