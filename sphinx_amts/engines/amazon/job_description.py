"""What the service says of a batch job, and what its name says."""

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
    """A job as the service describes it.

    Attributes:
        input_uri: folder of the documents.
        output_uri: folder of the results, as the service has rewritten it.
        submitted: seconds since the epoch.
        parallel_data: name of the parallel data used; empty for none.
        terminology: name of the terminology used; empty for none.
        progress: documents translated and documents in all.
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
        """Whether results may still come."""
        return self.status in _RUNNING

    @property
    def label(self) -> str:
        """Return what people are told of it."""
        return f"job {self.id[:12]}"


@dataclass(frozen=True, slots=True)
class JobName:
    """The name of a job: whose it is, and what it is to translate.

    Attributes:
        book: stands for the book.
        pair: source and target language.
        versions: stands for parallel data, terminology and what else has a part in
            the words of a translation but not in the identity of its source.
        content: stands for the documents.
        attempt: counts jobs with the same content that ended without results.
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
        """Return the parts of *name*, `None` if it is not one of ours."""
        parts = name.split(":")
        if len(parts) != 6 or parts[0] != OWNER or not parts[5].isdecimal():
            return None
        _, book, pair, versions, content, attempt = parts
        return cls(book, pair, versions, content, int(attempt))

    @property
    def token(self) -> str:
        """Return the client token: the same whenever the same job is started."""
        return sha256(str(self).encode()).hexdigest()


def job_of(properties: Mapping[str, Any]) -> Job:
    """Return a job from what the service says of it."""
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
