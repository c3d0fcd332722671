"""Find the catalogs of people in and beside a book whose settings are not run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx_amts.languages.codes import canonical, is_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DEFAULT_FOLDER = "locales"
"""Folder of catalogs that Sphinx looks for if `locale_dirs` is not set."""

_DOCUMENTS = frozenset({".rst", ".md", ".ipynb", ".txt", ".myst"})
_DEPTHS = ("*", "*/*")
"""Patterns, relative to the book, of folders that may have folders of languages."""


def languages_in(folder: Path) -> tuple[str, ...]:
    """Return the languages that have catalogs in *folder*; none if it is unreadable."""
    try:
        names = [path.name for path in folder.iterdir() if _is_language(path.name)]
        return tuple(sorted(name for name in names if any(_catalogs(folder / name))))
    except OSError:  # no folder, or one that this user may not look into
        return ()


def catalog_folders(srcdir: Path, locale_dirs: Sequence[str] | None) -> list[Path]:
    """Return the folders with catalogs of the book.

    Args:
        srcdir: folder of the book's documents.
        locale_dirs: value of the setting; `None` if it is not set, so that the default
            folder is taken, or else all folders in and beside the book are searched.
    """
    if locale_dirs is not None:
        return [srcdir / name for name in locale_dirs if languages_in(srcdir / name)]
    if languages_in(srcdir / DEFAULT_FOLDER):
        return [srcdir / DEFAULT_FOLDER]
    domains = _domains(srcdir)
    candidates = [path for depth in _DEPTHS for path in sorted(srcdir.glob(depth))]
    candidates += sorted(srcdir.parent.glob("*"))
    return [
        path
        for path in candidates
        if path.is_dir()
        and not path.name.startswith((".", "_build"))
        and path != srcdir
        and any(_belongs(path / name, domains) for name in languages_in(path))
    ]


def _is_language(name: str) -> bool:
    return is_known(name) or is_known(canonical(name))


def _catalogs(language: Path) -> Iterator[Path]:
    return (language / "LC_MESSAGES").rglob("*.po")


def _belongs(language: Path, domains: set[str]) -> bool:
    """Return whether a catalog in *language* is named after a document in *domains*.

    Catalogs of a program may lie beside its documentation; they do not belong to the
    book.
    """
    folder = language / "LC_MESSAGES"
    names = {path.relative_to(folder).with_suffix("") for path in _catalogs(language)}
    return any(os.fspath(name.parts[0]) in domains for name in names)


def _domains(srcdir: Path) -> set[str]:
    """Return the names of documents and folders, with which text domains begin."""
    found = {path.stem for path in srcdir.iterdir() if path.suffix in _DOCUMENTS}
    found |= {
        path.name
        for path in srcdir.iterdir()
        if path.is_dir() and not path.name.startswith((".", "_"))
    }
    return found
