"""Run `sphinx-amts corpus collect`: collect pairs from bilingual web pages."""

from __future__ import annotations

import argparse
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import choice, command, repeated, value, values
from sphinx_amts.cli.book_arguments import refuse_unknown_languages
from sphinx_amts.cli.codes import DONE, INTERRUPTED
from sphinx_amts.cli.listing import counted
from sphinx_amts.cli.output import draw, is_live, say, show_progress, warn
from sphinx_amts.cli.word_lists import add_lexicon, read_lexicons, summary_of
from sphinx_amts.cli.written_pairs import refuse_other_suffix
from sphinx_amts.editions.model import Granularity
from sphinx_amts.errors import CollectionError, ConfigError
from sphinx_amts.files.user_folders import pages_folder
from sphinx_amts.languages.codes import canonical
from sphinx_amts.model import LanguagePair

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_amts.corpus_collection.collecting import Collection
    from sphinx_amts.corpus_collection.discovery import FoundPages
    from sphinx_amts.corpus_collection.fetching import FolderPages, WebPages
    from sphinx_amts.corpus_collection.requests import RequestPolicy, Requests
    from sphinx_amts.corpus_collection.sources import Sources

_PROGRESS_STEP = 50
"""Number of pages between two lines of progress, where no line is redrawn."""


def run(options: argparse.Namespace) -> int:
    """Collect pairs; return the exit code.

    Raises:
        CollectionError: no pairs were found.
        ConfigError: an argument is wrong.
    """
    try:
        return _run(options)
    except KeyboardInterrupt:
        warn(
            "sphinx-amts: interrupted; the same command goes on where it stopped, as "
            "pages are kept"
        )
        return INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    from sphinx_amts.alignment.resources import Resources
    from sphinx_amts.cli.collected_pairs import (
        report_collected,
        why_nothing,
        write_collected,
        write_collected_review,
    )
    from sphinx_amts.corpus_collection.collecting import Collection
    from sphinx_amts.corpus_collection.html_text import require_packages
    from sphinx_amts.corpus_collection.relevance import Subject
    from sphinx_amts.corpus_collection.sources import read_sources
    from sphinx_amts.lexicons.reading import word_list

    languages = _languages(options)
    granularity = Granularity(options.granularity)
    output = options.output or Path(f"collected-{languages.target}.tmx")
    refuse_other_suffix(output)
    require_packages()
    lists = read_lexicons(options.lexicon, languages)
    sources = read_sources(options.sources)
    subject = Subject(options.keyword, languages, options.keyword_times)
    gathering = _Gathering(options, languages, Collection(languages, subject))
    for fault in sources.faults:
        gathering.fail(fault)
    gathering.visit(sources)
    found = gathering.collection.aligned(granularity, Resources(words=word_list(lists)))
    for fault in found.faults:
        gathering.fail(fault)
    say(*gathering.summary())
    report_collected(found)
    say(*(f"  {line}" for line in summary_of(lists)))
    if not found.pairs:
        raise CollectionError(why_nothing(found, faults=gathering.faults > 0))
    write_collected(output, found, languages, granularity, summary_of(lists))
    if options.review:
        write_collected_review(options.review, found, languages)
    return DONE


def _languages(options: argparse.Namespace) -> LanguagePair:
    """Return the languages that the arguments name.

    Raises:
        ConfigError: a language is unknown, or both are the same.
    """
    codes = (options.source_language, options.language)
    refuse_unknown_languages(codes)
    if canonical(codes[0]) == canonical(codes[1]):
        raise ConfigError(f"-s and -l name the same language, {codes[0]}")
    return LanguagePair(source=codes[0], target=codes[1])


@dataclass(slots=True)
class _Gathering:
    """Visits all pages of the sources, and counts and reports what was found."""

    options: argparse.Namespace
    languages: LanguagePair
    collection: Collection
    found: list[FoundPages] = field(default_factory=list)
    requests: Requests | None = None
    faults: int = 0

    def fail(self, line: str) -> None:
        """Print a warning about something that is not used, and count it."""
        self.faults += 1
        warn(f"sphinx-amts: {line}")

    def visit(self, sources: Sources) -> None:
        """Visit the pages on the web and in folders that *sources* name."""
        from sphinx_amts.corpus_collection.discovery import CrawlLimits, Discovery
        from sphinx_amts.corpus_collection.fetching import FolderPages, WebPages
        from sphinx_amts.corpus_collection.hosts import NamedHosts
        from sphinx_amts.corpus_collection.language_parts import LanguageParts
        from sphinx_amts.corpus_collection.page_cache import PageCache
        from sphinx_amts.corpus_collection.requests import Requests

        manners = _manners(self.options)
        limits = CrawlLimits(pages=self.options.max_pages, depth=self.options.depth)
        if sources.named:
            hosts = NamedHosts(sources.named, self.options.allow_local)
            cache = PageCache(self.options.cache or pages_folder())
            requests = Requests(hosts, cache, manners)
            self.requests = requests
            web = WebPages(requests, hosts)
            found = Discovery(web, self.languages, limits, _show_visited).run(
                sources.addresses, sources.pairs
            )
            self._enter(found, web)
        if sources.folders:
            parts = LanguageParts(self.languages)
            folder = FolderPages(sources.folders, parts, manners.limits.bytes)
            everything = replace(limits, pages=len(folder.addresses), depth=0)
            found = Discovery(folder, self.languages, everything, _show_visited).run(
                dict.fromkeys(folder.addresses, "")
            )
            self._enter(found, folder)

    def _enter(self, found: FoundPages, pages: WebPages | FolderPages) -> None:
        _end_progress()
        for fault in found.faults:
            self.fail(fault)
        self.found.append(found)
        self.collection.add(found.pairs, pages, _show_read)
        _end_progress()

    def summary(self) -> list[str]:
        """Return the lines of a summary of the pages that were visited."""
        pages = sum(found.pages for found in self.found)
        forbidden = sum(found.forbidden for found in self.found)
        alone = sum(found.alone for found in self.found)
        pairs = sum(len(found.pairs) for found in self.found)
        lines = [f"{self.languages}: {counted(pages, 'page')}"]
        if self.requests is not None:
            counts = self.requests.counts
            lines[0] += (
                f", {counts.asked} asked for ({counts.unchanged} unchanged), "
                f"{counts.kept} from the cache"
            )
            lines += (
                f"  {host} asks for {seconds:g} seconds between two requests"
                for host, seconds in self.requests.slow_hosts.items()
            )
        lines.append(
            f"  {counted(pairs, 'page')} with a translation; {alone} without; "
            f"{forbidden} forbidden"
        )
        if any(found.at_limit for found in self.found):
            lines.append(
                f"  stopped at {self.options.max_pages} pages; there are more, and "
                "--max-pages N visits them too"
            )
        return lines


