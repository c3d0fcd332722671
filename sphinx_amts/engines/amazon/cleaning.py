"""Delete objects and resources from the AWS account that a book no longer needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sphinx_amts.engines.amazon.jobs import Jobs
from sphinx_amts.engines.amazon.parallel_data import is_changing
from sphinx_amts.engines.amazon.terminology import Terminologies
from sphinx_amts.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.amazon.service import Service

_ENDED = frozenset({"COMPLETED", "COMPLETED_WITH_ERROR", "FAILED", "STOPPED"})
_BATCH = 1000
"""Most objects that one call of S3 can delete."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A group of objects in the bucket, or a terminology, that is no longer needed.

    Attributes:
        kind: "job folder", "old parallel data" or "terminology".
        name: folder of the job, key of the file of parallel data, or name of the
            terminology.
        keys: keys of the objects in the bucket; empty for a terminology.
    """

    kind: str
    name: str
    keys: tuple[str, ...] = ()


class Cleaner:
    """Find and delete objects and resources that a book no longer needs."""

    def __init__(
        self, options: AmazonOptions, *, translate: Service, s3: Service
    ) -> None:
        self._options = options
        self._translate = translate
        self._s3 = s3
        self._terminologies = Terminologies(options, translate=translate)
        self._jobs = Jobs(options, translate=translate, s3=s3)

    def leftovers(
        self, *, days: float, terminologies_in_use: Collection[str]
    ) -> Iterator[Leftover]:
        """Yield the objects and resources that can be deleted.

        Folders of running jobs and folders that changed recently are not yielded, as
        their results may still be collected, on this machine or another.

        Args:
            days: how many days a folder of a job must have been unchanged.
            terminologies_in_use: names of terminologies not to yield.
        """
        if self._options.bucket:
            yield from self._job_folders(days)
            yield from self._parallel_data_files()
        for name in sorted(self._terminologies.ours()):
            if name not in terminologies_in_use:
                yield Leftover("terminology", name)

    def remove(self, leftover: Leftover) -> None:
        """Delete *leftover* from the account; this cannot be undone.

        Raises:
            EngineError: an object cannot be deleted.
        """
        for start in range(0, len(leftover.keys), _BATCH):
            keys = leftover.keys[start : start + _BATCH]
            answer = self._s3.call(
                "delete_objects",
                Bucket=self._options.bucket,
                Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True},
            )
            if errors := answer.get("Errors"):
                first = errors[0]
                raise EngineError(
                    f"{first.get('Key')}: {first.get('Message')} ({first.get('Code')})"
                )
        if leftover.kind == "terminology":
            self._terminologies.delete(leftover.name)

    def _job_folders(self, days: float) -> Iterator[Leftover]:
        running = {
            self._jobs.folder(name)
            for name, job in self._jobs.list_all()
            if job.status not in _ENDED
        }
        before = datetime.now(UTC) - timedelta(days=days)
        for folder, entries in self._jobs.by_folder():
            latest = max(entry["LastModified"] for entry in entries)
            if folder not in running and latest < before:
                keys = tuple(entry["Key"] for entry in entries)
                yield Leftover("job folder", folder, keys)

    def _parallel_data_files(self) -> Iterator[Leftover]:
        """Yield the files of parallel data in the bucket that no resource uses.

        While a resource is changing, the service may still list its former file, so
        that none of its files is yielded.
        """
        used: set[str] = set()
        importing: list[str] = []
        for page in self._translate.pages("list_parallel_data", MaxResults=500):
            for properties in page.get("ParallelDataPropertiesList", ()):
                uri = str((properties.get("ParallelDataConfig") or {}).get("S3Uri", ""))
                used.add(uri.removeprefix(f"s3://{self._options.bucket}/"))
                if is_changing(properties):
                    name = properties["Name"]
                    importing.append(self._options.folder("parallel-data", name))
        for entry in self._s3.objects(
            self._options.bucket, self._options.folder("parallel-data")
        ):
            if entry["Key"] not in used and not entry["Key"].startswith(
                tuple(importing)
            ):
                yield Leftover("old parallel data", entry["Key"], (entry["Key"],))
