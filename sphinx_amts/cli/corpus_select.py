"""Run `sphinx-amts corpus select`: select pairs that are similar to a book."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, flag, value, values
from sphinx_amts.cli.book_arguments import add_book, one_of
from sphinx_amts.cli.folders import folder_of, has_conf, languages_of_folder
from sphinx_amts.cli.listing import shortened, writing
from sphinx_amts.cli.output import say, show_progress, warn
from sphinx_amts.cli.written_pairs import writing_page
from sphinx_amts.engines.amazon.import_rules import FORMATS
from sphinx_amts.errors import ConfigError, CorpusError
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.model import LanguagePair
from sphinx_amts.text.shares import percent

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from sphinx_amts.corpus.model import PairCollection
    from sphinx_amts.corpus_selection.choosing import CorpusChoice
    from sphinx_amts.corpus_selection.limits import SizeLimit
    from sphinx_amts.corpus_selection.workers import ParallelWorkers

_SMALL_BYTES = 20_000_000
"""Size of all collections, in bytes, below which one process ranks them."""

_EXAMPLES = 3
_SHOWN = 60
_ON_PAGE = 10_000
"""Maximum number of chosen pairs on the review page."""


def run(options: argparse.Namespace) -> int:
    """Choose pairs, and write them; return the exit code."""
    from sphinx_amts.corpus.finding import find_collections
    from sphinx_amts.corpus_selection.book import read_book_text
    from sphinx_amts.corpus_selection.choosing import choose_pairs

    limit = _limit(options.size)
    source, found_languages = languages_of_folder(options)
    language = one_of(found_languages, "give one language with -l")
    languages = LanguagePair(source=source, target=language)
    output = options.output or _default(options, language)
    if output.suffix.lower() not in FORMATS:
        raise ConfigError(f"{output}: give a file that ends in {', '.join(FORMATS)}")
    collections, faults = find_collections(
        [path.absolute() for path in options.collections], languages
    )
    faults = [fault.replace(f"{Path.cwd()}{os.sep}", "") for fault in faults]
    collections = [c for c in collections if output.resolve() not in _resolved(c)]
    if not collections:
        raise CorpusError("; ".join(faults) or "there is nothing to choose from")
    with (
        _working_folder(options) as folder,
        _workers(options, collections, folder) as workers,
    ):
        workers.refuse_other_machines()
        book = read_book_text(
            folder_of(options, languages), languages, options.hold_out
        )
        choice = choose_pairs(
            book,
            collections,
            languages,
            limit,
            workers=workers,
            fill=options.fill,
            notify=show_progress,
        )
    choice.findings.faults[:0] = faults
    _report(language, choice, book.notes)
    if not choice.chosen:
        raise CorpusError(
            "no pair is close to the book; nothing was written (--fill chooses the "
            "closest all the same)"
        )
    _write(output, choice, languages, len(book.sentences))
    if options.review:
        _write_review(options.review, choice, languages)
    return 0 if choice.findings.is_whole else 1


def _limit(size: str | None) -> SizeLimit:
    from sphinx_amts.corpus_selection.limits import SERVICE_BYTES, SizeLimit

    if size is None:
        return SizeLimit(bytes=SERVICE_BYTES)
    try:
        return SizeLimit.parse(size)
    except ValueError as exc:
        raise ConfigError(
            f"--size {size}: give pairs (20000 or 20k), a share (20%) or the size of "
            "the file (5MB)"
        ) from exc


def _default(options: argparse.Namespace, language: str) -> Path:
    if not has_conf(options):
        return Path(f"{language}-selected.tmx")
    confdir: Path = options.confdir or options.sourcedir
    return confdir / "amts" / "parallel-data" / f"{language}-selected.tmx"


def _resolved(collection: PairCollection) -> set[Path]:
    return {path.resolve() for path in collection.files}


def _workers(
    options: argparse.Namespace, collections: Sequence[PairCollection], folder: Path
) -> ParallelWorkers:
    from sphinx_amts.corpus_selection.workers import ParallelWorkers, default_count

    if options.workers is None:
        size = sum(
            path.stat().st_size
            for collection in collections
            for path in collection.files
            if path.is_file()
        )
        count = 1 if size < _SMALL_BYTES else default_count()
    else:
        count = options.workers
    return ParallelWorkers(folder, count, options.scheduler)


@contextmanager
def _working_folder(options: argparse.Namespace) -> Iterator[Path]:
    """Make a temporary folder for intermediate files, deleted when the command ends.

    Raises:
        ConfigError: `--scheduler` is given without `--work`, or the folder cannot be
            made.
    """
    folder: Path | None = options.work
    if options.scheduler and folder is None:
        raise ConfigError(
            "--scheduler needs --work DIR, a folder that all its machines share"
        )
    with writing(folder or Path(tempfile.gettempdir())):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(
            prefix="sphinx-amts-corpus-", dir=folder and folder.resolve()
        )
    with made as name:
        yield Path(name)


def _report(language: str, choice: CorpusChoice, notes: Sequence[str]) -> None:
    from sphinx_amts.corpus_selection.candidates import CHOICE_RULES

    findings = choice.findings
    for line in [*notes, *findings.notes, *findings.faults, *findings.left_out]:
        warn(f"sphinx-amts: {line}")
    machine = f"; {findings.machine} by machines left out" if findings.machine else ""
    share = percent(len(choice.chosen) / choice.total, 1)
    say(
        f"{language}: {len(choice.chosen)} of {choice.total} pairs chosen ({share})"
        f"{machine}"
    )
    say(f"  {choice.close} are closer to the book than to the rest of the collections")
    if not choice.full and choice.close < choice.total:
        say(
            "  the size is not used up: no other pair is; --fill takes the next closest"
        )
    for rule, meaning in CHOICE_RULES.items():
        if not choice.counts[rule]:
            continue
        say(f"  {choice.counts[rule]:6} {rule}: {meaning}")
        examples = [each for each in choice.removed if each.rule == rule]
        for removed in examples[:_EXAMPLES]:
            texts = (removed.pair.source_text, removed.pair.target_text, removed.reason)
            source, target, reason = (shortened(text, _SHOWN) for text in texts)
            where = f"{removed.pair.document}:{removed.pair.line}"
            say(f"         {where}: {source} | {target} ({reason})")


def _write(
    path: Path, choice: CorpusChoice, languages: LanguagePair, sentences: int
) -> None:
    from sphinx_amts.parallel_data.output import write_pairs

    notes = [
        f"chosen from {choice.total} pairs by closeness to a book of {sentences} "
        "sentences"
    ]
    written = write_pairs(
        path, [each.pair for each in choice.chosen], languages, notes=notes
    )
    state = "wrote" if written.changed else "unchanged:"
    say(f"  {state} {seen_from_here(path)}: {written.pairs} pairs")
    for removed in written.left_out:
        warn(
            f"sphinx-amts: {removed.pair.document}:{removed.pair.line}: left out: "
            f"{removed.reason}"
        )


def _write_review(path: Path, choice: CorpusChoice, languages: LanguagePair) -> None:
    from sphinx_amts.corpus_selection.candidates import CHOICE_RULES
    from sphinx_amts.parallel_data.review_page import write_review_page

    shown = choice.chosen[:_ON_PAGE]
    rest = len(choice.chosen) - len(shown)
    more = f", of which the page shows the first {len(shown)} pairs" if rest else ""
    with writing_page(path, more):
        write_review_page(
            path,
            languages=languages,
            kept=[each.pair for each in shown],
            removed=choice.removed,
            unpaired=(),
            why=[each.why for each in shown],
            rules=CHOICE_RULES,
        )


def _workers_count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError
    return count


add_arguments = command(
    "Choose from collections of pairs those that are closest to the text of the book, "
    "so many that a limit is filled, and so different that they cover its words. "
    "Nothing is sent. Near duplicates are left out, and what a machine wrote.",
    add_book,
    value(
        "collections",
        "COLLECTION",
        "files and folders of pairs: two files whose lines belong together, as name.en "
        "and name.es (name either, or what both have in common); .tmx, .tsv, an "
        "archive of OPUS (.zip); .gz or .zst of these; .csv, XLIFF; catalogs and "
        "folders of other books",
        nargs="+",
        type=Path,
    ),
    value(
        "-s, --source-language",
        "LANG",
        "language of the book (default: that of conf.py, else en)",
    ),
    value(
        "--size",
        "SIZE",
        "most that is chosen: pairs (20000, 20k), a share of all (20%%), or the size "
        "of the file (5MB) (default: what Amazon Translate takes, 5GB)",
    ),
    flag(
        "--fill",
        "go on until the size is reached, also with pairs that are no closer to the "
        "book than to the rest of the collections",
    ),
    values(
        "--hold-out",
        "DOC",
        "documents of the book that no pair may overlap, as for an evaluation; '*' for "
        "all",
    ),
    value(
        "-o, --output",
        "FILE",
        "file to write: .tmx, .csv, .tsv (default: "
        "amts/parallel-data/LANG-selected.tmx beside conf.py, else LANG-selected.tmx)",
        type=Path,
    ),
    value(
        "--review",
        "FILE",
        "write a page that shows the pairs side by side, and why each was chosen",
        type=Path,
    ),
    value(
        "--workers",
        "N",
        "processes that rank pairs (default: as many as the machine has processors; "
        "one for small collections)",
        type=_workers_count,
    ),
    value(
        "--scheduler",
        "ADDRESS",
        "scheduler of a Dask cluster that ranks the pairs, as tcp://host:8786",
        default="",
    ),
    value(
        "--work",
        "DIR",
        "folder for intermediate files, which are deleted in the end; with "
        "--scheduler, one that all machines share (default: that of the system)",
        type=Path,
    ),
    run=run,
    run_conf=False,
)
