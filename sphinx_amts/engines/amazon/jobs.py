"""Start batch jobs of Amazon Translate, list them and read their results."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sphinx_amts.engines.amazon.documents import CONTENT_TYPE, Document, unpack
from sphinx_amts.engines.amazon.faults import NotFound, NotRepeated
from sphinx_amts.engines.amazon.job_description import Job, JobName, job_of
from sphinx_amts.engines.amazon.waiting import retry_until_found
from sphinx_amts.errors import EngineError
from sphinx_amts.files.json_shape import TEXT, list_of, object_of, parse_shape
from sphinx_amts.files.json_text import DamagedJson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.amazon.service import Service
    from sphinx_amts.errors import EngineConnectionLost

_ERROR = {"type": ["object", "null"]}
_AUXILIARY = {"type": ["object", "null"], "properties": {"error": _ERROR}}
_DETAIL = object_of(sourceFile=TEXT)
_DETAIL["properties"] |= {"targetFile": TEXT, "auxiliaryData": _AUXILIARY}
_DETAILS = object_of(details=list_of(_DETAIL))

_IN, _OUT = "in", "out"
_RESULTS = re.compile(r".*/[0-9]*-TranslateText-([0-9A-Za-z-]+)/")


@dataclass(frozen=True, slots=True)
class JobFolder:
    """Folder of one batch job in the bucket.

    Attributes:
        uri: URI of the folder, with a final slash.
        results: id of a job -> prefix of its results.
    """

    uri: str
    results: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Jobs:
    """Start, list and read the batch jobs of one book in an AWS account."""

    options: AmazonOptions
    translate: Service
    s3: Service

    def start(
        self,
        name: JobName,
        documents: Iterable[Document],
        *,
        source: str,
        target: str,
        pay_again: Callable[[], bool],
    ) -> str:
        """Upload *documents*, start the job *name* and return the id of the job.

        A repeated call with the same name starts no second job, as both have the same
        client token. But it is not documented how long the service keeps client tokens.
        So if the response to a start is lost, the list of jobs is searched for the job;
        if it is not found, *pay_again* decides whether the start is repeated.

        Args:
            name: name of the job.
            documents: documents to translate.
            source: Amazon's code of the source language.
            target: Amazon's code of the target language.
            pay_again: returns whether the job may be paid for a second time.

        Raises:
            EngineError: no job was started, or it is unknown whether one was.
        """
        options = self.options
        folder = self.folder(name)
        for document in documents:
            self.s3.call(
                "put_object",
                Bucket=options.bucket,
                Key=f"{folder}{_IN}/{document.name}",
                Body=document.text.encode(),
                ContentType=f"{CONTENT_TYPE}; charset=utf-8",
            )
        output: dict[str, Any] = {"S3Uri": f"s3://{options.bucket}/{folder}{_OUT}/"}
        if options.kms_key:
            output["EncryptionKey"] = {"Type": "KMS", "Id": options.kms_key}
        parameters: dict[str, Any] = {
            "JobName": str(name),
            "InputDataConfig": {
                "S3Uri": f"s3://{options.bucket}/{folder}{_IN}/",
                "ContentType": CONTENT_TYPE,
            },
            "OutputDataConfig": output,
            "DataAccessRoleArn": options.role_arn,
            "SourceLanguageCode": source,
            "TargetLanguageCodes": [target],
            "ClientToken": name.token,
        }
        if options.parallel_data:
            parameters["ParallelDataNames"] = [options.parallel_data]
        if options.terminology:
            parameters["TerminologyNames"] = [options.terminology]
        if settings := self.settings():
            parameters["Settings"] = settings

        def recover(lost: EngineConnectionLost) -> dict[str, Any] | None:
            if (job_id := self._id_of(name)) is not None:
                return {"JobId": job_id}
            if not pay_again():
                raise NotRepeated(lost) from lost
            return None

        answer = self.translate.call(
            "start_text_translation_job", recover=recover, **parameters
        )
        return str(answer["JobId"])

    def _id_of(self, name: JobName) -> str | None:
        """Return the id of the job *name*; `None` if the service does not list it."""
        return retry_until_found(
            lambda: next(
                (job.id for known, job in self.list_all() if known == name), None
            )
        )

    def folder(self, name: JobName) -> str:
        """Return the key of a job's folder in the bucket, with a final slash."""
        return self.options.folder("jobs", name.token[:24])

    def settings(self) -> dict[str, str]:
        """Return the `Settings` of a job: formality and masking of profanity."""
        options = self.options
        settings = {"Formality": options.formality, "Profanity": options.profanity}
        return {key: value for key, value in settings.items() if value}

    def list_all(self) -> list[tuple[JobName, Job]]:
        """Return the jobs of the book that the service lists, latest first."""
        found = []
        for page in self.translate.pages("list_text_translation_jobs", MaxResults=100):
            for properties in page.get("TextTranslationJobPropertiesList", ()):
                name = JobName.parse(str(properties.get("JobName", "")))
                if name and name.book == self.options.book:
                    found.append((name, job_of(properties)))
        return sorted(found, key=lambda pair: pair[1].submitted, reverse=True)

    def describe(self, job_id: str) -> Job:
        """Return the present state of the job *job_id*.

        Raises:
            NotFound: the service does not know the job, or no longer.
        """
        answer = self.translate.call("describe_text_translation_job", JobId=job_id)
        return job_of(answer["TextTranslationJobProperties"])

    def sent(self, job: Job) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the file name and the segments, by key, of each document sent."""
        bucket, prefix = _split(job.input_uri)
        for key in self._keys(bucket, prefix):
            name = key.removeprefix(prefix)
            yield name, unpack(self._read(bucket, key))

    def result_keys(self, job: Job) -> dict[str, tuple[str, ...]]:
        """Return the keys of the segments with a result, by file name of the document.

        Only the results are read, not the documents that were sent.
        """
        results = self.results(job)
        mark = f"{job.target}."
        found = {}
        for key in self._keys(results.bucket, results.prefix):
            file = key.removeprefix(results.prefix)
            if "/" not in file and file.startswith(mark):
                name = file.removeprefix(mark)
                found[name] = tuple(results.segments(name) or ())
        return found

    def folders(self) -> Iterator[JobFolder]:
        """Yield the folder of each job of the book in the bucket."""
        for folder, entries in self.by_folder():
            matches = filter(None, (_RESULTS.match(entry["Key"]) for entry in entries))
            found = {match[1]: match[0] for match in matches}
            yield JobFolder(f"s3://{self.options.bucket}/{folder}", found)

    def by_folder(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Return the key of each job's folder, with the properties of its objects."""
        root = self.options.folder("jobs")
        found: dict[str, list[dict[str, Any]]] = {}
        for entry in self.s3.objects(self.options.bucket, root):
            name = entry["Key"].removeprefix(root).partition("/")[0]
            found.setdefault(f"{root}{name}/", []).append(entry)
        return sorted(found.items())

    def sent_keys(self, folder: JobFolder) -> dict[str, tuple[str, ...]]:
        """Return the keys of the segments that were sent, by file name of document."""
        bucket, prefix = _split(f"{folder.uri}{_IN}/")
        return {
            key.removeprefix(prefix): tuple(unpack(self._read(bucket, key)))
            for key in self._keys(bucket, prefix)
        }

    def job_from_results(self, folder: JobFolder, job_id: str) -> Job | None:
        """Return properties of a job that the service no longer lists, by its results.

        `None` is returned if the results do not show one target language.
        """
        bucket, _ = _split(folder.uri)
        prefix = folder.results[job_id]
        keys = self._keys(bucket, prefix)
        names = [key.removeprefix(prefix) for key in keys]
        targets = {name.partition(".")[0] for name in names if "/" not in name}
        if len(targets) != 1:
            return None
        return Job(
            id=job_id,
            name="",
            status="COMPLETED",
            message="",
            target=targets.pop(),
            input_uri=f"{folder.uri}{_IN}/",
            output_uri=f"s3://{bucket}/{prefix}",
            submitted=0.0,
            parallel_data="",
            terminology="",
            progress=(0, 0),
        )

    def sent_document(self, job: Job, name: str) -> dict[str, str]:
        """Return the segments, by key, of a document that was sent.

        There are no segments if the document was deleted.
        """
        bucket, prefix = _split(job.input_uri)
        try:
            return unpack(self._read(bucket, prefix + name))
        except NotFound:
            return {}

    def results(self, job: Job) -> JobResults:
        """Return the reader of the results of *job*."""
        bucket, prefix = _split(job.output_uri)
        mark = f"-TranslateText-{job.id}/"
        if mark not in prefix:  # an endpoint that does not rewrite the folder
            folders = {
                key[: key.index(mark) + len(mark)]
                for key in self._keys(bucket, prefix)
                if mark in key
            }
            prefix = min(folders, default=prefix)
        details = self._details(bucket, prefix, job.target)
        return JobResults(self, bucket, prefix, job.target, details)

    def _details(
        self, bucket: str, prefix: str, target: str
    ) -> Mapping[str, Mapping[str, Any]] | None:
        """Return the details of each document by file name, or `None` without any."""
        key = f"{prefix}details/{target}.auxiliary-translation-details.json"
        try:
            return details_of(self._read(bucket, key))
        except NotFound:
            return None

    def _keys(self, bucket: str, prefix: str) -> list[str]:
        return sorted(entry["Key"] for entry in self.s3.objects(bucket, prefix))

    def _read(self, bucket: str, key: str) -> bytes:
        answer = self.s3.call("get_object", Bucket=bucket, Key=key)
        return bytes(answer["Body"])


