"""Run `sphinx-amts parallel-data`: manage parallel data in an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_amts.cli.account_resources import ResourceCommands
from sphinx_amts.cli.arguments import flag
from sphinx_amts.cli.output import show_progress
from sphinx_amts.cli.parallel_data_build import BUILD, built_file
from sphinx_amts.engines.amazon.import_rules import EXAMPLE_BYTES, ImportFile
from sphinx_amts.engines.amazon.parallel_data import ParallelData
from sphinx_amts.engines.amazon.resources import PushOutcome, proposed_name
from sphinx_amts.engines.amazon.service import Service
from sphinx_amts.errors import ConfigError
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.project.book import Book


class _ParallelDataCommands(ResourceCommands[ParallelData]):
    what = "parallel data"
    key = "parallel_data"
    max_bytes = EXAMPLE_BYTES
    default_file = "that of parallel-data build"
    none = "there were none"

    def in_account(self, amazon: AmazonOptions) -> ParallelData:
        return ParallelData(
            amazon,
            translate=Service("translate", amazon.region),
            s3=Service("s3", amazon.region),
            notify=show_progress,
        )

    def default_name(self, amazon: AmazonOptions, language: str) -> str:
        return proposed_name(amazon.book, language)

    def file_of(self, book: Book, language: str) -> Path:
        path = built_file(book.confdir, language)
        if not path.is_file():
            raise ConfigError(
                f"{path}: there is no such file; "
                f"{command_line('parallel-data build', language=language)} makes it"
            )
        return path

    def push(
        self,
        options: argparse.Namespace,
        amazon: AmazonOptions,
        language: str,
        file: ImportFile,
    ) -> PushOutcome:
        if not amazon.bucket:
            raise ConfigError(
                "amts_amazon: parallel data go through a bucket; set bucket "
                f"({command_line('doctor')} says how to make one)"
            )
        name = options.name or amazon.parallel_data
        name = name or self.default_name(amazon, language)
        return self.in_account(amazon).push(name, file, wait=not options.no_wait)

    def describe(self, found: dict[str, Any], languages: str) -> str:
        attempt = found.get("LatestUpdateAttemptStatus")
        status = found["Status"] + (f", last update {attempt}" if attempt else "")
        counts = ", ".join(
            f"{found.get(f'{what}RecordCount') or 0} {what.lower()}"
            for what in ("Imported", "Skipped", "Failed")
        )
        return f"{status}, {languages}; records: {counts}"

    def remarks(
        self, resources: ParallelData, name: str, found: dict[str, Any] | None
    ) -> Iterator[str]:
        if found is not None:
            if message := found.get("Message"):
                yield message
            yield from resources.faults(name)


add_arguments = _ParallelDataCommands().arguments(
    BUILD,
    push=(flag("--no-wait", "do not stay until the service has imported it"),),
)
