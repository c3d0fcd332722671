"""Emulate batch jobs, from their submission to their results in the bucket."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from sphinx_amts.emulator import parallel_data, terminology
from sphinx_amts.emulator.buckets import Unreachable, folder, input_folder, split
from sphinx_amts.emulator.detection import AUTO, detected
from sphinx_amts.emulator.languages import check_pair
from sphinx_amts.emulator.markup import texts_of, translate_html
from sphinx_amts.emulator.refusal import Refused, bad_request, invalid, not_found
from sphinx_amts.emulator.store import ACCOUNT, Store, known, paged, public
from sphinx_amts.emulator.translator import Customisation, Examples, applied_terms

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTENT_TYPES = frozenset({"text/html", "text/plain"})
"""Content types that the emulator accepts; the service also accepts others."""

MAX_DOCUMENTS = 1_000_000
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
MAX_DOCUMENT_CHARACTERS = 1_000_000
MAX_TEXT_BYTES = 1024 * 1024
MAX_JOB_BYTES = 5 * 1024**3
MAX_TARGETS = 10
MAX_RUNNING = 10
MAX_QUEUED = 1000

_PROBE = ".write_access_check_file.temp"
_ENDED = frozenset({"COMPLETED", "COMPLETED_WITH_ERROR", "FAILED", "STOPPED"})


def start(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation StartTextTranslationJob; return its response."""
    token = parameters["ClientToken"]
    body = {key: value for key, value in parameters.items() if key != "ClientToken"}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    if token in store.tokens and not store.faults.take("token-expired"):
        job_id, first = store.tokens[token]
        if first != digest:  # assumed: a token identifies one request
            raise bad_request("The client token was used with other parameters.")
        return {"JobId": job_id, "JobStatus": store.jobs[job_id]["JobStatus"]}
    _check(store, parameters)
    now = store.now()
    job_id = secrets.token_hex(16)
    output = folder(parameters["OutputDataConfig"]["S3Uri"]) + (
        "" if store.faults.take("no-rewrite") else f"{ACCOUNT}-TranslateText-{job_id}/"
    )
    store.jobs[job_id] = {
        "JobId": job_id,
        "JobName": parameters.get("JobName"),
        "JobStatus": "SUBMITTED",
        "SourceLanguageCode": parameters["SourceLanguageCode"],
        "TargetLanguageCodes": parameters["TargetLanguageCodes"],
        "TerminologyNames": parameters.get("TerminologyNames"),
        "ParallelDataNames": parameters.get("ParallelDataNames"),
        "SubmittedTime": now,
        "InputDataConfig": parameters["InputDataConfig"],
        "OutputDataConfig": {**parameters["OutputDataConfig"], "S3Uri": output},
        "DataAccessRoleArn": parameters["DataAccessRoleArn"],
        "Settings": parameters.get("Settings"),
        "_given_output": parameters["OutputDataConfig"]["S3Uri"],
        "_hidden": 3 if store.faults.take("describe-lag") else 0,
        "_unlisted": 2 if store.faults.take("list-lag") else 0,
        "_stuck": store.faults.take("job-stuck"),
        "_due": now + store.durations.job,
    }
    store.tokens[token] = [job_id, digest]
    return {"JobId": job_id, "JobStatus": "SUBMITTED"}


