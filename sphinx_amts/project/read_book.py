"""Read a book with Sphinx for one language, without making pages."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from sphinx.errors import SphinxError
from sphinx.util.build_phase import BuildPhase
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.compat.application import (
    make_reader,
    refuse_without_extension,
)
from sphinx_amts.extension.compat.garbage_collection import collect_rarely
from sphinx_amts.extension.compat.strangers import NO_EXECUTION
from sphinx_amts.extension.session.damage import refuse_wrong_languages
from sphinx_amts.extension.session.domain import session_of
from sphinx_amts.extension.session.options import DamagePolicy, opening_with
from sphinx_amts.extension.session.progress import show_reading
from sphinx_amts.files.locking import build_folder
from sphinx_amts.files.user_folders import books_folder
from sphinx_amts.project.book import as_amts_error
from sphinx_amts.project.reading import Reading
from sphinx_amts.settings.values import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx

    from sphinx_amts.extension.session.options import RunOptions
    from sphinx_amts.project.book import Book


def read_book(book: Book, language: str, run: RunOptions) -> Reading:
    """Read a book for *language*, and translate missing messages if *run* says so.

    Args:
        book: the book.
        language: target language.
        run: options of the run.

    Raises:
        AmtsError: there is a fault in the book, its settings or the engine.
    """
    overrides: dict[str, Any] = {**book.overrides, "language": language}
    if run.engine is not None:
        overrides["amts_engine"] = run.engine
    if not run.executes:
        overrides |= NO_EXECUTION
    options = replace(run, grant=book.grant, builder=book.builder, warn=book.warn)
    warning = io.StringIO()
    folder = book.work or build_folder(book.srcdir, language)
    try:
        with (
            opening_with(options),
            patch_docutils(str(book.confdir)),
            docutils_namespace(),
        ):
            app = make_reader(
                book.srcdir,
                book.confdir,
                folder,
                overrides,
                warning,
                jobs=book.jobs,
                tags=book.tags,
            )
            refuse_without_extension(app.config, app.confdir)
            _refuse_typing_errors(book, app)
            session = session_of(app.env)
            if session is None:
                raise ConfigError(f"the book is written in {language!r} itself")
            refuse_wrong_languages(session.language_faults)
            show_reading(app)
            _build(app, tolerant=run.damage is DamagePolicy.SKIP)
    except SphinxError as exc:
        cause = exc.__cause__
        # Sphinx writes trees while a handler of ours reads documents again
        if isinstance(cause, OSError) and _is_of_our_handler(exc):
            raise _unusable(cause, folder) from exc
        raise as_amts_error(exc) from exc
    except OSError as exc:
        raise _unusable(exc, folder) from exc
    collect_rarely()  # the command goes through the records of all documents now
    return Reading(
        book=book,
        app=app,
        session=session,
        warnings=warning.getvalue(),
    )


def _is_of_our_handler(exc: SphinxError) -> bool:
    module = getattr(exc, "modname", None) or ""
    return module.partition(".")[0] == "sphinx_amts"


def _unusable(exc: OSError, folder: Path) -> ConfigError:
    return ConfigError(
        f"{exc.filename or folder}: cannot be written or read "
        f"({exc.strerror or exc}); what this command keeps of a book is under "
        f"{books_folder()}"
    )


def _refuse_typing_errors(book: Book, app: Sphinx) -> None:
    """Refuse unknown settings and builders on the command line.

    Raises:
        ConfigError: a name is unknown; the message suggests a similar known name.
    """
    known = {value.name for value in app.config}
    for name in book.overrides:
        if (own := name.partition(".")[0]) not in known:
            hint = nearest(own, known)
            raise ConfigError(
                f"-D {name}: neither Sphinx nor an extension of the book has such "
                f"a setting{hint}"
            )
    if book.builder:
        refuse_unknown_builder(app, book.builder)


def refuse_unknown_builder(app: Sphinx, name: str) -> None:
    """Refuse a builder that neither *app* nor an installed package has.

    Raises:
        ConfigError: *name* is unknown; the message suggests a similar known name.
    """
    if name in app.registry.builders:
        return
    installed = {point.name for point in entry_points(group="sphinx.builders")}
    if name not in installed:
        known = {*app.registry.builders, *installed}
        raise ConfigError(f"-b {name}: no such builder{nearest(name, known)}")


def _build(app: Sphinx, *, tolerant: bool) -> None:
    """Run the build of *app*.

    Args:
        app: application with a builder that writes nothing.
        tolerant: whether to ignore an error after all documents were read. A
            translation may cause an error when Sphinx puts the page together.
    """
    try:
        app.build()
    except (SphinxError, OSError):
        raise
    except Exception:  # Sphinx or an extension cannot make the page
        if not tolerant or app.phase < BuildPhase.CONSISTENCY_CHECK:
            raise
