"""Run `sphinx-amts corpus terms`: mine the terms of a book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, repeated, value
from sphinx_amts.cli.book_arguments import add_book, book_of, one_of
from sphinx_amts.cli.folders import (
    add_run_conf,
    folder_of,
    has_conf,
    languages_of_folder,
    lexicons_of_folder,
)
from sphinx_amts.cli.listing import columns, counted, shortened, writing
from sphinx_amts.cli.output import say, warn
from sphinx_amts.editions.model import Granularity
from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.model import LanguagePair

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from sphinx_amts.editions.model import Pair
    from sphinx_amts.term_mining.known_terms import KnownTerm
    from sphinx_amts.term_mining.model import MinedTerm
    from sphinx_amts.terminology.terms import Term

_LIMIT = 1500
_SHOWN = 20
_WIDTH = 40
_PAGES = (".html", ".htm")


def run(options: argparse.Namespace) -> int:
    """Mine terms; return the exit code."""
    from sphinx_amts.extension.messages.stop_words import stop_words
    from sphinx_amts.term_mining.known_terms import looked_up
    from sphinx_amts.term_mining.mining import MOST_PAIRS, mine_terms
    from sphinx_amts.term_mining.output import refuse_suffix, write_terms
    from sphinx_amts.term_mining.page import write_terms_page

    source, targets = languages_of_folder(options)
    languages = LanguagePair(
        source=source, target=one_of(targets, "give one language with -l")
    )
    output = options.output or _default(options, languages.target)
    refuse_suffix(output)
    if options.review and options.review.suffix.lower() not in _PAGES:
        raise ConfigError(f"{options.review}: give a file that ends in .html")
    pairs, faults = _pairs(options, languages)
    if len(pairs) > MOST_PAIRS:
        say(f"looking at {MOST_PAIRS:,} of {len(pairs):,} pairs, evenly chosen")
    mined = mine_terms(pairs, languages, stop_words())
    texts = [(pair.source_text, pair.target_text) for pair in pairs]
    known, mined = looked_up(_known(options, languages, texts), texts, mined, languages)
    chosen = mined[: options.limit]
    say(
        f"{languages.target}: {counted(len(chosen), 'term')} found in "
        f"{counted(len(pairs), 'pair')}"
        + (
            f"; {len(mined) - len(chosen)} more beyond --limit"
            if mined[len(chosen) :]
            else ""
        )
    )
    _show(chosen)
    _show_known(known)
    rows = [
        *((entry.term.source, text) for entry in known for text in entry.term.targets),
        *((term.source, term.target) for term in chosen),
    ]
    if not rows:
        raise ConfigError(
            f"{languages.target}: no term occurs often enough; nothing was written"
        )
    if options.review:
        with writing(options.review):
            write_terms_page(
                options.review,
                languages=languages,
                known=known,
                mined=chosen,
                left_out=len(mined) - len(chosen),
                title=str(languages),
            )
        say(f"  wrote {seen_from_here(options.review)}")
    state = "wrote" if write_terms(output, rows, languages) else "unchanged:"
    say(f"  {state} {seen_from_here(output)}: {counted(len(rows), 'term')}")
    return 1 if faults else 0


def _default(options: argparse.Namespace, language: str) -> Path:
    if not has_conf(options):
        return Path(f"{language}-terms.csv")
    folder: Path = options.confdir or options.sourcedir
    return folder / "amts" / "terms" / f"{language}.csv"


def _pairs(
    options: argparse.Namespace, languages: LanguagePair
) -> tuple[list[Pair], list[str]]:
    """Return sentence pairs, and a line for each file that could not be read."""
    from sphinx_amts.parallel_data.catalog_folder import (
        has_catalogs_only,
        read_catalog_folder,
    )
    from sphinx_amts.parallel_data.files import SUFFIXES
    from sphinx_amts.parallel_data.human_text import find_human_text, read_pair_files
    from sphinx_amts.parallel_data.selection import select

    if options.pairs and all(p.suffix.lower() in SUFFIXES for p in options.pairs):
        found = read_pair_files(options.pairs, languages)
    else:
        lists = lexicons_of_folder(options, languages)
        folder = folder_of(options, languages, lists)
        if not options.pairs and has_catalogs_only(folder.srcdir):
            found = read_catalog_folder(folder.srcdir, languages)
        else:
            found = find_human_text(folder, languages, options.pairs)
    for line in [*found.faults, *found.notes]:
        warn(f"sphinx-amts: {line}")
    selection = select(
        found.pairs,
        languages,
        Granularity.SENTENCE,
        source=found.source,
        resources=found.resources,
    )
    return selection.kept, found.faults


def _known(
    options: argparse.Namespace,
    languages: LanguagePair,
    texts: Sequence[tuple[str, str]],
) -> list[Term]:
    """Return the terms in the book's own file, and in the files of `--known`."""
    from sphinx_amts.term_mining.term_table import read_term_table

    paths: list[Path] = []
    if has_conf(options):
        book = book_of(options)
        settings, _ = book.settings(languages.target)
        if settings.terms:
            paths.append(book.confdir / settings.terms)
    sources, targets = [text for text, _ in texts], [text for _, text in texts]
    return _merged(
        term
        for path in [*paths, *options.known]
        for term in read_term_table(path, languages, sources, targets)
    )


