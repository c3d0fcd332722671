"""Build one language of a book in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import nullcontext, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from io import StringIO
from itertools import count
from typing import TYPE_CHECKING, Protocol

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_amts.extension.compat.application import READER, refuse_without_extension
from sphinx_amts.extension.compat.gettext_catalogs import without_language
from sphinx_amts.extension.report_folder import FOLDER, REPORT
from sphinx_amts.extension.session.damage import refuse_wrong_languages
from sphinx_amts.extension.session.domain import session_of
from sphinx_amts.extension.session.options import DamagePolicy, RunOptions, opening_with
from sphinx_amts.extension.session.starting import override_key
from sphinx_amts.extension.translating import translate_ahead
from sphinx_amts.files.json_text import read_json
from sphinx_amts.project.book import Book, as_amts_error
from sphinx_amts.project.read_book import refuse_unknown_builder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.document_records.documents import DocumentRecord
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.translation.budget import SharedBudget


class Contact(Protocol):
    """Connection of the build of one language to the command that runs the builds."""

    @property
    def budget(self) -> SharedBudget:
        """Return the budget that the builds of all languages share."""

    def progress(self, phase: str, done: int, total: int) -> None:
        """Report the progress of a phase; *total* is 0 if the total is unknown."""

    def warn(self, text: str) -> None:
        """Pass a warning on to the command."""

    def note(self, text: str) -> None:
        """Pass a note on to the user of the command."""

    def waiting(self) -> AbstractContextManager[None]:
        """Let another build run while this build waits for a translation service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildPlan:
    """Options of the build of one language.

    Attributes:
        book: the book, with the settings of this language alone and its number of
            processes.
        language: Sphinx code of the language.
        builder: name of the builder.
        outdir: output folder.
        doctreedir: folder of the build environment.
        fresh: whether all documents are read again.
        strict: whether a warning makes the build fail.
        tags: Sphinx tags, which `only` directives test.
    """

    book: Book
    language: str
    builder: str
    outdir: Path
    doctreedir: Path
    fresh: bool = False
    strict: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """Result of the build of one language.

    Attributes:
        warnings: number of warnings.
        words: number of words by state; empty for the source language, and for builders
            that make no pages.
        failures: why the build counts as failed although it made pages, one line each.
        notices: further notices for the user, one line each.
    """

    warnings: int
    words: Mapping[str, int] = field(default_factory=dict)
    failures: Sequence[str] = ()
    notices: Sequence[str] = ()


def books_by_language(book: Book, languages: Iterable[str]) -> dict[str, Book]:
    """Return *book* for each language, without the settings of other languages.

    So an error in the settings of a language fails no build of another language.

    Raises:
        ConfigError: `conf.py` cannot be read.
    """
    listed = book.config().amts_languages
    if not isinstance(listed, Mapping):
        return dict.fromkeys(languages, book)
    books = {}
    for language in languages:
        key = override_key(listed, language)
        own = {key: listed[key]} if key in listed else {}
        books[language] = replace(
            book, overrides={**book.overrides, "amts_languages": own}
        )
    return books


def prepare(plan: BuildPlan) -> None:
    """Set up Sphinx once, so that build processes start with its modules imported.

    Extensions that write source files do so here, before languages are built in
    parallel. An error that occurs here is ignored, as the builds report it.

    Args:
        plan: build of the source language into temporary folders.

    Raises:
        ConfigError: the builder of *plan* does not exist.
    """
    if _set_up(plan) is None:
        other = _set_up(replace(plan, builder=READER))  # which every Sphinx has
        if other is not None:
            refuse_unknown_builder(other, plan.builder)


def _set_up(plan: BuildPlan) -> Sphinx | None:
    with (
        suppress(Exception, SystemExit),
        opening_with(RunOptions(damage=DamagePolicy.WARN, grant=plan.book.grant)),
        without_language(),
        redirect_stdout(StringIO()),
        redirect_stderr(StringIO()),
        patch_docutils(str(plan.book.confdir)),
        docutils_namespace(),
    ):
        return make_app(plan)
    return None


