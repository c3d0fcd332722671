"""Extract the messages of a book once, for all languages that are translated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_amts.catalogs.chain import CatalogChain
from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.compat.gettext_catalogs import disable_catalog_compilation
from sphinx_amts.extension.compat.notebooks import Notebooks
from sphinx_amts.extension.messages.conditions import Conditions
from sphinx_amts.extension.session.domain import domain_of, records_of
from sphinx_amts.extension.session.options import RunOptions, opening_with
from sphinx_amts.extension.session.session import Session
from sphinx_amts.extension.session.starting import read_settings, source_language_of
from sphinx_amts.model import LanguagePair
from sphinx_amts.project.book import as_amts_error
from sphinx_amts.project.language_build import make_app
from sphinx_amts.translation.budget import Permission
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx.application import Sphinx

    from sphinx_amts.document_records.documents import DocumentRecord
    from sphinx_amts.project.language_build import BuildPlan, Contact


def catalogs_to_fill(plan: BuildPlan) -> Path | None:
    """Return the folder of machine catalogs if this is the first build of a language.

    Returns:
        `None` if no engine is set, or for the source language, or if the settings are
        wrong. Also `None` if the language has been built before: then few messages are
        new, and the build of the language finds them at less cost.
    """
    book = plan.book
    try:
        config = book.config(plan.language)
        settings = read_settings(book.confdir, config)
    except ConfigError:
        return None  # reported by its own build
    if settings.engine == NO_ENGINE or plan.language == source_language_of(
        settings, config
    ):
        return None
    if (plan.doctreedir / "amts" / plan.language).exists():
        return None
    return book.confdir / settings.catalog_dir / plan.language


def extract_once(
    plan: BuildPlan, catalogs: Sequence[Path], contact: Contact
) -> dict[str, DocumentRecord]:
    """Read the source without translations; return the records of all documents.

    Nothing is read, and the result is empty, if most documents have their machine
    catalogs already.

    Args:
        plan: build of the source language into temporary folders.
        catalogs: folders of the machine catalogs to be filled.
        contact: connection to the command, for the progress.

    Returns:
        document name -> record.

    Raises:
        AmtsError: the book or a setting is wrong.
    """
    options = RunOptions(builder=plan.builder, grant=plan.book.grant)
    try:
        with (
            opening_with(options),
            patch_docutils(str(plan.book.confdir)),
            docutils_namespace(),
        ):
            app = make_app(replace(plan, builder="dummy"))
            wanted = [
                (folder, docname)
                for folder in catalogs
                for docname in app.env.found_docs
            ]
            lacking = [
                docname
                for folder, docname in wanted
                if not (folder / f"{docname}.po").is_file()
            ]
            if 2 * len(lacking) < len(wanted):
                return {}
            contact.progress("extracting messages", 0, 0)
            domain_of(app.env).session = _session(app, options)
            disable_catalog_compilation(app.builder)
            app.builder.read()
            return dict(records_of(app.env))
    except SphinxError as exc:
        raise as_amts_error(exc) from exc


def _session(app: Sphinx, options: RunOptions) -> Session:
    """Create a session without catalogs, translation memory and engine."""
    settings = read_settings(app.confdir, app.config)
    source = source_language_of(settings, app.config)
    nowhere = app.doctreedir / "none"
    catalogs = CatalogChain(
        language=source, locale_dirs=(), committed=None, overlay=nowhere
    )
    return Session(
        settings=settings,
        options=options,
        languages=LanguagePair(source=source, target=source),
        catalogs=catalogs,
        conditions=Conditions(app, options.builder),
        profile="source alone",
        work=nowhere,
        memory_dir=nowhere,
        permission=Permission(),
        notebooks=Notebooks(nowhere),
        makes_no_pages=True,
    )
