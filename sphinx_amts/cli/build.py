"""Run `sphinx-amts build`: build several languages of a book at once."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from os import sep
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_amts.cli.arguments import command, flag, value
from sphinx_amts.cli.book_arguments import (
    add_book,
    add_spend,
    add_tags,
    add_wait,
    book_of,
    languages_of,
)
from sphinx_amts.cli.build_display import Display, outcome, summary
from sphinx_amts.cli.output import say, warn
from sphinx_amts.cli.worker import TaskDone, TaskLost
from sphinx_amts.cli.workers import Team
from sphinx_amts.extension.compat.strangers import NO_EXECUTION
from sphinx_amts.extension.report_folder import FOLDER, PAGE, REPORT
from sphinx_amts.extension.session.starting import name_of_book
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.project.extracting import catalogs_to_fill, extract_once
from sphinx_amts.project.language_build import (
    BuildPlan,
    books_by_language,
    build,
    prepare,
)
from sphinx_amts.project.site_build import (
    output_folder,
    site_of,
    with_outdated_links,
    write_start,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from sphinx_amts.document_records.documents import DocumentRecord
    from sphinx_amts.project.book import Book
    from sphinx_amts.project.language_build import BuildResult
    from sphinx_amts.site.languages import Site

_DOCTREES = ".doctrees"
_LOG = "build.log"
_LINKS_LOG = "links.log"


def run(options: argparse.Namespace) -> int:
    """Build each language; return the exit code."""
    book = book_of(options)
    source = replace(
        book, overrides={**book.overrides, "amts_languages": {}}
    ).source_language()
    languages = languages_of(options, book)
    site = site_of(book, options.builder)
    whole = site is not None and site.language(source) and not options.languages
    if (options.source or whole) and source not in languages:
        languages.insert(0, source)
    plans = _plans(options, book, languages, site)
    display = Display(len(plans), quiet=options.quiet)
    team = Team(book.jobs, display.show)
    try:
        with tempfile.TemporaryDirectory(prefix="sphinx-amts-") as folder:
            source_plan = _source_plan(options, book, source, Path(folder))
            prepare(source_plan)
            extracted = _extract(team, source_plan, plans)
            display.forget(source)
        ends = team.run(
            {name: partial(build, plan, extracted) for name, plan in plans.items()},
            {name: plan.doctreedir / _LOG for name, plan in plans.items()},
            display.ended,
        )
        if site is not None:
            ends |= _mend_links(team, plans, ends, site, options.outdir)
    finally:
        display.close()
    _write_overview(options, book, source, site, ends)
    code = _report(options, plans, {name: ends[name] for name in plans})
    if site is not None:
        notice = write_start(site, options.outdir, str(book.config().project))
        if notice:
            warn(f"sphinx-amts: {notice}")
    return code


def _mend_links(
    team: Team,
    plans: dict[str, BuildPlan],
    ends: dict[str, TaskDone[BuildResult] | TaskLost],
    site: Site,
    outdir: Path,
) -> dict[str, TaskDone[BuildResult] | TaskLost]:
    """Build languages again whose links to others are outdated; return failures."""
    built = [name for name in plans if outcome(ends[name]) == "built"]
    again = {
        name: replace(plans[name], fresh=False)
        for name in with_outdated_links(site, outdir, built)
    }
    if not again:
        return {}
    repeated = team.run(
        {name: partial(build, plan, {}) for name, plan in again.items()},
        {name: plan.doctreedir / _LINKS_LOG for name, plan in again.items()},
    )
    return {name: end for name, end in repeated.items() if outcome(end) == "failed"}


def _write_overview(
    options: argparse.Namespace,
    book: Book,
    source: str,
    site: Site | None,
    ends: Mapping[str, TaskDone[BuildResult] | TaskLost],
) -> None:
    """Write an overview of all languages, with those that were built before."""
    from sphinx_amts.report.overview import ReportPlace, write_overview

    folder = options.outdir / FOLDER
    reports = {
        name: output_folder(site, options.outdir, name) / FOLDER
        for name in {*book.languages(), *ends} - {source}
    }
    # a language at the root of the site has its own report in that folder
    path = folder / (PAGE if folder not in reports.values() else "languages.html")
    places = [
        ReportPlace(
            language=name,
            folder=report,
            relative=quote(relpath(report, folder).replace(sep, "/")),
            note="The last build failed; this may be older."
            if name in ends and outcome(ends[name]) == "failed"
            else "",
        )
        for name, report in sorted(reports.items())
    ]
    project = name_of_book(book.config())

    try:
        written = write_overview(
            path, places, project=project, names=(REPORT, PAGE), warn=_warn_of
        )
    except OSError as exc:
        warn(f"sphinx-amts: {path}: cannot be written ({exc.strerror})")
    else:
        if written and not options.quiet:
            say(f"all languages: {seen_from_here(path)}")


def _warn_of(text: str) -> None:
    warn(f"sphinx-amts: {text}")


def _plans(
    options: argparse.Namespace, book: Book, languages: list[str], site: Site | None
) -> dict[str, BuildPlan]:
    """Return the build plan of each language, with its share of the processes.

    Raises:
        ConfigError: `conf.py` cannot be read.
    """
    books = books_by_language(book, languages)
    folders = {name: output_folder(site, options.outdir, name) for name in languages}
    share, rest = divmod(book.jobs, len(languages))
    return {
        language: BuildPlan(
            book=replace(books[language], jobs=max(1, share + (number < rest))),
            language=language,
            builder=options.builder,
            outdir=folders[language].resolve(),
            doctreedir=(
                options.doctreedir / language
                if options.doctreedir
                else folders[language] / _DOCTREES
            ).resolve(),
            fresh=options.fresh,
            strict=options.strict,
            tags=tuple(options.tags),
        )
        for number, language in enumerate(languages)
    }


def _source_plan(
    options: argparse.Namespace, book: Book, source: str, folder: Path
) -> BuildPlan:
    """Return a plan to extract messages from the source, in a temporary folder."""
    (own,) = books_by_language(book, [source]).values()
    return BuildPlan(
        book=replace(own, overrides={**own.overrides, **NO_EXECUTION}),
        language=source,
        builder=options.builder,
        outdir=folder / "out",
        doctreedir=folder / "doctrees",
        tags=tuple(options.tags),
    )


def _extract(
    team: Team, source: BuildPlan, plans: dict[str, BuildPlan]
) -> dict[str, DocumentRecord]:
    """Read the source once for all languages, and return the records of documents.

    Returns:
        Records by name of document; empty if each language has to read the source.
    """
    catalogs = [path for plan in plans.values() if (path := catalogs_to_fill(plan))]
    if len(catalogs) < 2:
        return {}
    name = source.language
    task = partial(extract_once, source, catalogs)
    end = team.run({name: task}, {name: source.doctreedir / _LOG})[name]
    return end.value if isinstance(end, TaskDone) else {}


def _report(
    options: argparse.Namespace,
    plans: dict[str, BuildPlan],
    ends: dict[str, TaskDone[BuildResult] | TaskLost],
) -> int:
    if not options.quiet:
        say(*summary(ends))
    failed = False
    for name, end in ends.items():
        notices = [] if isinstance(end, TaskLost) else end.value.notices
        for notice in notices:
            if not options.quiet:
                warn(f"sphinx-amts: {name}: {notice}")
        if outcome(end) == "failed":
            failed = True
            reasons = [end.reason] if isinstance(end, TaskLost) else end.value.failures
            log = seen_from_here(plans[name].doctreedir / _LOG)
            warn(
                f"sphinx-amts: {name}: failed: {'; '.join(reasons)} (log: {log})",
            )
    return int(failed)


add_arguments = command(
    "Build the book in several languages at once, each into the folder OUTDIR/LANG, or "
    "where amts_site has it, as sphinx-build would one by one. Text that is to be "
    "translated is extracted once for all of them. What fails in one language stops no "
    "other.",
    partial(
        add_book,
        languages="language to build, also the one that the book is written in; may "
        "be given several times (default: those of amts_languages, else those that "
        "have catalogs, and with amts_site that of the source)",
        jobs='processes that work at a time, for all languages together, or "auto"; '
        "the last language starts beside them",
    ),
    value(
        "outdir",
        "OUTDIR",
        "folder of pages (default: _build)",
        type=Path,
        nargs="?",
        default=Path("_build"),
    ),
    flag("--source", "build also the language that the book is written in"),
    value(
        "-b",
        "BUILDER",
        "builder of Sphinx (default: %(default)s)",
        dest="builder",
        default="html",
    ),
    value(
        "-d",
        "DIR",
        "folder of doctrees, one folder a language in it "
        "(default: .doctrees in that of the pages)",
        dest="doctreedir",
        type=Path,
    ),
    add_tags,
    flag("-E", "read everything anew", dest="fresh"),
    flag(
        "-W",
        "let a language fail that has warnings, after it has been built",
        dest="strict",
    ),
    flag("--keep-going", "what -W does anyway; accepted as sphinx-build accepts it"),
    flag("-q", "show only warnings and what went wrong", dest="quiet"),
    add_spend,
    add_wait,
    run=run,
)
