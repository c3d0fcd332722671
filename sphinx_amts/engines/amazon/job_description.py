"""Define the properties of a batch job, and parse and compose its name."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OWNER = "sphinx-amts"

_RUNNING = frozenset({"SUBMITTED", "IN_PROGRESS", "STOP_REQUESTED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Properties of one batch job, as the service describes the job.

    Attributes:
        id: id that the service has assigned.
        name: name of the job; see `JobName`.
        status: status such as "IN_PROGRESS" or "COMPLETED".
        message: message of the service, or "".
        target: Amazon's code of the target language.
        input_uri: S3 URI of the folder with the documents.
        output_uri: S3 URI of the folder with the results, as set by the service.
        submitted: time of the start, in seconds since the epoch.
        parallel_data: name of the parallel data used; empty for none.
        terminology: name of the terminology used; empty for none.
        progress: number of translated documents, and of all documents.
    """

    id: str
    name: str
    status: str
    message: str
    target: str
    input_uri: str
    output_uri: str
    submitted: float
    parallel_data: str
    terminology: str
    progress: tuple[int, int]

    @property
    def running(self) -> bool:
        """Return whether the job has not ended."""
        return self.status in _RUNNING

    @property
    def label(self) -> str:
        """Return a short name of the job for messages."""
        return f"job {self.id[:12]}"


@dataclass(frozen=True, slots=True)
class JobName:
    """Parts of the name of a batch job, by which later runs recognise it.

    Attributes:
        book: identifier of the book.
        pair: codes of source and target language, such as "en-es".
        versions: versions of parallel data and terminology, as text of `Versions`.
        content: digest of the documents.
        attempt: number of earlier jobs with the same content.
    """

    book: str
    pair: str
    versions: str
    content: str
    attempt: int

    def __str__(self) -> str:
        return ":".join(
            (
                OWNER,
                self.book,
                self.pair,
                self.versions,
                self.content,
                str(self.attempt),
            )
        )

    @classmethod
    def parse(cls, name: str) -> JobName | None:
        """Parse the name of a job; return `None` if another tool made it."""
        parts = name.split(":")
        if len(parts) != 6 or parts[0] != OWNER or not parts[5].isdecimal():
            return None
        _, book, pair, versions, content, attempt = parts
        return cls(book, pair, versions, content, int(attempt))

    @property
    def token(self) -> str:
        """Return the client token, which makes starting the job idempotent."""
        return sha256(str(self).encode()).hexdigest()


def job_of(properties: Mapping[str, Any]) -> Job:
    """Convert *properties* in a response of the service to a `Job`."""
    details = properties.get("JobDetails") or {}
    documents = int(details.get("InputDocumentsCount") or 0)
    translated = int(details.get("TranslatedDocumentsCount") or 0)
    submitted = properties.get("SubmittedTime")
    return Job(
        id=str(properties["JobId"]),
        name=str(properties.get("JobName", "")),
        status=str(properties.get("JobStatus", "")),
        message=" ".join(str(properties.get("Message", "")).split()),
        target=_first(properties.get("TargetLanguageCodes")),
        input_uri=_folder(properties.get("InputDataConfig")),
        output_uri=_folder(properties.get("OutputDataConfig")),
        submitted=submitted.timestamp() if submitted is not None else 0.0,
        parallel_data=_first(properties.get("ParallelDataNames")),
        terminology=_first(properties.get("TerminologyNames")),
        progress=(min(translated, documents), documents),
    )


def _first(values: Sequence[str] | None) -> str:
    return values[0] if values else ""


def _folder(config: Mapping[str, Any] | None) -> str:
    return str((config or {}).get("S3Uri", "")).rstrip("/") + "/"