def build(
    plan: BuildPlan, extracted: Mapping[str, DocumentRecord], contact: Contact
) -> BuildResult:
    """Build one language, in a process that has built nothing before.

    Args:
        plan: options of the build.
        extracted: document name -> record of the document as read without translations;
            empty if the source was not read before.
        contact: connection to the command.

    Raises:
        AmtsError: the book, a catalog, a setting or the engine is wrong.
    """
    warnings = _Warnings(contact)
    options = RunOptions(
        damage=DamagePolicy.WARN,
        grant=plan.book.grant,
        budget=contact.budget,
        notify=contact.note,
        progress=partial(contact.progress, "translating"),
    )
    try:
        with (
            opening_with(options),
            patch_docutils(str(plan.book.confdir)),
            docutils_namespace(),
        ):
            app = make_app(plan, warnings)
            session = session_of(app.env)
            if session is not None:
                refuse_wrong_languages(session.language_faults)
                if extracted and not session.makes_no_pages:
                    _translate_first(app, session, extracted, contact)
            _watch(app, contact)
            app.build()
    except SphinxError as exc:
        raise as_amts_error(exc) from exc
    failures = []
    if app.statuscode:
        many = "s" if warnings.count != 1 else ""
        failures.append(f"{warnings.count} warning{many}, and -W is given")
    if session is None:
        return BuildResult(warnings=warnings.count, failures=failures)
    notices = session.outcome.notices
    if session.outcome.failed:
        failures, notices = [*notices, *failures], []
    return BuildResult(
        warnings=warnings.count,
        words=_words(plan) if not session.makes_no_pages else {},
        failures=failures,
        notices=notices,
    )


def make_app(plan: BuildPlan, warnings: _Warnings | None = None) -> Sphinx:
    """Create a Sphinx application for *plan*, which prints to the standard output.

    Args:
        plan: options of the build.
        warnings: stream for warnings; `None` for the standard error output.

    Raises:
        ConfigError: the book does not use this extension.
        SphinxError: the book or a setting is wrong.
    """
    nocolor()  # the output goes into a file
    book = plan.book
    app = Sphinx(
        book.srcdir,
        book.confdir,
        plan.outdir,
        plan.doctreedir,
        plan.builder,
        {**book.overrides, "language": plan.language},
        sys.stdout,
        warnings or sys.stderr,  # type: ignore[arg-type]  # writes and flushes
        freshenv=plan.fresh,
        warningiserror=plan.strict,
        tags=plan.tags,
        parallel=book.jobs,
    )
    refuse_without_extension(app.config, app.confdir)
    return app


class _Warnings:
    """Stream for the warnings of Sphinx, which counts them and passes them on."""

    def __init__(self, contact: Contact) -> None:
        self.count = 0
        self._contact = contact

    def write(self, text: str) -> None:
        sys.stderr.write(text)
        self.count += 1
        self._contact.warn(text.rstrip("\n"))

    def flush(self) -> None:
        sys.stderr.flush()


def _translate_first(
    app: Sphinx,
    session: Session,
    extracted: Mapping[str, DocumentRecord],
    contact: Contact,
) -> None:
    def ask(app: Sphinx, env: BuildEnvironment, *changes: set[str]) -> list[str]:
        with contact.waiting() if session.settings.wait > 0 else nullcontext():
            translate_ahead(app, session, extracted)
        return []

    # before the handler that finds outdated documents
    app.connect("env-get-outdated", ask, priority=400)


def _watch(app: Sphinx, contact: Contact) -> None:
    """Report to *contact* each document that is read or written."""
    wanted: set[str] = set()
    unread: set[str] = set()
    again, writing = count(1), count(1)

    def begin(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        wanted.update(docnames)
        unread.update(docnames)

    def read(app: Sphinx, docname: str, content: list[str]) -> None:
        if docname in unread:
            unread.remove(docname)
            contact.progress("reading", len(wanted) - len(unread), len(wanted))
        else:  # with new translations, or for another document
            contact.progress("reading again", next(again), 0)

    def write(app: Sphinx, doctree: object, docname: str) -> None:
        contact.progress("writing", next(writing), 0)

    app.connect("env-before-read-docs", begin)
    app.connect("source-read", read)
    app.connect("doctree-resolved", write)


def _words(plan: BuildPlan) -> dict[str, int]:
    data = read_json(plan.outdir / FOLDER / REPORT, lenient=True, own=True)
    words: dict[str, int] = data["totals"]["words"]
    return words
