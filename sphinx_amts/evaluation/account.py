"""Upload parallel data and terminologies to an account for one run only.

Each upload is recorded in the output folder first, so that the next run can delete what
a killed run has left in the account.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from sphinx_amts.engines.amazon.cleaning import Cleaner
from sphinx_amts.engines.amazon.import_reader import read_example_file
from sphinx_amts.engines.amazon.import_rules import EXAMPLE_BYTES, TERM_BYTES
from sphinx_amts.engines.amazon.options import AmazonOptions, book_id
from sphinx_amts.engines.amazon.parallel_data import ParallelData
from sphinx_amts.engines.amazon.resources import proposed_name
from sphinx_amts.engines.amazon.service import Service
from sphinx_amts.engines.amazon.terminology import Terminologies
from sphinx_amts.engines.base import EngineOptions
from sphinx_amts.errors import AmtsError, ConfigError
from sphinx_amts.files.disk import errors_as, write_if_changed
from sphinx_amts.files.json_shape import TEXT, list_of, object_of, or_null, read_shape
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sphinx_amts.evaluation.sealed import ResourceFile

_FILE = "account.json"
_RESOURCE = {
    **object_of(
        kind=TEXT, name=TEXT, region=or_null(TEXT), bucket=TEXT, prefix=TEXT, book=TEXT
    ),
    "additionalProperties": False,
}
_DATA = "parallel data"
_TERMS = "terminology"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resource:
    """A resource in an account that must be deleted after the run."""

    kind: str
    name: str
    region: str | None
    bucket: str
    prefix: str
    book: str


class Account:
    """Account of Amazon Translate, with the resources uploaded for one run.

    Args:
        folder: output folder; a file in it lists the resources.
        project: name of the book.
        notify: called with the progress of uploads, one line each.

    Raises:
        ConfigError: the list of resources of an earlier run cannot be read.
    """

    def __init__(
        self, folder: Path, project: str, notify: Callable[[str], None]
    ) -> None:
        self._path = folder / _FILE
        self._project = project
        self._notify = notify
        self._resources = self._noted()

    def name_of(self, amazon: Mapping[str, str], given: ResourceFile) -> str:
        """Return the name of a file in the account.

        Args:
            amazon: settings of the system, as in `amts_amazon`.
            given: file of parallel data or of terms.
        """
        return proposed_name(self._options(amazon).book, "evaluation", given.digest)

    def upload_parallel_data(
        self, amazon: Mapping[str, str], given: ResourceFile
    ) -> None:
        """Upload a file of parallel data to the account, and wait until it is ready.

        Args:
            amazon: settings of the system, as in `amts_amazon`.
            given: file of parallel data.

        Raises:
            ConfigError: no bucket is set, which uploads need.
            EngineError: the service refuses a request.
        """
        options = self._options(amazon)
        if not options.bucket:
            raise ConfigError(
                "amts_amazon: parallel data go through a bucket; set bucket and "
                f"role_arn ({command_line('doctor')} says how to make them)"
            )
        name = self.name_of(amazon, given)
        self._note(_DATA, name, options)
        file = read_example_file(given.path, max_bytes=EXAMPLE_BYTES)
        self._data(options).push(name, file, wait=True)

    def upload_terminology(
        self, amazon: Mapping[str, str], given: ResourceFile, language: str
    ) -> None:
        """Upload a terminology to the account.

        Args:
            amazon: settings of the system, as in `amts_amazon`.
            given: file of terms.
            language: target language.

        Raises:
            EngineError: the service refuses a request.
        """
        options = self._options(amazon)
        name = self.name_of(amazon, given)
        self._note(_TERMS, name, options)
        file = read_example_file(given.path, max_bytes=TERM_BYTES)
        self._terms(options).push(language, file, name)

    def clear_jobs(self, amazon: Mapping[str, str], project: str) -> None:
        """Delete the documents of finished jobs from the bucket, if one is set.

        Args:
            amazon: settings of the system, as in `amts_amazon`.
            project: name under which the jobs were started, and no others.

        Raises:
            EngineError: the service refuses a request.
        """
        options = replace(self._options(amazon), book=book_id(project))
        if not options.bucket:
            return
        cleaner = Cleaner(
            options,
            translate=Service("translate", options.region),
            s3=Service("s3", options.region),
        )
        for leftover in cleaner.leftovers(days=0, terminologies_in_use=()):
            cleaner.remove(leftover)

    def clear(self) -> list[str]:
        """Delete all uploaded resources; return a line for each one not deleted."""
        left = []
        for resource in list(self._resources):
            options = AmazonOptions(
                region=resource.region,
                bucket=resource.bucket,
                prefix=resource.prefix,
                book=resource.book,
            )
            try:
                if resource.kind == _DATA:
                    self._data(options).delete(resource.name)
                    self._delete_files(options, resource.name)
                else:
                    self._terms(options).delete(resource.name)
            except AmtsError as exc:
                left.append(
                    f'{resource.kind} "{resource.name}" is still in the account '
                    f"({exc}); run the command again to delete it"
                )
                continue
            self._resources.remove(resource)
            self._write()
        return left

    def _options(self, amazon: Mapping[str, str]) -> AmazonOptions:
        values = {
            name: value
            for name, value in amazon.items()
            if name not in ("parallel_data", "terminology", "route")
        }
        return AmazonOptions.of(EngineOptions(amazon=values, book=self._project))

    def _data(self, options: AmazonOptions) -> ParallelData:
        return ParallelData(
            options,
            translate=Service("translate", options.region),
            s3=Service("s3", options.region),
            notify=self._notify,
        )

    def _terms(self, options: AmazonOptions) -> Terminologies:
        return Terminologies(options, translate=Service("translate", options.region))

    def _delete_files(self, options: AmazonOptions, name: str) -> None:
        s3 = Service("s3", options.region)
        folder = options.folder("parallel-data", name)
        for entry in s3.objects(options.bucket, folder):
            s3.call("delete_object", Bucket=options.bucket, Key=entry["Key"])

    def _note(self, kind: str, name: str, options: AmazonOptions) -> None:
        resource = _Resource(
            kind=kind,
            name=name,
            region=options.region,
            bucket=options.bucket,
            prefix=options.prefix,
            book=options.book,
        )
        if resource not in self._resources:
            self._resources.append(resource)
            self._write()

    def _noted(self) -> list[_Resource]:
        with errors_as(
            ConfigError,
            f"{self._path}: cannot be read",
            "it names what an earlier run has left in an account; delete that by hand, "
            "and then this file",
            kinds=(OSError, ValueError),
        ):
            if not self._path.exists():
                return []
            data = read_shape(self._path, list_of(_RESOURCE))
            return [_Resource(**entry) for entry in data]

    def _write(self) -> None:
        if not self._resources:
            self._path.unlink(missing_ok=True)
            return
        text = json.dumps([asdict(resource) for resource in self._resources], indent=1)
        write_if_changed(self._path, text.encode())
