"""Parse command lines with options in any order; suggest fixes for typing errors."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from sphinx_amts.cli.output import fail
from sphinx_amts.settings.values import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FOLDERS = frozenset({"collections", "origins", "releases"})
"""Names of arguments whose values may be folders of other books."""

_NEVER_BOOK = frozenset({"outdir"})
"""Names of arguments that are never taken for the book, as output goes there."""


class Parser(argparse.ArgumentParser):
    """Argument parser of `sphinx-amts` and of each of its commands.

    Options and positional arguments may come in any order. The folder of the book is
    found among positional arguments and lists of values, since it has a `conf.py`.
    Errors are printable, and suggest corrections of typing errors.
    """

    _mixing = False

    listing = ""
    """List of commands for the help; empty to list them as `argparse` does."""

    def format_help(self) -> str:
        """Return the help text, with the commands grouped under headings."""
        if not self.listing:
            return super().format_help()
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, [])
        formatter.add_text(self.description)
        options = [action for action in self._actions if action.option_strings]
        formatter.start_section("options")
        formatter.add_arguments(options)
        formatter.end_section()
        return f"{formatter.format_help()}\n{self.listing}"

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Exit the program with *status*, after printing *message* if there is one."""
        if message:
            fail(message.rstrip("\n"))
        sys.exit(status)

    def parse_known_args(  # type: ignore[override]  # argparse has overloads
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Parse *args* like `argparse`, and find the book's folder among them."""
        if self._mixing:
            return super().parse_known_args(args, namespace)
        words = list(sys.argv[1:] if args is None else args)
        if choices := self._commands():
            return super().parse_known_args(
                self._command_first(words, choices), namespace
            )
        self._mixing = True
        try:
            found, left = self.parse_known_intermixed_args(words, namespace)
        finally:
            self._mixing = False
        if left:
            self.error(f"{' '.join(left)}: no such argument{self._suggestion(left[0])}")
        if hasattr(found, "sourcedir"):
            _find_book(found, self._arguments())
        return found, left

    def _command_first(
        self, words: list[str], choices: Mapping[str, object]
    ) -> list[str]:
        """Return *words* with the name of the command moved to the front.

        Options of the command may come before it; options of this parser stay in front.
        """
        own = self._option_string_actions
        front = 0
        while front < len(words) and words[front].partition("=")[0] in own:
            action = own[words[front].partition("=")[0]]
            takes = action.nargs != 0 and "=" not in words[front]
            front += 2 if takes else 1
        later = words[front:]
        if not later:
            return words
        if not later[0].startswith("-"):
            if later[0] not in choices:
                hint = nearest(later[0], choices)
                self.error(
                    f"{later[0]!r}: no such command{hint} (`{self.prog} --help` lists "
                    "the commands)"
                )
            return words
        for number, word in enumerate(later):
            if word in choices:
                rest = later[:number] + later[number + 1 :]
                return [*words[:front], word, *rest]
        return words

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Refuse a *value* that is none of the choices, and suggest one.

        Raises:
            ArgumentError: *value* is none of the choices.
        """
        choices = [str(choice) for choice in action.choices or ()]
        if choices and str(value) not in choices:
            hint = nearest(str(value), choices)
            text = f"{str(value)!r}: give one of {', '.join(choices)}{hint}"
            raise argparse.ArgumentError(action, text)

    def _suggestion(self, word: str) -> str:
        known = self._option_string_actions
        name, equals, value = word.partition("=")
        near = get_close_matches(name, known, 1, 0.7) if name.startswith("-") else []
        return f"; did you mean {near[0] + equals + value!r}?" if near else ""

    def _arguments(self) -> list[argparse.Action]:
        return self._actions

    def _commands(self) -> Mapping[str, object]:
        for action in self._arguments():
            if action.nargs == argparse.PARSER:
                return dict(action.choices or {})
        return {}


def _find_book(found: argparse.Namespace, arguments: list[argparse.Action]) -> None:
    """Find the book's folder among the arguments, else take the current folder."""
    operands = [
        action
        for action in arguments
        if not action.option_strings and action.dest not in {"sourcedir", *_NEVER_BOOK}
    ]
    lists = [a for a in arguments if a.option_strings and a.nargs in {"+", "*"}]
    if found.sourcedir is None:
        for action in [*operands, *lists]:
            found.sourcedir = found.sourcedir or _extract_book(found, action)
    elif not _is_book(found.sourcedir, found):
        for action in operands:
            if _swap_book(found, action):
                break
    if found.sourcedir is None:
        found.sourcedir = Path()


def _extract_book(found: argparse.Namespace, action: argparse.Action) -> Path | None:
    """Remove the book's folder from the values of *action*, and return it.

    Returns:
        The folder; `None` if it is not among the values, or if several could be meant.
    """
    values = getattr(found, action.dest)
    least = 1 if action.option_strings else 0
    if not isinstance(values, list) or len(values) <= least:
        return None
    if action.dest not in _FOLDERS:
        books = [number for number, v in enumerate(values) if _is_book(v, found)]
    elif not _is_book(Path(), found) or Path(values[-1]).resolve() == Path.cwd():
        books = [len(values) - 1] if _is_book(values[-1], found) else []
    else:
        books = []  # the book is here, and these are others
    if len(books) != 1:
        return None
    left = list(values)
    book = Path(left.pop(books[0]))
    setattr(found, action.dest, left)
    return book


def _swap_book(found: argparse.Namespace, action: argparse.Action) -> bool:
    """Swap an argument with the value parsed as the book, if that fits better.

    Returns:
        Whether they were swapped.
    """
    value = getattr(found, action.dest)
    if isinstance(value, list):
        book = _extract_book(found, action)
        if book is None and Path(found.sourcedir).is_dir():
            return False
        other = _as_of(action, found.sourcedir)
        setattr(found, action.dest, [other, *getattr(found, action.dest)])
        found.sourcedir = book
        return True
    if value is None and Path(found.sourcedir).is_dir():
        return False
    if value is not None and not _is_book(value, found):
        return False
    setattr(found, action.dest, _as_of(action, found.sourcedir))
    found.sourcedir = None if value is None else Path(value)
    return True


def _as_of(action: argparse.Action, value: object) -> object:
    """Return *value* as *action* would have parsed it."""
    kind = action.type if callable(action.type) else str
    return kind(str(value))


def _is_book(value: object, found: argparse.Namespace) -> bool:
    """Return whether *value* is the folder of a book, not a file or a document."""
    path = Path(str(value))
    if (path / "conf.py").is_file():
        return True
    if getattr(found, "confdir", None) is None:
        return False
    # a book whose conf.py is elsewhere; a document may have a folder of its name
    return path.is_dir() and not any(path.parent.glob(f"{path.name}.*"))
