"""Handle the Sphinx events of a build, delegating the work to other modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx_amts.errors import AmtsError, ConfigError
from sphinx_amts.extension.closing import log_summary
from sphinx_amts.extension.compat.garbage_collection import (
    FEW,
    collect_after_reading,
    collect_as_before,
    collect_rarely,
    exit_without_search,
    sparing_what_exists,
)
from sphinx_amts.extension.compat.gettext_catalogs import disable_catalog_compilation
from sphinx_amts.extension.compat.internals import (
    AmtsSphinxError,
    is_of_conf,
    is_run_by_sphinx_build,
)
from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.extension.compat.overrides import note_given
from sphinx_amts.extension.compat.page_templates import makes_site_pages
from sphinx_amts.extension.compat.raw_titles import escape_contents_name, escape_titles
from sphinx_amts.extension.compat.search_index import (
    choose_search_language,
    complete_search_index,
)
from sphinx_amts.extension.compat.suspended import ResumeCallbacks
from sphinx_amts.extension.compat.symbols import keep_members
from sphinx_amts.extension.compat.trees import (
    collect_trees,
    collect_written,
    forget_stored_tree,
    keep_trees_in_files,
)
from sphinx_amts.extension.interrupted import UnsavedReading, UnwrittenPages
from sphinx_amts.extension.kept_report import KeptReport
from sphinx_amts.extension.notices.rewriting import WrittenNotices
from sphinx_amts.extension.outcome_cache import unchanged_outcome
from sphinx_amts.extension.overlay_upkeep import drop_outdated_overlay, drop_stale_reuse
from sphinx_amts.extension.pages import interface
from sphinx_amts.extension.pages.sorting import sort_index
from sphinx_amts.extension.pages.toctree_titles import mark_own_titles
from sphinx_amts.extension.report_folder import FOLDER
from sphinx_amts.extension.resuming import read_suspended
from sphinx_amts.extension.session.damage import warn_of_languages
from sphinx_amts.extension.session.domain import domain_of, records_of, session_of
from sphinx_amts.extension.session.language_conf import apply_conf, refuse_unknown_conf
from sphinx_amts.extension.session.options import DamagePolicy, opener_shows_errors
from sphinx_amts.extension.session.starting import (
    keep_from_doctrees,
    make_session,
    read_settings,
)
from sphinx_amts.extension.written_back import WrittenBack
from sphinx_amts.text.advice import BookArguments, advise_build
from sphinx_amts.text.printable import printable

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_amts.extension.session.options import RunOptions
    from sphinx_amts.extension.session.session import Session

logger = get_logger(__name__)

F = TypeVar("F", bound=Callable[..., Any])


def _converting_errors(handler: F) -> F:
    """Decorate an event handler to log errors and to raise them as Sphinx errors."""

    @wraps(handler)
    def converting(*args: Any, **kwargs: Any) -> Any:
        try:
            return handler(*args, **kwargs)
        except AmtsError as exc:
            if not opener_shows_errors():
                logger.error("sphinx-amts: %s", exc)
            raise AmtsSphinxError(printable(str(exc))) from exc

    return converting  # type: ignore[return-value]


@_converting_errors
def check_settings(app: Sphinx, config: Config) -> None:
    """Check the settings of all languages, and apply the ones of the built language.

    Raises:
        AmtsSphinxError: a setting is wrong.
    """
    given = [
        f"{name}={value}"
        for name, value in config.overrides.items()
        if isinstance(value, str) and is_of_conf(config)
    ]
    advise_build(
        BookArguments(
            Path(app.srcdir),
            Path(app.confdir),
            tuple(text for text in given if not text.startswith("language=")),
        )
    )
    note_given(config)
    settings = read_settings(Path(app.confdir), config)
    apply_conf(config, settings.conf)
    keep_from_doctrees(config)


@_converting_errors
def begin(app: Sphinx, *, options: RunOptions) -> None:
    """Create the session of a build, and prepare Sphinx for it.

    Args:
        app: application with its builder.
        options: options that were given before code of the book was run.
    """
    refuse_unknown_conf(app.config, Path(app.confdir))
    if app.config.amts_site and makes_site_pages(app.builder):
        # not if no pages are made: such books may have other catalogs, or none
        from sphinx_amts.extension.site.book_site import check_site

        confdir = Path(app.confdir)
        settings = read_settings(confdir, app.config)
        check_site(Path(app.srcdir), confdir, app.config, settings)
    session = make_session(app, options)
    domain_of(app.env).session = session
    if session is None:
        return
    collect_rarely()
    keep_trees_in_files(app)
    disable_catalog_compilation(app.builder)
    keep_members(app.env)
    choose_search_language(app.config)
    complete_search_index(app.builder)
    if not makes_site_pages(app.builder):
        # e-books, and other formats, which these functions do not change
        from sphinx_amts.extension.compat.e_books import date_epub, keep_out_of_epub

        date_epub(app.builder)
        keep_out_of_epub(app.builder, FOLDER)
    escape_contents_name(app.builder)
    app.connect("html-page-context", escape_titles, priority=999)
    session.notebooks.wrap_client()
    mark_own_titles()
    drop_stale_reuse(app.env, session)
    drop_outdated_overlay(session)
    interface.localise_interface(app)
    sort_index(app, session.languages.target)
    session.catalogs.hide(session.refresh.hides)


@_converting_errors
def outdated(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> Sequence[str]:
    """Return the documents whose catalogs, settings or conditions have changed.

    Warnings about languages are logged here, where a build begins, because an
    application may be created without a build.
    """
    session = session_of(env)
    if session is None:
        return []
    warn_of_languages(session.language_faults)
    records = records_of(env)
    written = WrittenBack(env, session)
    left = UnsavedReading(session).left()
    return [
        docname
        for docname in sorted(env.found_docs)
        if docname not in records
        or docname in left
        or (record := records.head(docname)).profile != session.profile
        or (
            not session.makes_no_pages
            and session.conditions.have_changed(record.conditions)
        )
        or not written.is_current(docname)
    ]


def note_documents_read(
    app: Sphinx,
    env: BuildEnvironment,
    docnames: list[str],
) -> None:
    """Prepare the reading of *docnames*.

    In builds that may translate missing messages, the reading of each document is
    suspended until its messages are translated. With `translate --again` it is not
    suspended, because rejected translations must be known first.
    """
    if (session := session_of(env)) is not None:
        UnsavedReading(session).begin(docnames)
        session.state.documents.begin(env, docnames)
        if not (session.makes_no_pages or session.options.again):
            portions = ResumeCallbacks(
                partial(_may_resume_early, app, session),
                partial(_resume_early, app, session),
                partial(_hand_over, app, session),
            )
            session.state.suspended.begin(app, docnames, translate_misses, portions)


@_converting_errors
def _may_resume_early(app: Sphinx, session: Session) -> bool:
    # loaded only for large books
    from sphinx_amts.extension.translating import translates_early

    return translates_early(app, session)


@_converting_errors
def _resume_early(app: Sphinx, session: Session) -> None:
    from sphinx_amts.extension.translating import translate_waiting

    translate_waiting(app, session)


@_converting_errors
def _hand_over(app: Sphinx, session: Session) -> None:
    from sphinx_amts.extension.translating import hand_over

    hand_over(app, session)


@_converting_errors
def begin_document(app: Sphinx, docname: str, _text: list[str]) -> None:
    """Pickle the records of earlier documents, and restore local roles.

    When a document is read again, the local roles are those of the first reading.
    """
    if (session := session_of(app.env)) is not None:
        records_of(app.env).settle()
        session.state.local_roles.begin_document(docname)


@_converting_errors
def translate_misses(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Translate the missing messages, and continue the reading of their documents.

    Documents whose reading was not suspended are read again.

    Returns:
        names of the documents that were read again.
    """
    if (session := session_of(env)) is None:
        return []
    try:
        return _translate_misses(app, env, session)
    finally:
        session.notebooks.forget()


