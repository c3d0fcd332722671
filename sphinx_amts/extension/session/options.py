"""Define the options with which a command opens a book, before a session exists."""

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
    """Ignore a line about engine jobs."""


class DamagePolicy(StrEnum):
    """Reaction of a build to a catalog that cannot be read completely."""

    WARN = "warn"
    """Warn of the catalog, and continue with the entries that can be read."""
    REFUSE = "refuse"
    """Stop with an error."""
    SKIP = "skip"
    """Leave the documents of the catalog untranslated, and continue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """Options for reading and translating a book.

    Attributes:
        dry_run: whether messages are only looked up, and nothing is sent.
        offline: whether no service is contacted, not even for results of earlier jobs.
        executes: whether code of notebooks may be executed, if the book does so.
        engine: name of the engine to use; `None` for the one in the settings.
        refresh: "engine", "parallel-data", "terminology" or "terms" to renew machine
            translations made before this changed; empty for none.
        again: whether to request unusable translations and failed segments of paid jobs
            again.
        damage: reaction to a catalog that cannot be read completely.
        commits: whether translations are written into the committed machine catalogs.
        builder: name of the builder of the pages for which text is read; empty for the
            builder of the build.
        grant: permission to spend money.
        budget: budget shared with the other languages of the same command.
        notify: called with one line about the state of an engine job.
        warn: called with one line about a fault of the translation memory.
        progress: called with the number of translated segments and of all segments.
    """

    dry_run: bool = False
    offline: bool = False
    executes: bool = True
    engine: str | None = None
    refresh: str = ""
    again: bool = False
    damage: DamagePolicy = DamagePolicy.REFUSE
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
    """Apply *options* to books that are opened in the context."""
    _given.append(options)
    try:
        yield
    finally:
        _given.pop()


def current_options() -> RunOptions:
    """Return the options set by `opening_with`, else the ones for `sphinx-build`.

    Callers do so early, before code of the book could change the options.
    """
    if _given:
        return _given[-1]
    return RunOptions(damage=DamagePolicy.WARN, notify=report_job)


def opener_shows_errors() -> bool:
    """Return whether a command opened the book and reports the errors of the build."""
    return bool(_given)
