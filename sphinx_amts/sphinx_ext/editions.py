"""An edition of a book, read by Sphinx as it was written: nothing is translated."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from sphinx_amts.errors import AlignmentError
from sphinx_amts.services.parallel_data.model import Edition
from sphinx_amts.sphinx_ext.book import as_ours, build_folder
from sphinx_amts.sphinx_ext.edition_blocks import NAME, blocks_of
from sphinx_amts.sphinx_ext.progress import show_reading

if TYPE_CHECKING:
    from pathlib import Path


def read_edition(
    srcdir: Path, language: str, *, confdir: Path | None = None, jobs: int = 1
) -> Edition:
    """Read a Sphinx project for its blocks.

    Args:
        srcdir: folder of the documents.
        language: what it is written in, as a Sphinx language code.
        confdir: folder of `conf.py`, if that is another one.
        jobs: processes that read documents.

    Raises:
        AmtsError: the project cannot be read, or has no documents.
    """
    confdir = confdir or srcdir
    folder = build_folder(srcdir, f"edition-{language}")
    status, warning = io.StringIO(), io.StringIO()
    try:
        config = Config.read(confdir, overrides={}, tags=Tags())
        extensions = dict.fromkeys([*config.extensions, NAME])
        overrides = {
            "extensions": ",".join(extensions),
            "language": language,
            # an edition is text that was written, not translated while it is read
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
                status,
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
    warnings = warning.getvalue().count("WARNING") + warning.getvalue().count("ERROR")
    notes = [f"{srcdir}: {warnings} warnings while it was read"] if warnings else []
    return Edition(
        language=language,
        documents=dict(sorted(documents.items())),
        files={name: str(app.env.doc2path(name)) for name in documents},
        notes=notes,
    )
