"""Read an edition of a book with Sphinx, without translating anything.

A translated edition may be untrusted. Its `conf.py` is not run unless the user permits
it: its documents are read with the `conf.py` of the book. They cannot insert other
files nor run code. Symbolic links that lead out of the folder count as missing files.
"""

from __future__ import annotations

import glob
import io
import re
from collections.abc import Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from sphinx_amts.editions.blocks import NAME, blocks_of
from sphinx_amts.editions.model import Edition
from sphinx_amts.editions.staging import ROOT, Side, stage
from sphinx_amts.errors import AlignmentError, ConfigError
from sphinx_amts.extension.compat.application import make_reader
from sphinx_amts.extension.compat.internals import conf_values
from sphinx_amts.extension.compat.strangers import (
    data_settings,
    show_content_only,
    without_expressions,
)
from sphinx_amts.extension.session.progress import show_reading
from sphinx_amts.files.folders import links_out_of
from sphinx_amts.files.locking import build_folder
from sphinx_amts.project.book import as_amts_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_MARKDOWN = ("myst_parser", "myst_nb")
"""Extensions that read Markdown."""


def read_edition(
    folder: Path,
    language: str,
    side: Side,
    *,
    confdir: Path | None = None,
    run_conf: bool = False,
    jobs: int = 1,
) -> Edition:
    """Read the blocks of an edition: a Sphinx project, or a folder of documents.

    Args:
        folder: folder of the documents.
        language: language of the edition, as a Sphinx language code.
        side: language to read if one folder contains both.
        confdir: folder of the book's `conf.py`, with which the edition is read; `None`
            to read it with the roles and directives of Sphinx alone.
        run_conf: whether to run the edition's own `conf.py`.
        jobs: number of processes that read documents.

    Raises:
        AmtsError: the edition cannot be read, or has no documents.
    """
    has_conf = (folder / "conf.py").is_file()
    if has_conf and run_conf:
        with open_project(folder, language, jobs=jobs) as (edition, _):
            return edition
    if has_conf and confdir is not None:
        try:
            with open_project(
                folder, language, confdir=confdir, jobs=jobs, untrusted=True
            ) as (edition, _):
                return edition
        except ConfigError as exc:
            raise ConfigError(
                f"{folder}: cannot be read with {confdir / 'conf.py'} ({exc}); if you "
                "trust it, --run-its-conf runs its own conf.py"
            ) from exc
    if not folder.is_dir():
        raise AlignmentError(f"{folder}: there is no such folder")
    suffixes = _suffixes(_config(confdir)) if confdir is not None else {}
    staged = stage(folder, build_folder(folder, f"staged-{side}"), side, suffixes)
    untrusted = side is Side.TARGET
    # converted D2L documents need extensions that the book may lack
    own = None if staged.rewritten else confdir
    with open_project(
        staged.folder,
        language,
        confdir=own,
        jobs=jobs,
        untrusted=untrusted,
        staged=own is not None,
    ) as found:
        edition, _ = found
    edition.documents.pop(ROOT, None)
    if staged.rewritten:
        # these are lines of the converted files, not of the edition's
        edition.documents = {
            name: [replace(block, line=0) for block in blocks]
            for name, blocks in edition.documents.items()
            if name in staged.files
        }
    edition.files = {name: str(path) for name, path in staged.files.items()}
    edition.notes = [n.replace(str(staged.folder), str(folder)) for n in edition.notes]
    return edition


