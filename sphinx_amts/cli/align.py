"""Run `sphinx-amts align`: align the sentences of two text files."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.alignment.confidence import seem_translations
from sphinx_amts.alignment.sentences import align_texts
from sphinx_amts.cli.arguments import command, exclusive, flag, value
from sphinx_amts.cli.book_arguments import refuse_unknown_languages
from sphinx_amts.cli.output import fail, say, warn
from sphinx_amts.cli.word_lists import add_lexicon, read_lexicons, summary_of
from sphinx_amts.errors import AlignmentError, ConfigError
from sphinx_amts.files.disk import as_utf8, errors_as, read_file, write_parts
from sphinx_amts.languages.sentences import splitter
from sphinx_amts.lexicons.reading import word_list
from sphinx_amts.model import LanguagePair
from sphinx_amts.sentence_encoders.loading import NAMES, load_encoder

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from sphinx_amts.alignment.beads import Bead

    Text = tuple[list[str], list[str]]

_BLANK_LINES = re.compile(r"\n\s*\n")
_MAX_PAIRS_BYTES = 10_000_000
_MANY_TIMES = 10
"""Ratio of the numbers of sentences of two texts at which a warning is printed."""


def run(options: argparse.Namespace) -> int:
    """Print the aligned sentences (beads), or write them; return the exit code."""
    codes = (options.source_language, options.target_language)
    refuse_unknown_languages(codes)
    places = _places(options)
    languages = LanguagePair(source=codes[0], target=codes[1])
    lists = read_lexicons(options.lexicon, languages)
    encoder = None if options.encoder is None else load_encoder(options.encoder)
    lines = not options.paragraphs
    texts = [
        (
            _read(source, languages.source, lines=lines),
            _read(target, languages.target, lines=lines),
        )
        for source, target in places
    ]
    for place, text in zip(places, texts, strict=True):
        _refuse_same(place, text)
    aligned = align_texts(
        texts, languages=languages, words=word_list(lists), encoder=encoder
    )
    if options.pairs:
        _write_all(options.output, aligned)
        sentences = sum(len(beads) for beads in aligned)
        say(f"{len(aligned)} texts aligned, {sentences} beads: {options.output}")
        say(*summary_of(lists))
    else:
        say(*map(_shown, aligned[0]))
        warn(*summary_of(lists))  # the output is the beads
    for place, text in zip(places, texts, strict=True):
        _tell_sizes(place, text)
    unlike = [n for n, beads in enumerate(aligned) if not seem_translations(beads)]
    for number in unlike:
        source, target = places[number]
        fail(
            f"{source} and {target}: these texts do not seem to be translations of "
            "each other; check the files, and which text belongs to which"
        )
    return 1 if unlike else 0


def _places(options: argparse.Namespace) -> list[tuple[Path, Path]]:
    """Return the files to align, in pairs.

    Raises:
        ConfigError: the arguments do not go together.
        AlignmentError: the table of pairs cannot be read.
    """
    if options.pairs:
        if options.source or options.target:
            raise ConfigError("--pairs takes the place of SOURCE and TARGET; give one")
        if not options.output:
            raise ConfigError("--pairs needs --output DIR, a folder for the beads")
        return _read_places(options.pairs)
    if options.output:
        raise ConfigError("--output is for --pairs; beads of one pair are printed")
    if not options.source or not options.target:
        raise ConfigError("give SOURCE and TARGET, or --pairs FILE")
    return [(options.source, options.target)]


def _read_places(table: Path) -> list[tuple[Path, Path]]:
    with errors_as(AlignmentError, f"{table}:"):
        data = read_file(table, max_bytes=_MAX_PAIRS_BYTES)
    found = []
    for number, line in enumerate(
        as_utf8(data, table, AlignmentError).splitlines(), start=1
    ):
        if not line.strip():
            continue
        paths = [column.strip() for column in line.split("\t")]
        if len(paths) != 2 or not all(paths):
            raise AlignmentError(
                "a line has two paths with one tab between them", at=(table, number)
            )
        # as a shell would take them, else beside the table
        source, target = (
            path if path.exists() else table.parent / path for path in map(Path, paths)
        )
        found.append((source, target))
    if not found:
        raise AlignmentError(f"{table}: there are no pairs of paths in it")
    return found


def _write_all(folder: Path, aligned: Sequence[Sequence[Bead]]) -> None:
    with errors_as(AlignmentError, f"{folder}:"):
        for number, beads in enumerate(aligned, start=1):
            text = "".join(f"{_shown(bead)}\n" for bead in beads)
            write_parts(folder / f"{number}.txt", (text.encode(),))


def _shown(bead: Bead) -> str:
    left = list(range(bead.source_start, bead.source_end))
    right = list(range(bead.target_start, bead.target_end))
    return f"{left}:{right}"


def _refuse_same(place: tuple[Path, Path], text: Text) -> None:
    """Raise an error if both texts are the same.

    Raises:
        AlignmentError: both texts are the same.
    """
    if text[0] == text[1]:
        raise AlignmentError(
            f"{place[0]} and {place[1]}: both files have the same text; give a text "
            "and its translation"
        )


def _tell_sizes(place: tuple[Path, Path], text: Text) -> None:
    """Print a warning if one text has many times as many sentences as the other."""
    counts = [len(side) for side in text]
    if max(counts) >= _MANY_TIMES * min(counts):
        few, many = sorted((0, 1), key=counts.__getitem__)
        warn(
            f"{place[many]} has {counts[many]} sentences and {place[few]} only "
            f"{counts[few]}: most have no counterpart"
        )


def _read(path: Path, language: str, *, lines: bool) -> list[str]:
    """Return the sentences of a file; with *lines*, each line is a sentence.

    Raises:
        AlignmentError: the file cannot be read, or has no text.
    """
    with errors_as(AlignmentError, f"{path}:"):
        data = read_file(path)
    text = as_utf8(data, path, AlignmentError)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise AlignmentError(f"{path}: there is no text in it")
    if lines:
        # an empty line is a line, so that numbers are those of the file
        return text.removesuffix("\n").split("\n")
    return [
        sentence
        for paragraph in _BLANK_LINES.split(text)
        for sentence in _sentences(" ".join(paragraph.split()), language)
    ]


def _sentences(paragraph: str, language: str) -> list[str]:
    starts = [0, *splitter(language).split(paragraph), len(paragraph)]
    parts = [paragraph[a:b].strip() for a, b in pairwise(starts)]
    return [part for part in parts if part]


add_arguments = command(
    "Align two texts, and print one bead a line: the numbers of source sentences and "
    "of target sentences, from 0, as [0, 1]:[0]. Nothing is needed but the texts. "
    "Texts of one book are aligned better together.",
    value("source", "SOURCE", "text file", type=Path, nargs="?"),
    value("target", "TARGET", "its translation", type=Path, nargs="?"),
    value(
        "--pairs",
        "FILE",
        "align several pairs together, and learn from all: a table with two paths a "
        "line and a tab between them",
        type=Path,
    ),
    value(
        "--output",
        "DIR",
        "folder for the beads of --pairs: those of line 1 are in DIR/1.txt",
        type=Path,
    ),
    add_lexicon,
    value("--encoder", "NAME", f"encoder of sentences: {NAMES}"),
    value(
        "-s", "LANG", "language of the source", dest="source_language", required=True
    ),
    value(
        "-t",
        "LANG",
        "language of the translation",
        dest="target_language",
        required=True,
    ),
    exclusive(
        flag("--sentences", "the files have a sentence on each line (default)"),
        flag(
            "--paragraphs",
            "the files have paragraphs with blank lines between them; sentences are "
            "found first, and numbered throughout",
        ),
    ),
    run=run,
)