def _manners(options: argparse.Namespace) -> RequestPolicy:
    from sphinx_amts.corpus_collection.exchange import Limits
    from sphinx_amts.corpus_collection.requests import RequestPolicy

    return RequestPolicy(
        delay=options.delay,
        fresh=3600 * options.fresh,
        limits=Limits(bytes=int(1e6 * options.max_size), seconds=options.timeout),
        contact=options.contact,
    )


def _show_progress(what: str, number: int) -> None:
    """Show progress: redraw a line on a terminal, else print a line now and then."""
    if is_live():
        draw(f"  {what}: {number}")
    elif number % _PROGRESS_STEP == 0:
        show_progress(f"{what}: {number}")


def _end_progress() -> None:
    """Clear the line of progress that was redrawn."""
    if is_live():
        draw("")


_show_visited = partial(_show_progress, "pages visited")
_show_read = partial(_show_progress, "pages with a translation read")


def _number(kind: type[float], least: float, most: float) -> Callable[[str], float]:
    """Return a function that reads a number from an argument, within limits."""

    def read(text: str) -> float:
        with suppress(ValueError, OverflowError):
            number = kind(text)
            if least <= number <= most:
                return number
        what = "a whole number" if kind is int else "a number"
        raise argparse.ArgumentTypeError(
            f"{text!r}: give {what} from {least:g} to {most:g}"
        )

    return read


add_arguments = command(
    "Find pages on the web or in folders that have a translation, and make pairs of "
    "texts of them: the main text is extracted, aligned and cleaned as by "
    "parallel-data build. Only hosts that are named are asked, slowly, and nothing "
    "that their robots.txt forbids. Pages are kept: a command that was stopped goes on "
    "where it was.",
    value(
        "sources",
        "SOURCE",
        "address of a page, from which links are followed, or of a sitemap; file with "
        "an address on each line, or a page and its translation with a tab between "
        "them; folder of HTML pages",
        nargs="+",
    ),
    value(
        "-s, --source-language",
        "LANG",
        "language of the source (default: %(default)s)",
        default="en",
    ),
    value("-l, --language", "LANG", "language of the translation", required=True),
    values(
        "--keyword",
        "WORD",
        "collect only pages on a subject: those that have these words, in either "
        'language; "two words" follow each other',
    ),
    value(
        "--keyword-times",
        "N",
        "how often a page must have any of them (default: %(default)s)",
        type=_number(int, 1, 1e6),
        default=1,
    ),
    value(
        "-o, --output",
        "FILE",
        "file to write, in the format that its suffix names: .tmx, .csv, .tsv "
        "(default: collected-LANG.tmx); beside it, NAME.origins.csv says where the "
        "pairs come from",
        type=Path,
    ),
    choice(
        "--granularity",
        [str(size) for size in Granularity],
        "how much text a pair holds (default: sentence)",
        default=str(Granularity.SENTENCE),
    ),
    add_lexicon,
    value(
        "--review",
        "FILE",
        "write a page that shows the pairs side by side, to judge them",
        type=Path,
    ),
    value(
        "--depth",
        "N",
        "links that are followed from a page that is named (default: %(default)s)",
        type=_number(int, 0, 100),
        default=3,
    ),
    value(
        "--max-pages",
        "N",
        "pages that are visited at most (default: %(default)s)",
        type=_number(int, 1, 1e7),
        default=500,
    ),
    value(
        "--max-size",
        "MB",
        "size of the largest page that is read (default: %(default)s)",
        type=_number(float, 0.001, 1000),
        default=4.0,
    ),
    value(
        "--delay",
        "SECONDS",
        "time between two requests to a host; longer where its robots.txt says so "
        "(default: %(default)s)",
        type=_number(float, 0, 3600),
        default=1.0,
    ),
    value(
        "--timeout",
        "SECONDS",
        "time for the whole of a page (default: %(default)s)",
        type=_number(float, 0.1, 3600),
        default=30.0,
    ),
    value(
        "--fresh",
        "HOURS",
        "how long a page that is kept is used without asking its server whether it has "
        "changed (default: %(default)s)",
        type=_number(float, 0, 1e6),
        default=24.0,
    ),
    value(
        "--cache",
        "DIR",
        "folder in which pages are kept (default: one in the cache folder of the user)",
        type=Path,
    ),
    value(
        "--contact",
        "TEXT",
        "address of mail or of a page that servers are told, for those who want to "
        "reach you",
        default="",
    ),
    repeated(
        "--allow-local",
        "HOST",
        "name of a host that was named and is in the local network; may be given "
        "several times",
    ),
    run=run,
)
