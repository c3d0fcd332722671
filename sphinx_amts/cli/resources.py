"""Run `sphinx-amts parallel-data` and `terminology`: manage both in an account."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_amts.cli.book_arguments import (
    add_book,
    amazon_options,
    book_of,
    languages_of,
)
from sphinx_amts.cli.listing import counted
from sphinx_amts.cli.output import say, show_progress, warn, write_bytes
from sphinx_amts.cli.parallel_data_build import add_build, built_file
from sphinx_amts.engines.amazon.import_reader import read_example_file
from sphinx_amts.engines.amazon.import_rules import (
    EXAMPLE_BYTES,
    TERM_BYTES,
    ExampleFile,
)
from sphinx_amts.engines.amazon.parallel_data import ParallelData
from sphinx_amts.engines.amazon.resources import is_ours, proposed_name
from sphinx_amts.engines.amazon.service import Service
from sphinx_amts.engines.amazon.terminology import Terminologies
from sphinx_amts.errors import ConfigError
from sphinx_amts.languages.codes import language as language_of
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping

    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.amazon.resources import PushOutcome
    from sphinx_amts.project.book import Book

_SHOWN_LINES = 20
_DEFAULT_FILE = {
    "parallel_data": "that of parallel-data build",
    "terminology": "that of amts_terms",
}


def add_parallel_data(parser: argparse.ArgumentParser) -> None:
    """Add the commands of `parallel-data`."""
    family = _family(parser, "parallel data")
    add_build(family)
    push = _add_usual(family, "parallel_data", _PARALLEL_DATA)
    push.add_argument(
        "--no-wait",
        action="store_true",
        help="do not stay until the service has imported it",
    )


def add_terminology(parser: argparse.ArgumentParser) -> None:
    """Add the commands of `terminology`."""
    _add_usual(_family(parser, "terminology"), "terminology", _TERMINOLOGY)


def _family(parser: argparse.ArgumentParser, what: str) -> Any:
    parser.description = (
        f"The {what} that the account holds for a book. Only what this command made "
        "is ever changed or deleted."
    )
    return parser.add_subparsers(metavar="COMMAND", required=True)


def _add_usual(
    family: Any,  # argparse has no public type
    key: str,
    runners: Mapping[str, Callable[[argparse.Namespace], int]],
) -> argparse.ArgumentParser:
    """Add the commands that both families have; return the parser of `push`."""
    push: argparse.ArgumentParser = family.add_parser(
        "push", help="create it, or update it if the file has changed"
    )
    _add_arguments(push, key, runners["push"])
    push.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        nargs="?",
        help=f"file in CSV, TSV or TMX (default: {_DEFAULT_FILE[key]})",
    )
    pull = family.add_parser("pull", help="write its file as it was pushed")
    _add_arguments(pull, key, runners["pull"])
    pull.add_argument("file", metavar="FILE", help='file to write, or "-"')
    status = family.add_parser("status", help="show what the account holds")
    _add_arguments(status, key, runners["status"])
    delete = family.add_parser("delete", help="delete it from the account")
    _add_arguments(delete, key, runners["delete"])
    return push


def _add_arguments(
    parser: argparse.ArgumentParser,
    key: str,
    run: Callable[[argparse.Namespace], int],
) -> None:
    add_book(parser)
    parser.add_argument(
        "--name",
        metavar="NAME",
        help=f"name in the account (default: {key} of amts_amazon)",
    )
    parser.set_defaults(run=run)


def run_push_data(options: argparse.Namespace) -> int:
    """Push parallel data; return the exit code."""
    book = book_of(options)
    file = None
    if options.file is not None:
        file = _read(options.file, book, EXAMPLE_BYTES)
    for language, amazon, configured in _of_languages(options, book, "parallel_data"):
        if options.file is None:
            file = _read(_built_file(book, language), book, EXAMPLE_BYTES)
        assert file is not None
        _check_languages(file, book, language)
        if not amazon.bucket:
            raise ConfigError(
                "amts_amazon: parallel data go through a bucket; set bucket "
                f"({command_line('doctor')} says how to make one)"
            )
        name = options.name or configured or _own_name(amazon, language)
        data = _parallel_data(amazon)
        outcome = data.push(name, file, wait=not options.no_wait)
        _report_push("parallel data", outcome)
        _report_setting(language, "parallel_data", name, configured)
    return 0


def run_push_terms(options: argparse.Namespace) -> int:
    """Push a terminology; return the exit code."""
    book = book_of(options)
    file = None
    if options.file is not None:
        file = _read(options.file, book, TERM_BYTES)
    for language, amazon, configured in _of_languages(options, book, "terminology"):
        if options.file is None:
            file = _read(_terms(book, language), book, TERM_BYTES)
        assert file is not None
        _check_languages(file, book, language)
        outcome = _terminologies(amazon).push(language, file, options.name or "")
        _report_push("terminology", outcome)
        _report_setting(language, "terminology", outcome.name, configured)
    return 0


def _built_file(book: Book, language: str) -> Path:
    """Return the file that `parallel-data build` has made for *language*.

    Raises:
        ConfigError: it has made none.
    """
    path = built_file(book.confdir, language)
    if not path.is_file():
        raise ConfigError(
            f"{path}: there is no such file; "
            f"{command_line('parallel-data build', language=language)} makes it"
        )
    return path


def _terms(book: Book, language: str) -> Path:
    """Return the file of the book's terms.

    Raises:
        ConfigError: it has none.
    """
    settings, _ = book.settings(language)
    if not settings.terms:
        raise ConfigError("the book has no amts_terms; name the file to push")
    return book.confdir / settings.terms


def run_pull_data(options: argparse.Namespace) -> int:
    """Write the file of parallel data; return the exit code."""
    amazon, name = _single_resource(options, "parallel_data")
    return _write(options.file, _parallel_data(amazon).pull(name))


def run_pull_terms(options: argparse.Namespace) -> int:
    """Write the file of a terminology; return the exit code."""
    amazon, name = _single_resource(options, "terminology")
    return _write(options.file, _terminologies(amazon).pull(name))


def run_status_data(options: argparse.Namespace) -> int:
    """Show the parallel data of each language; return the exit code."""
    for language, amazon, configured in _of_languages(options, None, "parallel_data"):
        name = options.name or configured or _own_name(amazon, language)
        data = _parallel_data(amazon)
        found = data.get(name)
        if found is None:
            say(f"{language}: {name}: not in the account")
            continue
        attempt = found.get("LatestUpdateAttemptStatus")
        status = found["Status"] + (f", last update {attempt}" if attempt else "")
        targets = ", ".join(found.get("TargetLanguageCodes") or ())
        counts = ", ".join(
            f"{found.get(f'{what}RecordCount') or 0} {what.lower()}"
            for what in ("Imported", "Skipped", "Failed")
        )
        unused = (
            "" if name in (options.name, configured) else "; not set in amts_amazon"
        )
        say(
            f"{language}: {name}: {status}, {found.get('SourceLanguageCode')} to "
            f"{targets or 'nothing'}; records: {counts}{_ownership(found)}{unused}"
        )
        if message := found.get("Message"):
            say(f"  {message}")
        for line in data.faults(name):
            say(f"  {line}")
    return 0


def run_status_terms(options: argparse.Namespace) -> int:
    """Show the terminology of each language; return the exit code."""
    for language, amazon, configured in _of_languages(options, None, "terminology"):
        name = options.name or configured
        terminologies = _terminologies(amazon)
        if not name:
            say(f"{language}: no terminology set")
        elif (found := terminologies.get(name)) is None:
            say(f"{language}: {name}: not in the account")
        else:
            targets = ", ".join(found.get("TargetLanguageCodes") or ())
            say(
                f"{language}: {name}: {found.get('SourceLanguageCode')} to {targets}; "
                f"terms: {found.get('TermCount') or 0}{_ownership(found)}"
            )
        others = sorted(set(terminologies.ours()) - {name})
        for other in others:
            say(f"  not in use here: {other} ({command_line('gc')} removes it)")
    return 0


def run_delete_data(options: argparse.Namespace) -> int:
    """Delete parallel data; return the exit code."""
    amazon, name = _single_resource(options, "parallel_data")
    there = _parallel_data(amazon).delete(name)
    say(f'parallel data "{name}": {"deleted" if there else "there were none"}')
    return 0


def run_delete_terms(options: argparse.Namespace) -> int:
    """Delete a terminology; return the exit code."""
    amazon, name = _single_resource(options, "terminology")
    there = _terminologies(amazon).delete(name)
    say(f'terminology "{name}": {"deleted" if there else "there was none"}')
    return 0


_PARALLEL_DATA = {
    "push": run_push_data,
    "pull": run_pull_data,
    "status": run_status_data,
    "delete": run_delete_data,
}
_TERMINOLOGY = {
    "push": run_push_terms,
    "pull": run_pull_terms,
    "status": run_status_terms,
    "delete": run_delete_terms,
}


def _of_languages(
    options: argparse.Namespace, book: Book | None, key: str
) -> Iterator[tuple[str, AmazonOptions, str]]:
    """Yield each language with its options, and the name set for *key*."""
    book = book or book_of(options)
    for language in languages_of(options, book):
        amazon = amazon_options(book, language)
        yield language, amazon, getattr(amazon, key)


def _single_resource(
    options: argparse.Namespace, key: str
) -> tuple[AmazonOptions, str]:
    """Return the options, and the name of the resource that the arguments select.

    Raises:
        ConfigError: none is named, or several.
    """
    found = {
        options.name or configured or _default_name(amazon, language, key): amazon
        for language, amazon, configured in _of_languages(options, None, key)
    }
    found.pop("", None)
    if len(found) != 1:
        names = ", ".join(found)
        raise ConfigError(
            f"several are meant: {names}; give one language with -l, or --name"
            if found
            else f"none is meant; give --name, or set {key} in amts_amazon"
        )
    ((name, amazon),) = found.items()
    return amazon, name


def _own_name(amazon: AmazonOptions, language: str) -> str:
    """Return the default name of parallel data in the account."""
    return proposed_name(amazon.book, language)


def _default_name(amazon: AmazonOptions, language: str, key: str) -> str:
    # that of a terminology is derived from its content, which is not available here
    return _own_name(amazon, language) if key == "parallel_data" else ""


def _parallel_data(amazon: AmazonOptions) -> ParallelData:
    return ParallelData(
        amazon,
        translate=Service("translate", amazon.region),
        s3=Service("s3", amazon.region),
        notify=show_progress,
    )


def _terminologies(amazon: AmazonOptions) -> Terminologies:
    return Terminologies(amazon, translate=Service("translate", amazon.region))


def _check_languages(file: ExampleFile, book: Book, language: str) -> None:
    source = language_of(book.source_language()).amazon
    target = language_of(language).amazon
    if file.source != source or target not in file.targets:
        raise ConfigError(
            f"{file.path}: it is for {file.source} to {', '.join(file.targets)}, and "
            f"the book needs {source} to {target}"
        )


def _read(path: Path, book: Book, max_bytes: int) -> ExampleFile:
    """Read the file to send; warn of records that the service will not learn."""
    source = book.source_language()
    file = read_example_file(path, max_bytes=max_bytes, source=source)
    _warn_lines(file, file.faults)
    if file.faults:
        used = f"{counted(file.records, 'record')} of {file.path} can be used"
        warn(f"{used}; left out: {len(file.faults)}")
    _warn_lines(file, file.notes)
    return file


def _warn_lines(file: ExampleFile, lines: list[tuple[str, str]]) -> None:
    for place, reason in lines[:_SHOWN_LINES]:
        warn(f"{place}: {reason}")
    if (more := len(lines) - _SHOWN_LINES) > 0:
        warn(f"{file.path}: and {more} more")


def _report_push(what: str, outcome: PushOutcome) -> None:
    done = "being imported" if outcome.done == "started" else outcome.done
    say(f'{what} "{outcome.name}": {done}')
    for line in outcome.lines:
        say(f"  {line}")


def _report_setting(language: str, key: str, name: str, configured: str) -> None:
    if name != configured:
        say(
            f'  for builds to use it, set "{key}": "{name}" in amts_amazon (or for '
            f'{language} alone in amts_languages["{language}"]["amazon"])'
        )


def _ownership(found: dict[str, Any]) -> str:
    return "" if is_ours(found) else "; not made by sphinx-amts"


def _write(file: str, data: bytes) -> int:
    if file == "-":
        write_bytes(data)
        return 0
    try:
        Path(file).write_bytes(data)
    except OSError as exc:
        raise ConfigError(f"{file}: {exc.strerror or exc}") from exc
    say(f"{file}: {len(data)} bytes")
    return 0
