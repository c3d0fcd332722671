"""What a client sees of jobs: the same questions to any emulation of the service."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, ParamValidationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BUCKET = "contract"
PAGE = "<html><body><p>{}</p></body></html>"
ENDED = {"COMPLETED", "COMPLETED_WITH_ERROR", "FAILED", "STOPPED"}


@dataclass
class Service:
    """An emulation.

    Attributes:
        translate: client of Amazon Translate.
        s3: client of S3.
        set_seconds: set how long a job takes.
        pause: seconds between two jobs, where times are in whole seconds.
    """

    translate: Any
    s3: Any
    set_seconds: Callable[[float], None]
    pause: float = 0.0
    _count: int = 0

    def put(self, key: str, data: str | bytes) -> None:
        body = data.encode() if isinstance(data, str) else data
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)

    def folder(self, *pages: str) -> str:
        """Make a new folder with documents; return its name."""
        self._count += 1
        for number, page in enumerate(pages):
            self.put(f"in{self._count}/{number}.html", page)
        return f"in{self._count}/"

    def start(self, folder: str, **more: Any) -> dict[str, Any]:
        self._count += 1
        uri = more.pop("uri", f"s3://{BUCKET}/{folder}")
        kind = more.pop("kind", "text/html")
        output = more.pop("output", f"s3://{BUCKET}/out/")
        given = {
            "InputDataConfig": {"S3Uri": uri, "ContentType": kind},
            "OutputDataConfig": {"S3Uri": output},
            "DataAccessRoleArn": "arn:aws:iam::123456789012:role/translate",
            "SourceLanguageCode": "en",
            "TargetLanguageCodes": ["es"],
            "ClientToken": f"token-{self._count}",
        }
        answer: dict[str, Any] = self.translate.start_text_translation_job(
            **given | more
        )
        return answer

    def described(self, job_id: str) -> dict[str, Any]:
        answer = self.translate.describe_text_translation_job(JobId=job_id)
        found: dict[str, Any] = answer["TextTranslationJobProperties"]
        return found

    def ended(self, job_id: str) -> dict[str, Any]:
        """Wait for the end of a job; return what is said of it."""
        limit = time.monotonic() + 30
        while time.monotonic() < limit:
            found = self.described(job_id)
            if found["JobStatus"] in ENDED:
                return found
            time.sleep(0.1)
        raise TimeoutError(job_id)

    def run(self, folder: str, **more: Any) -> dict[str, Any]:
        return self.ended(self.start(folder, **more)["JobId"])

    def refusal(self, folder: str = "", **more: Any) -> str:
        """Return the code with which a job is refused, or how it ends."""
        try:
            job_id = self.start(folder or self.folder(PAGE.format("A.")), **more)
        except ClientError as exc:
            return str(exc.response["Error"]["Code"])
        except ParamValidationError:
            return "the client refuses"
        return str(self.ended(job_id["JobId"])["JobStatus"])

    def written(self, job: dict[str, Any]) -> dict[str, bytes]:
        """Return the objects of a job, by names relative to its folder."""
        prefix = job["OutputDataConfig"]["S3Uri"].removeprefix(f"s3://{BUCKET}/")
        listed = self.s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return {
            entry["Key"].removeprefix(prefix): self.s3.get_object(
                Bucket=BUCKET, Key=entry["Key"]
            )["Body"].read()
            for entry in listed.get("Contents", ())
        }

    def details(self, job: dict[str, Any]) -> dict[str, Any]:
        name = "details/es.auxiliary-translation-details.json"
        found: dict[str, Any] = json.loads(self.written(job)[name])
        return found


def answers(service: Service) -> Iterator[tuple[str, Any]]:
    """Yield what a client asks, and what it is told."""
    service.s3.create_bucket(Bucket=BUCKET)
    service.set_seconds(0.3)
    yield from _course(service)
    yield from _documents(service)
    yield from _refusals(service)
    yield from _stops(service)
    yield from _listed(service)


def _course(service: Service) -> Iterator[tuple[str, Any]]:
    folder = service.folder(PAGE.format("A walk."), PAGE.format("Two walks."))
    started = service.start(folder, ClientToken="same", JobName="walks")
    yield "keys of a start", sorted(started.keys() - {"ResponseMetadata"})
    yield "first state", started["JobStatus"]
    yield "form of the id", bool(re.fullmatch("[0-9a-f]{32}", started["JobId"]))
    early = service.described(started["JobId"])
    place = early["OutputDataConfig"]["S3Uri"]
    form = rf"s3://{BUCKET}/out/\d{{12}}-TranslateText-{started['JobId']}/"
    yield "folder of the output, from the start", bool(re.fullmatch(form, place))
    job = service.ended(started["JobId"])
    yield "last state", job["JobStatus"]
    yield "counts", job["JobDetails"]
    yield "properties", sorted(job)
    yield "has an end", isinstance(job["EndTime"], datetime)
    files = service.written(job)
    yield "names of the output", sorted(files)
    details = service.details(job)
    yield "keys of the details", sorted(details)
    yield "counts are strings", [isinstance(details["charactersTranslated"], str)]
    yield (
        "entries of the details",
        [(e["sourceFile"], e["targetFile"]) for e in details["details"]],
    )
    yield "data beside a document", details["details"][0]["auxiliaryData"]
    again = service.start(folder, ClientToken="same", JobName="walks")
    yield "a token that is used again", again["JobId"] == started["JobId"]
    yield (
        "a token with another request",
        service.refusal(folder, ClientToken="same", JobName="other"),
    )


def _documents(service: Service) -> Iterator[tuple[str, Any]]:
    odd = service.folder(PAGE.format("A."))
    service.put(f"{odd}b.html", b"<html><body><p>\xff\xfe</p></body></html>")
    job = service.run(odd)
    yield "a document that is no UTF-8", job["JobStatus"]
    yield "its counts", job["JobDetails"]
    entries = service.details(job)["details"]
    yield "its entry in the details", [e["sourceFile"] for e in entries]
    kept = service.folder('<html><body><p>A <b translate="no">b</b>.</p></body></html>')
    (page,) = (v for k, v in service.written(service.run(kept)).items() if "/" not in k)
    yield "protected text stays", b">b</b>" in page
    service.put(f"{kept}sub/c.html", PAGE.format("C."))
    yield "names in folders", sorted(service.written(service.run(kept)))
    several = service.run(kept, TargetLanguageCodes=["es", "fr"])
    yield "documents of two languages", several["JobDetails"]


def _refusals(service: Service) -> Iterator[tuple[str, Any]]:
    yield "an empty folder", service.refusal("nothing/")
    yield "no bucket", service.refusal(uri="s3://there-is-none/in/")
    yield "no bucket for the output", service.refusal(output="s3://there-is-none/o/")
    yield "the top of a bucket", service.refusal(uri=f"s3://{BUCKET}/")
    details = service.folder(PAGE.format("A."))
    service.put(f"{details}details/b.html", PAGE.format("B."))
    yield "a folder called details", service.refusal(details)
    yield "an unknown terminology", service.refusal(TerminologyNames=["none"])
    yield "unknown parallel data", service.refusal(ParallelDataNames=["none"])
    yield "an unknown language", service.refusal(TargetLanguageCodes=["qq"])
    yield "the language of the source", service.refusal(TargetLanguageCodes=["en"])
    yield "eleven languages", service.refusal(TargetLanguageCodes=["es"] * 11)
    yield "no content type of the service", service.refusal(kind="image/png")
    yield "another role", service.refusal(DataAccessRoleArn="arn:aws:iam::1:role/a" * 2)
    yield "another URI", service.refusal(uri="https://a.test/in/")
    yield "a bad token", service.refusal(ClientToken="a b")
    yield "brevity", service.refusal(Settings={"Brevity": "ON"})
    yield "formality", service.refusal(Settings={"Formality": "FORMAL"})


def _stops(service: Service) -> Iterator[tuple[str, Any]]:
    ended = service.run(service.folder(PAGE.format("A.")))["JobId"]
    answer = service.translate.stop_text_translation_job(JobId=ended)
    yield "stopping what has ended", answer["JobStatus"]
    service.set_seconds(4)
    job_id = service.start(service.folder(PAGE.format("A.")))["JobId"]
    limit = time.monotonic() + 10
    while (state := service.described(job_id)["JobStatus"]) == "SUBMITTED":
        assert time.monotonic() < limit
        time.sleep(0.05)
    yield "a job that runs", state
    answer = service.translate.stop_text_translation_job(JobId=job_id)
    yield "stopping it", answer["JobStatus"]
    yield "at once after that", service.described(job_id)["JobStatus"]
    yield "in the end", service.ended(job_id)["JobStatus"]
    service.set_seconds(0.3)
    for name in ("describe", "stop"):
        call = getattr(service.translate, f"{name}_text_translation_job")
        yield f"{name} of no job", _code(call, JobId="0" * 32)


def _listed(service: Service) -> Iterator[tuple[str, Any]]:
    client = service.translate

    def names(**given: Any) -> list[str]:
        answer = client.list_text_translation_jobs(**given)
        return [
            j.get("JobName", "") for j in answer["TextTranslationJobPropertiesList"]
        ]

    for name in ("one", "two", "two-b"):
        service.run(service.folder(PAGE.format("A.")), JobName=name)
        time.sleep(service.pause)
    yield "all, latest first", names()[:3]
    yield "by name", names(Filter={"JobName": "one"})
    yield "by the beginning of a name", names(Filter={"JobName": "two"})
    stopped = names(Filter={"JobStatus": "STOPPED"})
    yield "by state", len(stopped)
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    yield "before now, oldest first", names(Filter={"SubmittedBeforeTime": now})[-2:]
    yield "after now", names(Filter={"SubmittedAfterTime": now + hour})
    both = {"SubmittedBeforeTime": now + hour, "SubmittedAfterTime": now - hour}
    yield "between two times", len(names(Filter=both)) == len(names())
    two = {"JobName": "one", "JobStatus": "COMPLETED"}
    yield "two filters", _code(client.list_text_translation_jobs, Filter=two)
    pages: list[str] = []
    token: dict[str, str] = {}
    while True:
        answer = client.list_text_translation_jobs(MaxResults=2, **token)
        pages += [j["JobId"] for j in answer["TextTranslationJobPropertiesList"]]
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    yield "pages hold all, once", len(pages) == len(set(pages)) == len(names())
    wrong = {"NextToken": "no token"}
    yield "another token", _code(client.list_text_translation_jobs, **wrong)
    much = {"MaxResults": 501}
    yield "501 results", _code(client.list_text_translation_jobs, **much)


def _code(call: Callable[..., Any], **given: Any) -> str:
    try:
        call(**given)
    except ClientError as exc:
        return str(exc.response["Error"]["Code"])
    except ParamValidationError:
        return "the client refuses"
    return "done"