@contextmanager
def open_project(
    srcdir: Path,
    language: str,
    *,
    confdir: Path | None = None,
    jobs: int = 1,
    untrusted: bool = False,
    staged: bool = False,
) -> Iterator[tuple[Edition, BuildEnvironment]]:
    """Read the blocks of a Sphinx project in its own language, without any catalogs.

    Args:
        srcdir: folder of the documents.
        language: language of the documents.
        confdir: folder of `conf.py`; `None` if it is *srcdir*.
        jobs: number of processes that read documents.
        untrusted: whether the documents may come from another author.
        staged: whether the documents were copied into a staging folder, whose layout is
            not that of the book.

    Yields:
        The blocks, and the environment, in which other text can be encoded and parsed
        as text of this project while the context lasts.

    Raises:
        AmtsError: the project cannot be read, or has no documents.
    """
    confdir = confdir or srcdir
    with patch_docutils(str(confdir)), docutils_namespace():
        try:
            app, warnings = _read(
                srcdir, confdir, language, jobs, untrusted=untrusted, staged=staged
            )
        except SphinxError as exc:
            raise as_amts_error(exc) from exc
        except OSError as exc:
            raise AlignmentError(
                f"{exc.filename or srcdir}: cannot be read or written "
                f"({exc.strerror or exc})"
            ) from exc
        documents = blocks_of(app.env)
        if not documents:
            raise AlignmentError(f"{srcdir}: there are no documents in it")
        count = len(re.findall(r"\b(?:WARNING|ERROR|CRITICAL): ", warnings))
        noun = "warning" if count == 1 else "warnings"
        yield (
            Edition(
                language=language,
                documents=dict(sorted(documents.items())),
                files={name: str(app.env.doc2path(name)) for name in documents},
                notes=[f"{srcdir}: {count} {noun} while it was read"] if count else [],
            ),
            app.env,
        )


def _read(
    srcdir: Path,
    confdir: Path,
    language: str,
    jobs: int,
    *,
    untrusted: bool,
    staged: bool,
) -> tuple[Sphinx, str]:
    """Return a Sphinx application that has read a project, and its warnings."""
    kind = "strange-edition" if untrusted else "edition"
    folder = build_folder(srcdir, f"{kind}-{language}")
    config = _config(confdir)
    extensions = dict.fromkeys([*config.extensions, NAME])
    files: dict[str, Any] = {}
    if staged:
        files = _staging_settings(config)
        markdown = any(srcdir.rglob("*.md"))
        if markdown and extensions.keys().isdisjoint(_MARKDOWN):
            extensions[_MARKDOWN[0]] = None
            files["source_suffix"][".md"] = "markdown"
    overrides: dict[str, Any] = {
        "extensions": ",".join(extensions),
        "language": language,
        "locale_dirs": [],
    }
    if "sphinx_amts" in extensions:
        overrides["amts_source_language"] = language
    overrides |= files
    if untrusted and not staged:
        links = [glob.escape(name) for name in links_out_of(srcdir)]
        hidden = [pattern for name in links for pattern in (name, f"{name}/**")]
        overrides["exclude_patterns"] = [*config.exclude_patterns, *hidden]
    if untrusted:
        overrides |= data_settings(extensions)
    warning = io.StringIO()
    app = make_reader(srcdir, confdir, folder, overrides, warning, jobs=jobs)
    # documents of the book itself may insert files
    app.env.settings["file_insertion_enabled"] = not untrusted
    if untrusted:
        show_content_only(app)
    show_reading(app)
    with without_expressions() if untrusted else nullcontext():
        app.builder.read()
    return app, warning.getvalue()


def _config(confdir: Path) -> Config:
    return Config.read(confdir, overrides={}, tags=Tags())


def _suffixes(config: Config) -> dict[str, Any]:
    """Return the suffixes of documents, with the names of their parsers."""
    own = conf_values(config).get("source_suffix", {})
    if isinstance(own, str):
        own = [own]
    return dict(own) if isinstance(own, Mapping) else dict.fromkeys(own)


def _staging_settings(config: Config) -> dict[str, Any]:
    """Return Sphinx settings for a staging folder: root document and suffixes."""
    suffixes = _suffixes(config)
    suffixes.setdefault(".rst", "restructuredtext")
    return {
        "root_doc": ROOT,
        "master_doc": ROOT,
        "source_suffix": suffixes,
        "include_patterns": ["**"],
        "exclude_patterns": [],
    }