def _translate_misses(
    app: Sphinx, env: BuildEnvironment, session: Session
) -> list[str]:
    waiting = session.state.suspended.names()
    if not waiting:
        session.state.documents.settle()
    errors = {place for _, head in records_of(env).heads() for place in head.errors}
    if errors and session.options.damage is DamagePolicy.REFUSE:
        raise ConfigError("\n".join(sorted(map(str, errors))))
    if session.options.damage is DamagePolicy.WARN:
        session.state.damage.warn(errors)
    if session.makes_no_pages:
        return []
    translated = session.state.translated
    has_begun = translated.run is not None or translated.early
    known = None if has_begun else unchanged_outcome(env, session)
    if known is not None:
        translated.outcome = known
        read_suspended(session)
        return []
    # loaded only when something is missing, which is not so in most builds
    from sphinx_amts.extension.translating import translate

    if waiting:
        collect_after_reading(len(waiting))  # translating takes memory
    with sparing_what_exists():
        docnames = translate(app, session)
    records_of(env).settle()
    if waiting:
        collect_trees(env)
    return docnames


def write_dependents(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return all documents if their pages show something that has changed elsewhere.

    This may be a title or label of another page, or the data of notices. Otherwise,
    return the documents that an earlier build has read and not written.
    """
    if (session := session_of(env)) is None:
        return []
    documents = session.state.documents
    elsewhere = documents.changed_elsewhere(env)
    unwritten = UnwrittenPages(app, session)
    left = unwritten.left()
    read = documents.first | documents.again
    unwritten.begin(env.found_docs if elsewhere else read)
    if elsewhere or WrittenNotices(app, session).have_changed():
        return sorted(env.found_docs)
    return sorted(left)


def note_saved(app: Sphinx, env: BuildEnvironment) -> None:
    """Note that the environment is saved with all that was read."""
    if (session := session_of(env)) is not None:
        UnsavedReading(session).end()


def forget_written(app: Sphinx, _doctree: nodes.document, docname: str) -> None:
    """Free the tree that was loaded to write a document."""
    if session_of(app.env) is not None:
        forget_stored_tree(app.env, docname)


@_converting_errors
def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the report of a build without errors, and restore garbage collection."""
    try:
        if exception is None and getattr(app, "env", None) is not None:
            report_coverage(app)
            session = session_of(app.env)
            if session is not None:
                UnwrittenPages(app, session).end()
            # in a longer build it saves a small part of the time, and takes memory
            few = session is not None and len(session.state.documents.first) <= FEW
            if few and is_run_by_sphinx_build():
                exit_without_search()
    finally:
        collect_as_before()


def report_coverage(app: Sphinx) -> None:
    """Write the coverage report, unless the report of the last build is still valid."""
    if (session := session_of(app.env)) is not None and not session.makes_no_pages:
        WrittenNotices(app, session).keep()
        if (totals := KeptReport(app, session).renew()) is None:
            from sphinx_amts.extension.reporting import write_report

            collect_written(app.env)  # the report takes memory
            with sparing_what_exists():
                totals = write_report(app, session)
        session.state.totals.get(lambda: totals)
        log_summary(app, session, totals)
