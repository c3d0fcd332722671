"""Run `sphinx-amts memory`: show, export and import the translation memory."""

from __future__ import annotations

import argparse
import io
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sphinx_amts.cli.arguments import command, subcommands, value
from sphinx_amts.cli.listing import counted
from sphinx_amts.cli.output import say, warn, write_bytes
from sphinx_amts.errors import ConfigError, TranslationMemoryError
from sphinx_amts.files.disk import errors_as, open_file, write_export
from sphinx_amts.files.user_folders import memory_folder
from sphinx_amts.languages.codes import canonical
from sphinx_amts.memory.tmx import export_tmx, import_tmx
from sphinx_amts.memory.translation_memory import TranslationMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_amts.cli.arguments import Row
    from sphinx_amts.memory.stored_unit import StoredUnit

_SHOWN_LINES = 20
_BATCH = 5000
"""Number of imported units that are held in memory at a time."""


def run_stats(options: argparse.Namespace) -> int:
    """Print statistics of the translation memory; return the exit code."""
    with closing(_open(options)) as memory:
        stats = memory.stats()
    units, size = counted(stats.units, "unit"), f"{stats.size / 1000:.0f} kB"
    say(f"{_folder(options)}: {units}, {size}")
    for (languages, engine), count in sorted(stats.by_engine.items()):
        say(f"  {languages}  {engine}  {count}")
    if stats.ignored:
        say(f"  {stats.ignored} rows are not ours and are ignored")
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Write the translation memory as a TMX file; return the exit code."""
    with (
        closing(_open(options)) as memory,
        errors_as(ConfigError, f"{options.file}:"),
    ):
        # read before the file is opened: a damaged memory leaves an older export alone
        units = [
            unit
            for unit in memory.units()
            if options.language is None or _same(options.language, unit)
        ]
        stream = io.BytesIO()
        export_tmx(units, stream)
        if options.file != "-":
            write_export(Path(options.file), stream.getvalue())
    if options.file == "-":
        write_bytes(stream.getvalue())
    else:
        say(f"{options.file}: {counted(len(units), 'unit')}")
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Add the units of a TMX file to the memory; return the exit code."""
    left_out: list[tuple[int, str]] = []
    with (
        closing(_open(options)) as memory,
        errors_as(ConfigError, f"{options.file}:"),
    ):
        if not memory.writable:
            raise TranslationMemoryError(memory.problem)
        with open_file(options.file) as stream:
            # read twice, so that nothing of a damaged file is kept
            for _ in _imported(
                options.file, stream, lambda *fault: left_out.append(fault)
            ):
                pass
            stream.seek(0)
            units = _imported(options.file, stream, lambda *_: None)
            count = 0
            while batch := list(islice(units, _BATCH)):
                memory.put_many(batch)
                count += len(batch)
    for line, reason in left_out[:_SHOWN_LINES]:
        warn(f"{options.file}:{line}: {reason}")
    if (more := len(left_out) - _SHOWN_LINES) > 0:
        warn(f"{options.file}: and {more} more")
    rest = f"; left out: {len(left_out)}" if left_out else ""
    say(f"{options.file}: {counted(count, 'unit')}{rest}")
    return 1 if left_out else 0


def _imported(
    file: Path, stream: IO[bytes], leave_out: Callable[[int, str], None]
) -> Iterator[StoredUnit]:
    try:
        yield from import_tmx(stream, leave_out)
    except TranslationMemoryError as exc:
        raise TranslationMemoryError(f"{file}: {exc}") from exc


def _same(language: str, unit: StoredUnit) -> bool:
    return canonical(language) == canonical(unit.languages.target)


def _open(options: argparse.Namespace) -> TranslationMemory:
    return TranslationMemory.open(_folder(options))


def _folder(options: argparse.Namespace) -> Path:
    folder: Path = options.dir or memory_folder()
    return folder


def _dir(default: str | None) -> Row:
    return value(
        "--dir",
        "DIR",
        "folder of the memory (default: amts_memory_dir)",
        type=Path,
        default=default,
    )


_own = _dir(argparse.SUPPRESS)
"""Adds `--dir` to a subcommand, which keeps a value given before its name."""

add_arguments = command(
    "The translation memory keeps every answer of every engine, for all books of this "
    "user.",
    _dir(None),
    subcommands(
        "COMMAND",
        ("stats", "show what it holds", command(None, _own, run=run_stats)),
        (
            "export",
            "write it as TMX",
            command(
                None,
                value("file", "FILE", 'TMX file, or "-"'),
                value("-l, --language", "LANG", "one target language"),
                _own,
                run=run_export,
            ),
        ),
        (
            "import",
            "add the units of a TMX file",
            command(None, value("file", "FILE", None, type=Path), _own, run=run_import),
        ),
    ),
)
