"""Run `sphinx-amts resolve`: resolve merge conflicts in files that commands write."""

from __future__ import annotations

import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.conflicts import has_conflict
from sphinx_amts.catalogs.merge_conflicts import resolve_catalog, resolve_memory
from sphinx_amts.catalogs.po_reader import read_catalog, read_entries
from sphinx_amts.cli.arguments import command
from sphinx_amts.cli.book_arguments import add_book, book_of, languages_of
from sphinx_amts.cli.output import fail, say, warn
from sphinx_amts.errors import CatalogError
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.sync.forgetting import forget_in_catalog

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.catalogs.merge_conflicts import Resolved


def run(options: argparse.Namespace) -> int:
    """Resolve merge conflicts as far as possible; return the exit code."""
    book = book_of(options)
    resolved: list[Path] = []
    failed = False
    for language in languages_of(options, book):
        chain = book.catalogs(language)
        with book.lock():
            for path, resolve in _files(chain):
                try:
                    done = resolve(path)
                except CatalogError as exc:
                    fail(f"sphinx-amts: {language}: {exc}")
                    failed = True
                    continue
                if done is not None:
                    _show(path, done)
                    resolved.append(path)
            cleaned, faults = _without_forgotten(chain)
        for path in cleaned:
            say(f"{seen_from_here(path)}: text that was forgotten removed again")
            resolved += [path] if path not in resolved else []
        for line in faults:
            fail(f"sphinx-amts: {language}: {line}")
            failed = True
        for line in _left(chain):
            warn(f"sphinx-amts: {language}: {line}")
            failed = True
    if resolved:
        names = shlex.join(str(seen_from_here(path)) for path in resolved)
        say(f"look at them, then: git add {names}")
    elif not failed:
        say("no conflicts in machine catalogs or human memories")
    return 1 if failed else 0


def _files(
    chain: CatalogChain,
) -> Iterator[tuple[Path, Callable[[Path], Resolved | None]]]:
    if chain.human_memory is not None and chain.human_memory.is_file():
        yield chain.human_memory, resolve_memory
    if chain.committed is not None:
        for path in sorted(chain.committed.rglob("*.po")):
            yield path, lambda path: resolve_catalog(path, chain.language)


def _without_forgotten(chain: CatalogChain) -> tuple[list[Path], list[str]]:
    """Remove text that was forgotten on either side from machine catalogs.

    Returns:
        The catalogs that changed, and errors of reading the human memory.
    """
    if chain.human_memory is None or chain.committed is None:
        return [], []
    try:
        forgotten = HumanMemory.load(chain.human_memory).forgotten
    except CatalogError as exc:
        # a conflict in it that cannot be resolved has been reported
        return [], [] if _conflicts(chain.human_memory) else [str(exc)]
    changed = []
    for path in sorted(chain.committed.rglob("*.po")) if forgotten else ():
        with suppress(CatalogError):  # reported when it was resolved
            if forget_in_catalog(path, chain.language, forgotten):
                changed.append(path)
    return changed, []


def _left(chain: CatalogChain) -> Iterator[str]:
    """Yield the error for each human catalog that a merge conflict makes unreadable."""
    for _, path in chain.all_human():
        if _conflicts(path):
            try:
                read_entries(path)
            except CatalogError as exc:
                yield str(exc)


def _conflicts(path: Path) -> bool:
    try:
        return has_conflict(read_catalog(path).decode("utf-8", "replace"))
    except CatalogError:
        return True  # reported when it is read


def _show(path: Path, done: Resolved) -> None:
    chosen = f", {done.chosen} of two versions" if done.chosen else ""
    say(f"resolved {seen_from_here(path)}: {done.kept_unchanged} of both sides{chosen}")


add_arguments = command(
    "Put both sides of a merge conflict of git together, in the committed machine "
    "catalogs and the human memory. Nothing that a person wrote is dropped. Conflicts "
    "in catalogs of people are shown and left to people.",
    add_book,
    run=run,
)
