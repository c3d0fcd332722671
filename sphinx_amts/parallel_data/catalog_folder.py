"""Read pairs from a folder of message catalogs, without the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.editions.model import Block, BlockKind
from sphinx_amts.editions.staging import ROOT
from sphinx_amts.errors import AlignmentError
from sphinx_amts.files.disk import errors_as, write_if_changed
from sphinx_amts.files.locking import build_folder
from sphinx_amts.model import Dialect, MessageKind
from sphinx_amts.parallel_data.human_text import BookFolder, HumanText, find_human_text

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.model import LanguagePair

_PROJECT = "catalogs-only"


def has_catalogs_only(folder: Path) -> bool:
    """Return whether *folder* holds catalogs, and neither `conf.py` nor documents."""
    return (
        folder.is_dir()
        and not any(folder.rglob("conf.py"))
        and not any(folder.rglob("*.rst"))
        and not any(folder.rglob("*.md"))
        and any(folder.rglob("*.po"))
    )


def read_catalog_folder(folder: Path, languages: LanguagePair) -> HumanText:
    """Read pairs from the catalogs in *folder*; each catalog stands for a document.

    Markup is parsed as in a project with only the roles of Sphinx.

    Raises:
        AmtsError: the catalogs contain no human text.
    """
    project = empty_project(folder)
    book = BookFolder(srcdir=project, confdir=project)
    found = find_human_text(book, languages, [folder])
    found.source.documents.clear()
    for pair in found.pairs:
        block = Block(
            kind=BlockKind.TEXT,
            text=pair.source_text,
            inlines=pair.source,
            message_kind=MessageKind.BLOCK,
            dialect=Dialect.RST,
        )
        found.source.documents.setdefault(pair.document, []).append(block)
    return found


def empty_project(folder: Path) -> Path:
    """Make a project without text, in which the catalogs in *folder* are read.

    Returns:
        the folder of the project.

    Raises:
        AlignmentError: the project cannot be written.
    """
    project = build_folder(folder, _PROJECT)
    with errors_as(AlignmentError, f"{project}: cannot be written"):
        conf = f'project = "catalogs"\nroot_doc = "{ROOT}"\n'
        write_if_changed(project / "conf.py", conf.encode())
        title = f"{ROOT}\n{'=' * len(ROOT)}\n"
        write_if_changed(project / f"{ROOT}.rst", title.encode())
    return project