def _merged(terms: Iterable[Term]) -> list[Term]:
    from sphinx_amts.terminology.terms import Term

    targets: dict[str, dict[str, None]] = {}
    for term in terms:
        targets.setdefault(term.source, {}).update(dict.fromkeys(term.targets))
    return [Term(source, tuple(found)) for source, found in targets.items()]


def _show(terms: Sequence[MinedTerm]) -> None:
    rows = [
        (
            shortened(term.source, _WIDTH),
            shortened(term.target, _WIDTH),
            str(term.count),
            f"{term.confidence:.2f}",
        )
        for term in terms[:_SHOWN]
    ]
    if rows:
        head = ("term", "translation", "times", "confidence")
        say(*(f"  {line}" for line in columns([head, *rows], left=2)))
    if (more := len(terms) - _SHOWN) > 0:
        say(f"  and {more} more in the file")


def _show_known(known: Sequence[KnownTerm]) -> None:
    from sphinx_amts.term_mining.known_terms import TermUsage

    if not known:
        return
    counts = {
        standing: sum(entry.standing is standing for entry in known)
        for standing in TermUsage
    }
    listed = ", ".join(f"{count} {standing}" for standing, count in counts.items())
    say(f"  {counted(len(known), 'term')} known before: {listed}")
    for entry in known:
        if entry.standing is TermUsage.CONTRADICTED:
            others = ", ".join(f"{text} ({count})" for text, count in entry.others)
            say(
                f"    {shortened(str(entry.term), 2 * _WIDTH)}: in {entry.kept} of "
                f"{entry.texts} texts" + (f"; found: {others}" if others else "")
            )


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError
    return count


add_arguments = command(
    "Find the terms of a book, with their translations, in what people have "
    "translated, and write them as a file for amts_terms, those first that matter "
    "most. A person prunes it: on the page of --review, or in the file. A file that is "
    "there is never changed. Nothing is sent.",
    add_book,
    value(
        "-s, --source-language",
        "LANG",
        "language of the book (default: that of conf.py, else en)",
    ),
    value(
        "pairs",
        "PAIRS",
        "where the translations are, as for --from of parallel-data build: files of "
        "pairs, catalogs, the folder of an edition (default: the catalogs of the book; "
        "for a folder with NAME_origin.md and NAME.md, that folder)",
        type=Path,
        nargs="*",
    ),
    repeated(
        "--known",
        "FILE",
        "terms that people agreed on: a Markdown table or list, CSV, TSV or TMX; they "
        "come first, and it is said where the text contradicts them; may be given "
        "several times (always: the file of amts_terms)",
        type=Path,
    ),
    value(
        "--limit",
        "N",
        "terms to write at most, besides the known ones (default: %(default)s)",
        type=_count,
        default=_LIMIT,
    ),
    value(
        "-o, --output",
        "FILE",
        "file to write: .csv, .tsv or .tmx (default: amts/terms/LANG.csv beside "
        "conf.py, else LANG-terms.csv)",
        type=Path,
    ),
    value(
        "--review",
        "PAGE.html",
        "write a page with examples of each term, to prune them",
        type=Path,
    ),
    add_run_conf,
    run=run,
)