def details_of(content: bytes) -> dict[str, dict[str, Any]] | None:
    """Parse the file with details of a job, and return the details by document.

    `None` is returned if the file is damaged.
    """
    try:
        data = parse_shape(content, _DETAILS, lenient=True)
    except DamagedJson:
        return None
    return {entry["sourceFile"]: entry for entry in data["details"]}


@dataclass(frozen=True, slots=True)
class JobResults:
    """Reader of the results of one batch job.

    Attributes:
        jobs: the jobs of the book, which read objects of the bucket.
        bucket: name of the bucket.
        prefix: prefix of the keys of the results.
        target: Amazon's code of the target language.
        details: file name of a document -> details about its translation; `None` if
            the file with details is missing or damaged.
    """

    jobs: Jobs
    bucket: str
    prefix: str
    target: str
    details: Mapping[str, Mapping[str, Any]] | None

    def fault(self, name: str) -> str:
        """Return why the document *name* was not translated, or "" without an error."""
        entry = (self.details or {}).get(name, {})
        error = (entry.get("auxiliaryData") or {}).get("error") or {}
        if not error:
            return ""
        code, message = error.get("errorCode", "error"), error.get("errorMessage", "")
        return " ".join(f"{code}: {message}".split())

    def segments(self, name: str) -> dict[str, str] | None:
        """Return the translated segments of the document *name*, by key.

        `None` is returned if there is no result for the document.
        """
        entry = (self.details or {}).get(name, {})
        file = str(entry.get("targetFile") or f"{self.target}.{name}")
        try:
            return unpack(
                self.jobs._read(self.bucket, f"{self.prefix}{file}")  # noqa: SLF001
            )
        except NotFound:
            return None


def _split(uri: str) -> tuple[str, str]:
    parts = urlsplit(uri)
    if parts.scheme != "s3" or not parts.netloc:
        raise EngineError(f"{uri!r}: Amazon Translate names no folder in S3")
    return parts.netloc, parts.path.lstrip("/")
