"""Define the options of whoever opens a book, which exist before its session."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.extension.session.progress import (
    report_job,
    show_translating,
    warn_of_memory,
)
from sphinx_amts.translation.budget import Grant, SharedBudget, current_grant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def keep_quiet(_line: str) -> None:
    """Do nothing with a line about engine jobs."""


class Damage(StrEnum):
    """Reaction of a build to a catalog that cannot be read completely."""

    WARN = "warn"
    """Warn of it and go on with what can be read, as Sphinx does."""
    REFUSE = "refuse"
    """Stop."""
    SKIP = "skip"
    """Leave its documents untranslated, and go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """Options for reading and translating a book.

    Attributes:
        dry_run: look everything up, send nothing.
        offline: reach no service, not even for the results of earlier jobs.
        executes: whether code of notebooks is run, where the book does so.
        engine: use this engine instead of the one in the settings.
        refresh: "engine", "parallel-data", "terminology" or "terms": translate anew
            what machines wrote before this changed.
        again: request again what a paid job did not return.
        damage: reaction to a catalog that cannot be read completely.
        commits: whether what is read is written into the committed machine catalogs.
        builder: name of the builder of the pages that the text is for; empty for that
            of the build.
        grant: spending that is granted.
        budget: shared with the other languages of the same command.
        notify: called with the state of engine jobs, one line each.
        warn: called with faults of the translation memory.
        progress: called with the numbers of translated and of all segments.
    """

    dry_run: bool = False
    offline: bool = False
    executes: bool = True
    engine: str | None = None
    refresh: str = ""
    again: bool = False
    damage: Damage = Damage.REFUSE
    commits: bool = False
    builder: str = ""
    grant: Grant = field(default_factory=current_grant)
    budget: SharedBudget = field(default_factory=SharedBudget)
    notify: Callable[[str], None] = keep_quiet
    warn: Callable[[str], None] = warn_of_memory
    progress: Callable[[int, int], None] = show_translating


_given: list[RunOptions] = []


@contextmanager
def opening_with(options: RunOptions) -> Iterator[None]:
    """Use *options* for the books that are opened in the context."""
    _given.append(options)
    try:
        yield
    finally:
        _given.pop()


def current_options() -> RunOptions:
    """Return the options given by `opening_with`, else those of `sphinx-build`.

    Call it before code of the book is run, as far as that is possible.
    """
    if _given:
        return _given[-1]
    return RunOptions(damage=Damage.WARN, notify=report_job)


def opener_shows_errors() -> bool:
    """Return whether a command that has opened the book shows what ends its build."""
    return bool(_given)
