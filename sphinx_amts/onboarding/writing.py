"""Write the proposed changes of a book, and undo them if the book does not load."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx_amts.errors import AmtsError, ConfigError
from sphinx_amts.files.disk import errors_as, read_file, seen_from_here, write_parts
from sphinx_amts.onboarding.conf_edit import EXTENSION
from sphinx_amts.project.book import Book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_amts.onboarding.plan import FileChange, Survey


def write_changes(survey: Survey, changes: Sequence[FileChange]) -> None:
    """Write all *changes*, or none of them.

    If `conf.py` is among them, it is loaded before and after, as in a build.

    Raises:
        ConfigError: a file was changed since the proposal or cannot be written, or the
            book does not load; then all files are as before.
    """
    trial = any(change.path == survey.conf for change in changes) and not survey.jupyter
    book = Book(srcdir=survey.srcdir, confdir=survey.conf.parent)
    if trial:
        _refuse_unloaded(book, "does not load, so that nothing is written", loads=False)
    done: list[FileChange] = []
    try:
        for change in changes:
            _refuse_changed(change)
            done.append(change)
            _write(change.path, change.after)
        if trial:
            _refuse_unloaded(
                book, "does not load with it; all is as before", loads=True
            )
    except BaseException:
        for change in done:
            _undo(change)
        raise


def _refuse_unloaded(book: Book, said: str, *, loads: bool) -> None:
    conf = seen_from_here(book.confdir / "conf.py")
    try:
        book.languages()
        extensions = list(book.config().extensions)
    except AmtsError as exc:
        raise ConfigError(f"{conf}: the book {said}: {exc}") from exc
    if loads and EXTENSION not in extensions:
        raise ConfigError(
            f"{conf}: something sets extensions elsewhere, so that {EXTENSION} is not "
            "among them; all is as before"
        )


def _refuse_changed(change: FileChange) -> None:
    """Raise an error if the file is not as it was when the change was proposed."""
    here = seen_from_here(change.path)
    with errors_as(ConfigError, f"{here}: cannot be read"):
        known = read_file(change.path) if os.path.lexists(change.path) else None
    if known != change.before:
        raise ConfigError(f"{here}: it has just been changed; run init again")


def _write(path: Path, data: bytes) -> None:
    place = path.resolve()  # a link stays one
    with errors_as(ConfigError, f"{seen_from_here(path)}: cannot be written"):
        write_parts(place, (data,))


def _undo(change: FileChange) -> None:
    if change.before is not None:
        _write(change.path, change.before)
    elif change.path.exists() and read_file(change.path) == change.after:
        change.path.unlink()
