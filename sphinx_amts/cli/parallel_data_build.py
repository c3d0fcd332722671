"""Run `sphinx-amts parallel-data build`: make parallel data of human translations."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import choice, command, flag, repeated, value, values
from sphinx_amts.cli.book_arguments import add_book
from sphinx_amts.cli.folders import (
    folder_of,
    has_conf,
    human_text,
    languages_of_folder,
    lexicons_of_folder,
)
from sphinx_amts.cli.listing import shortened
from sphinx_amts.cli.output import say, warn
from sphinx_amts.cli.word_lists import add_more_lexicons, summary_of
from sphinx_amts.cli.written_pairs import (
    refuse_other_suffix,
    tell_written,
    writing_page,
)
from sphinx_amts.editions.model import Granularity, place
from sphinx_amts.errors import ConfigError
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.cleaning import RULES
from sphinx_amts.parallel_data.expectation import expected_wrong
from sphinx_amts.parallel_data.human_text import HumanText, find_human_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from sphinx_amts.lexicons.model import BilingualWordList
    from sphinx_amts.parallel_data.selection import Selection

_EXAMPLES = 2
_SHOWN = 60
_SHOWN_UNPAIRED = 5


def run_build(options: argparse.Namespace) -> int:
    """Make parallel data; return the exit code."""
    from sphinx_amts.parallel_data.selection import select

    for path in options.output:
        refuse_other_suffix(path)
    source, languages = languages_of_folder(options)
    for_one = (options.output, options.review, options.origins, options.lexicon)
    if len(languages) > 1 and any(for_one):
        raise ConfigError(
            "give one language with -l, or none of --from, --lexicon, --output, "
            "--review"
        )
    failed = False
    for language in languages:
        pair = LanguagePair(source=source, target=language)
        lists = lexicons_of_folder(options, pair)
        folder = folder_of(options, pair, lists)
        found = find_human_text(folder, pair, options.origins)
        selection = select(
            found.pairs,
            pair,
            Granularity(options.granularity),
            source=found.source,
            hold_out=options.hold_out,
            resources=found.resources,
        )
        _report(language, found, selection)
        say(*(f"  {line}" for line in summary_of(lists)))
        failed |= bool(found.faults) or not found.is_whole
        if not selection.kept:
            raise ConfigError(f"{language}: no pair is left; nothing was written")
        for path in options.output or [_default(options, language)]:
            _write(path, selection, pair, options, lists)
        if options.review:
            _write_review(options.review, pair, found, selection)
    return 1 if failed else 0


def _default(options: argparse.Namespace, language: str) -> Path:
    if not has_conf(options):
        return Path(f"{language}.tmx")
    return built_file(options.confdir or options.sourcedir, language)


def built_file(confdir: Path, language: str) -> Path:
    """Return the default path of the file with the parallel data of a book."""
    return confdir / "amts" / "parallel-data" / f"{language}.tmx"


def _write(
    path: Path,
    selection: Selection,
    languages: LanguagePair,
    options: argparse.Namespace,
    lists: Sequence[BilingualWordList],
) -> None:
    from sphinx_amts.parallel_data.output import write_pairs

    written = write_pairs(
        path,
        selection.kept,
        languages,
        reversed=options.reverse,
        granularity=Granularity(options.granularity),
        notes=summary_of(lists),
    )
    tell_written(path, written)


def _write_review(
    path: Path, languages: LanguagePair, found: HumanText, selection: Selection
) -> None:
    from sphinx_amts.parallel_data.review_page import write_review_page

    with writing_page(path):
        write_review_page(
            path,
            languages=languages,
            kept=selection.kept,
            removed=selection.removed,
            unpaired=found.unpaired,
        )


def _report(language: str, found: HumanText, selection: Selection) -> None:
    """Print the numbers of pairs that were found, and that each rule removed."""
    for line in [*found.faults, *found.notes]:
        warn(f"sphinx-amts: {line}")
    say(
        f"{language}: {len(selection.kept)} pairs from {len(found.pairs)} paragraphs"
        + (f"; {selection.held_out} held out" if selection.held_out else "")
        + (f"; {found.machine} by machines left out" if found.machine else "")
    )
    wrong = expected_wrong(selection.kept)
    say(f"  about {wrong} of them likely wrong, by their confidence")
    counts = Counter(removed.rule for removed in selection.removed)
    for rule, meaning in RULES.items():
        if not counts[rule]:
            continue
        say(f"  {counts[rule]:6} {rule}: {meaning}")
        examples = [r for r in selection.removed if r.rule == rule][:_EXAMPLES]
        for removed in examples:
            pair = removed.pair
            source, target, reason = (
                shortened(text, _SHOWN)
                for text in (pair.source_text, pair.target_text, removed.reason)
            )
            where = place(pair.document, pair.line)
            say(f"         {where}: {source} | {target} ({reason})")
    if found.unpaired:
        sides = Counter(unpaired.side for unpaired in found.unpaired)
        say(
            f"  without counterpart: {sides['source']} paragraphs of the source, "
            f"{sides['target']} of the translation"
        )
        for unpaired in found.unpaired[:_SHOWN_UNPAIRED]:
            text = shortened(unpaired.text, _SHOWN)
            say(f"         {place(unpaired.document, unpaired.line)}: {text}")
        if (more := len(found.unpaired) - _SHOWN_UNPAIRED) > 0:
            say(f"         and {more} more; --review shows all")


_arguments = command(
    "Pair the text of the book with its human translation, clean the pairs, and write "
    "them as a file that Amazon Translate imports. Nothing is sent. Text that a "
    "machine wrote never enters.",
    add_book,
    human_text(
        "where the human text is: the folder of a translated edition, with conf.py or "
        "without; a catalog or a folder of catalogs; a file in TMX, XLIFF 1.2, CSV or "
        "TSV (default: the catalogs of the book; for a folder with NAME_origin.md and "
        "NAME.md, that folder)",
    ),
    choice(
        "--granularity",
        [str(value) for value in Granularity],
        "how much text a pair holds (default: sentence)",
        default=str(Granularity.SENTENCE),
    ),
    add_more_lexicons,
    values(
        "--hold-out",
        "DOC",
        "documents whose text must not be in the file, as for an evaluation",
    ),
    repeated(
        "-o, --output",
        "FILE",
        "file to write, in the format that its suffix names: .tmx, .csv, .tsv; may be "
        "given several times (default: amts/parallel-data/LANG.tmx beside conf.py, "
        "else LANG.tmx)",
        type=Path,
    ),
    flag("--reverse", "write the pairs for translation into the language of the book"),
    value(
        "--review",
        "FILE",
        "write a page that shows the pairs side by side, to judge them",
        type=Path,
    ),
    run=run_build,
)


BUILD = ("build", "make the file from what people have translated", _arguments)
"""Name, help text and arguments of the command `parallel-data build`."""
