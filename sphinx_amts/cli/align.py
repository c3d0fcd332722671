"""Run `sphinx-amts align`: align the sentences of two text files."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.alignment.sentences import align_sentences
from sphinx_amts.cli.arguments import command, exclusive, flag, value
from sphinx_amts.cli.book_arguments import refuse_unknown_languages
from sphinx_amts.cli.output import say
from sphinx_amts.errors import AlignmentError
from sphinx_amts.files.disk import as_utf8, errors_as, read_file
from sphinx_amts.languages.sentences import splitter

if TYPE_CHECKING:
    import argparse

_MAX_BYTES = 10_000_000
"""Of one text; a long book has two million characters."""

_BLANK_LINES = re.compile(r"\n\s*\n")


def run(options: argparse.Namespace) -> int:
    """Print the aligned sentences (beads); return the exit code."""
    refuse_unknown_languages((options.source_language, options.target_language))
    lines = not options.paragraphs
    source = _read(options.source, options.source_language, lines=lines)
    target = _read(options.target, options.target_language, lines=lines)
    for bead in align_sentences(source, target):
        left = list(range(bead.source_start, bead.source_end))
        right = list(range(bead.target_start, bead.target_end))
        say(f"{left}:{right}")
    return 0


def _read(path: Path, language: str, *, lines: bool) -> list[str]:
    """Return the sentences of a file.

    Raises:
        AlignmentError: it cannot be read, or has none.
    """
    with errors_as(AlignmentError, f"{path}:"):
        data = read_file(path, max_bytes=_MAX_BYTES)
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
    "of target sentences, from 0, as [0, 1]:[0]. Nothing is needed but the texts.",
    value("source", "SOURCE", "text file", type=Path),
    value("target", "TARGET", "its translation", type=Path),
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
