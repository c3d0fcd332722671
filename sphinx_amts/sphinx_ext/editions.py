"""An edition of a book, read by Sphinx as it was written: nothing is translated."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from sphinx_amts.errors import AlignmentError
from sphinx_amts.services.parallel_data.model import Edition
from sphinx_amts.services.parallel_data.staging import ROOT, Side, stage
from sphinx_amts.sphinx_ext.book import as_ours, build_folder
from sphinx_amts.sphinx_ext.edition_blocks import NAME, blocks_of
from sphinx_amts.sphinx_ext.progress import show_reading

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.environment import BuildEnvironment


def read_edition(
    folder: Path,
    language: str,
    side: Side,
    *,
    confdir: Path | None = None,
    jobs: int = 1,
) -> Edition:
    """Read an edition for its blocks: a Sphinx project, or a folder of documents.

    Args:
        folder: where the documents are.
        language: what the edition is written in, as a Sphinx language code.
        side: which of the two languages, where both lie in one folder.
        confdir: folder of `conf.py`, if that is another one.
        jobs: processes that read documents.

    Raises:
        AmtsError: the edition cannot be read, or has no documents.
    """
    confdir = confdir or folder
    if (confdir / "conf.py").is_file():
        edition, _ = read_project(folder, language, confdir=confdir, jobs=jobs)
        return edition
    if not folder.is_dir():
        raise AlignmentError(f"{folder}: there is no such folder")
    staged = stage(folder, build_folder(folder, f"staged-{side}"), side)
    edition, _ = read_project(staged.folder, language, jobs=jobs)
    edition.documents.pop(ROOT, None)
    edition.files = {name: str(path) for name, path in staged.files.items()}
    edition.notes = [n.replace(str(staged.folder), str(folder)) for n in edition.notes]
    return edition


def read_project(
    srcdir: Path, language: str, *, confdir: Path | None = None, jobs: int = 1
) -> tuple[Edition, BuildEnvironment]:
    """Read a Sphinx project as it was written, whatever catalogs it has.

    Returns:
        its blocks, and the environment in which further text of it can be encoded.

    Raises:
        AmtsError: the project cannot be read, or has no documents.
    """
    confdir = confdir or srcdir
    folder = build_folder(srcdir, f"edition-{language}")
    warning = io.StringIO()
    try:
        config = Config.read(confdir, overrides={}, tags=Tags())
        extensions = dict.fromkeys([*config.extensions, NAME])
        overrides: dict[str, Any] = {
            "extensions": ",".join(extensions),
            "language": language,
            "locale_dirs": [],
        }
        if "sphinx_amts" in extensions:
            overrides["amts_source_language"] = language
        with patch_docutils(str(confdir)), docutils_namespace():
            app = Sphinx(
                str(srcdir),
                str(confdir),
                str(folder / "out"),
                str(folder / "doctrees"),
                "dummy",
                overrides,
                io.StringIO(),
                warning,
                parallel=jobs,
            )
            show_reading(app)
            app.builder.read()
            documents = blocks_of(app.env)
    except SphinxError as exc:
        raise as_ours(exc) from exc
    except OSError as exc:
        raise AlignmentError(
            f"{exc.filename or srcdir}: cannot be read or written "
            f"({exc.strerror or exc})"
        ) from exc
    if not documents:
        raise AlignmentError(f"{srcdir}: there are no documents in it")
    warnings = sum(
        "WARNING" in line or "ERROR" in line for line in warning.getvalue().splitlines()
    )
    edition = Edition(
        language=language,
        documents=dict(sorted(documents.items())),
        files={name: str(app.env.doc2path(name)) for name in documents},
        notes=[f"{srcdir}: {warnings} warnings while it was read"] if warnings else [],
    )
    return edition, app.env