def describe(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation DescribeTextTranslationJob; return its response.

    Assumed: a job that has just been started may not be found at once.
    """
    job = known(store.jobs, parameters["JobId"], "Job")
    if job["_hidden"]:
        job["_hidden"] -= 1
        raise not_found(f"Job {job['JobId']}")
    return {"TextTranslationJobProperties": public(job)}


def list_all(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation ListTextTranslationJobs, with at most one filter.

    Assumed: the latest job comes first, and the filter by name matches exactly.
    """
    filters = {
        k: v for k, v in (parameters.get("Filter") or {}).items() if v is not None
    }
    # the submission time counts as one filter, with both limits
    if len({key.startswith("Submitted") or key for key in filters}) > 1:
        raise Refused("InvalidFilterException", "Only one filter can be used.")
    shown = []
    for job in store.jobs.values():
        if job["_unlisted"]:
            job["_unlisted"] -= 1
        elif _passes(job, filters):
            shown.append(public(job))
    ascending = "SubmittedBeforeTime" in filters
    shown.sort(key=lambda job: job["SubmittedTime"], reverse=not ascending)
    return paged(shown, parameters, "TextTranslationJobPropertiesList")


def stop(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation StopTextTranslationJob; return its response.

    A job that would end before it can be stopped is completed.
    """
    job = known(store.jobs, parameters["JobId"], "Job")
    if job["JobStatus"] not in {*_ENDED, "STOP_REQUESTED"}:
        # a job that has not begun does not end by itself
        job["_stuck"] = job["_stuck"] or job["JobStatus"] == "SUBMITTED"
        job["JobStatus"] = "STOP_REQUESTED"
        job["_stops"] = store.now() + store.durations.stop
    return {"JobId": job["JobId"], "JobStatus": job["JobStatus"]}


def tick(store: Store) -> None:
    """Advance all jobs to the present time of the emulator's clock."""
    running = 0
    for job in list(store.jobs.values()):
        if job["JobStatus"] in _ENDED:
            continue
        if _stops_first(job):
            if store.now() >= job["_stops"]:
                _finish(store, job, "STOPPED", "Your job was stopped.")
            continue
        running += 1
        if running > MAX_RUNNING:
            continue
        if job["JobStatus"] == "SUBMITTED" and store.now() > job["SubmittedTime"]:
            job["JobStatus"] = "IN_PROGRESS"
        elif not job["_stuck"] and store.now() >= job["_due"]:
            _end(store, job)


def _stops_first(job: Mapping[str, Any]) -> bool:
    """Return whether a job, which is to be stopped, stops before it would end."""
    if job["JobStatus"] != "STOP_REQUESTED":
        return False
    return bool(job["_stuck"] or job["_stops"] < job["_due"])


def _end(store: Store, job: dict[str, Any]) -> None:
    if store.faults.take("job-failed"):
        _finish(store, job, "FAILED", "An internal error ended the job.")
        return
    try:
        if store.faults.take("input-unreadable"):
            raise Unreachable("Access denied to the input bucket.")
        documents = _documents(store, job)
    except (Unreachable, Refused) as exc:
        _finish(store, job, "FAILED", f"The job could not be run: {exc}")
        return
    failed: set[str] = set()
    try:
        output = job["_given_output"].rstrip("/")
        store.buckets.write(f"{output}/{_PROBE}", b"", "text/plain")
        for target in job["TargetLanguageCodes"]:
            failed |= _translate(store, job, target, documents)
    except (Unreachable, Refused) as exc:
        _finish(store, job, "FAILED", f"The job could not be run: {exc}")
        return
    # documents are counted once for all target languages
    job["JobDetails"] = {
        "TranslatedDocumentsCount": len(documents) - len(failed),
        "DocumentsWithErrorsCount": len(failed),
        "InputDocumentsCount": len(documents),
    }
    if failed:
        message = "Some documents were not translated."
        _finish(store, job, "COMPLETED_WITH_ERROR", message)
    else:
        _finish(store, job, "COMPLETED", "Your job has completed successfully.")


def _finish(store: Store, job: dict[str, Any], status: str, message: str) -> None:
    job |= {"JobStatus": status, "Message": message, "EndTime": store.now()}


def _documents(store: Store, job: dict[str, Any]) -> list[str]:
    uri = input_folder(job["InputDataConfig"]["S3Uri"])
    names = store.buckets.names(uri)
    if not names:
        raise Unreachable("There are no documents in the input folder.")
    if len(names) > MAX_DOCUMENTS:
        raise Unreachable("There are too many documents in the input folder.")
    if any("details" in name.split("/")[:-1] for name in names):
        raise Unreachable("No folder of the input may be called details.")
    return names


def _translate(
    store: Store, job: dict[str, Any], target: str, documents: list[str]
) -> set[str]:
    """Translate documents into one language; return the names of those that failed."""
    customs: dict[str, Customisation] = {}
    entries: list[dict[str, Any]] = []
    failed: set[str] = set()
    characters = size = 0
    source = input_folder(job["InputDataConfig"]["S3Uri"])
    output = job["OutputDataConfig"]["S3Uri"]
    for name in documents:
        data = store.buckets.read(source + name)
        size += len(data)
        html = job["InputDataConfig"]["ContentType"] == "text/html"
        language = code = ""
        if fault := _fault(store, data, size, html=html):
            code = "InvalidRequestException"
        else:
            try:
                language = _language(job, data.decode("utf-8-sig"), html=html)
            except Refused as exc:
                code, fault = exc.code, exc.message
        if fault:
            failed.add(name)
            error = {"errorCode": code, "errorMessage": fault}
            entries.append({"sourceFile": name, "auxiliaryData": {"error": error}})
            continue
        if language not in customs:
            customs[language] = _customisation(store, job, language, target)
        custom = customs[language]
        made = translate_html(
            data.decode("utf-8-sig"), target, custom, store.faults, whole=html
        )
        # nothing is billed if source and target are the same language
        same = target == language
        characters += store.meter.bill(
            operation="StartTextTranslationJob",
            job=job["JobId"],
            target=target,
            texts=[] if same else made.texts,
            custom=bool(job.get("ParallelDataNames")),
        )
        # assumed: the language is a prefix of the file name, not of the folder
        *folders, file = name.split("/")
        written = "/".join([*folders, f"{target}.{file}"])
        entry: dict[str, Any] = {"sourceFile": name, "targetFile": written}
        entry["auxiliaryData"] = _applied(made.texts, custom, job)
        entries.append(entry)
        content = made.html.encode()
        if store.faults.take("document-missing"):
            continue
        if store.faults.take("document-truncated"):
            content = content[: len(content) * 2 // 3]
        if store.faults.take("not-utf8"):
            middle = len(content) // 2
            content = content[:middle] + b"\xff\xfe" + content[middle:]
        store.buckets.write(output + written, content, "text/html")
    if not store.faults.take("details-missing"):
        details = {
            "sourceLanguageCode": job["SourceLanguageCode"],
            "targetLanguageCode": target,
            "charactersTranslated": str(characters),
            "documentCountWithCustomerError": str(len(failed)),
            "documentCountWithServerError": "0",
            "inputDataPrefix": source,
            "outputDataPrefix": output,
            "details": entries,
        }
        place = f"{output}details/{target}.auxiliary-translation-details.json"
        text = json.dumps(details).encode()
        store.buckets.write(place, text, "application/json")
    return failed


def _fault(store: Store, data: bytes, size: int, *, html: bool) -> str:
    """Return why a document cannot be translated, or "" if it can be."""
    if store.faults.take("document-error"):
        return "Internal error."
    if len(data) > MAX_DOCUMENT_BYTES or size > MAX_JOB_BYTES:
        return "The document is too large."
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return "Invalid utf-8 encoded texts detected."
    if len(text) > MAX_DOCUMENT_CHARACTERS:
        return "The document has too many characters."
    translatable = sum(len(part.encode()) for part in texts_of(text, whole=html))
    if translatable > MAX_TEXT_BYTES:
        return "The document has too much text."
    return ""


def _language(job: dict[str, Any], text: str, *, html: bool) -> str:
    """Return the source language of a document, given by the job or else detected.

    Raises:
        Refused: the language cannot be detected.
    """
    source: str = job["SourceLanguageCode"]
    if source != AUTO:
        return source
    return detected(" ".join(texts_of(text, whole=html)), source)


def _customisation(
    store: Store, job: dict[str, Any], source: str, target: str
) -> Customisation:
    examples: dict[str, str] = {}
    version = ""
    for name in job.get("ParallelDataNames") or ():
        resource = store.parallel_data[name]
        examples |= parallel_data.examples(resource, target)
        version += f"{name}:{resource['_imports']}"
    names = job.get("TerminologyNames") or []
    return Customisation(
        examples=Examples(examples),
        terms=terminology.terms(store, names, source, target),
        version=version,
    )


def _applied(
    texts: list[str], custom: Customisation, job: Mapping[str, Any]
) -> dict[str, Any]:
    if not job.get("TerminologyNames"):
        return {}
    terms = applied_terms(" ".join(texts), custom)
    return {
        "appliedTerminologies": [
            {
                "name": job["TerminologyNames"][0],
                "terms": [{"sourceText": s, "targetText": t} for s, t in terms.items()],
            }
        ]
    }


def _check(store: Store, parameters: dict[str, Any]) -> None:
    """Check the parameters of a job.

    Raises:
        Refused: a parameter is invalid, or there are too many jobs.
    """
    targets = parameters["TargetLanguageCodes"]
    if len(targets) > MAX_TARGETS:
        raise invalid(f"At most {MAX_TARGETS} target languages can be given.")
    for target in targets:
        check_pair(parameters["SourceLanguageCode"], target)
    if parameters["InputDataConfig"]["ContentType"] not in CONTENT_TYPES:
        raise invalid("The content type is not supported.")
    source = input_folder(parameters["InputDataConfig"]["S3Uri"])
    if "details" in split(source)[1].split("/"):
        raise invalid("The input folder may not be called details.")
    if store.faults.take("role-not-ready"):
        raise invalid("The role cannot be assumed: DataAccessRoleArn.")
    if store.faults.take("not-authorized"):
        message = "Your account is not authorized to make this call."
        raise Refused("NotAuthorizedException", message)
    if len([j for j in store.jobs.values() if j["JobStatus"] not in _ENDED]) >= (
        MAX_RUNNING + MAX_QUEUED
    ):
        raise Refused("TooManyRequestsException", "Too many jobs.")
    if (parameters.get("Settings") or {}).get("Brevity"):
        raise bad_request("Brevity is not supported in jobs.")  # assumed
    terminologies = parameters.get("TerminologyNames") or []
    if len(terminologies) > 1:
        raise bad_request("Only one terminology can be used in a job.")
    terminology.refuse_unknown(store, terminologies)
    names = parameters.get("ParallelDataNames") or []
    if len(names) > 1:
        raise bad_request("Only one parallel data resource can be used in a job.")
    for name in names:
        _check_parallel_data(store, name, parameters)


def _check_parallel_data(store: Store, name: str, parameters: dict[str, Any]) -> None:
    data = known(store.parallel_data, name, "Parallel data")
    if data["Status"] != "ACTIVE":
        raise bad_request(f"Parallel data {name} are {data['Status']}.")
    lacking = set(parameters["TargetLanguageCodes"]) - set(data["TargetLanguageCodes"])
    if parameters["SourceLanguageCode"] != data["SourceLanguageCode"] or lacking:
        raise bad_request(f"Parallel data {name} do not cover the languages.")


def _passes(job: dict[str, Any], filters: Mapping[str, Any]) -> bool:
    for key, value in filters.items():
        passes = {
            "JobName": lambda v: job["JobName"] == v,
            "JobStatus": lambda v: job["JobStatus"] == v,
            "SubmittedBeforeTime": lambda v: job["SubmittedTime"] < v,
            "SubmittedAfterTime": lambda v: job["SubmittedTime"] > v,
        }[key](value)
        if not passes:
            return False
    return True
