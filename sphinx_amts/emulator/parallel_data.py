"""Emulate parallel data, whose creation, update and deletion each take some time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx_amts.emulator import tags
from sphinx_amts.emulator.buckets import Unreachable
from sphinx_amts.emulator.refusal import Refused, bad_request
from sphinx_amts.emulator.store import Store, arn, known, paged, public
from sphinx_amts.emulator.tables import Unreadable, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 1000
MAX_RESOURCES = 1000


def create(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation CreateParallelData; return its response."""
    name = parameters["Name"]
    if name in store.parallel_data:
        resource = store.parallel_data[name]
        if resource["_token"] == parameters["ClientToken"]:  # assumed: idempotent
            return {"Name": name, "Status": resource["Status"]}
        raise Refused("ConflictException", f"Parallel data {name} already exist.")
    if len(store.parallel_data) >= MAX_RESOURCES:
        raise Refused("LimitExceededException", "Too many parallel data resources.")
    _check_config(parameters)
    _refuse_second_import(store)
    tags.add(store, arn("parallel-data", name), parameters.get("Tags"))
    now = store.now()
    store.parallel_data[name] = {
        "Name": name,
        "Arn": arn("parallel-data", name),
        "Description": parameters.get("Description"),
        "Status": "CREATING",
        "ParallelDataConfig": parameters["ParallelDataConfig"],
        "EncryptionKey": parameters.get("EncryptionKey"),
        "CreatedAt": now,
        "LastUpdatedAt": now,
        "_token": parameters["ClientToken"],
        "_due": now + store.durations.import_,
        "_rows": {},
        "_imports": 0,
    }
    return {"Name": name, "Status": "CREATING"}


def update(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation UpdateParallelData; return its response.

    The old data stay in use until the import of the new data ends.
    """
    resource = known(store.parallel_data, parameters["Name"], "Parallel data")
    _check_config(parameters)
    if resource["Status"] not in ("ACTIVE", "FAILED"):
        raise Refused(
            "ConcurrentModificationException",
            f"Parallel data {resource['Name']} are {resource['Status']}.",
        )
    _refuse_second_import(store)
    now = store.now()
    resource |= {
        "LatestUpdateAttemptStatus": "UPDATING",
        "LatestUpdateAttemptAt": now,
        "_next": {
            "ParallelDataConfig": parameters["ParallelDataConfig"],
            "Description": parameters.get("Description"),
        },
        "_due": now + store.durations.import_,
    }
    return {
        "Name": resource["Name"],
        "Status": resource["Status"],
        "LatestUpdateAttemptStatus": "UPDATING",
        "LatestUpdateAttemptAt": now,
    }


def get(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation GetParallelData; return its response.

    The response has URLs of the imported file and of the errors of the import.
    """
    resource = known(store.parallel_data, parameters["Name"], "Parallel data")
    answer: dict[str, Any] = {"ParallelDataProperties": public(resource)}
    if resource["Status"] in ("ACTIVE", "FAILED"):
        uri = resource["ParallelDataConfig"]["S3Uri"]
        answer["DataLocation"] = store.buckets.location(uri)
    for member, key in (
        ("AuxiliaryDataLocation", "_errors"),
        ("LatestUpdateAttemptAuxiliaryDataLocation", "_update_errors"),
    ):
        if resource.get(key):
            answer[member] = store.buckets.location(resource[key])
    return answer


def delete(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation DeleteParallelData; the deletion ends later."""
    resource = known(store.parallel_data, parameters["Name"], "Parallel data")
    if _is_importing(resource):
        raise Refused(
            "ConcurrentModificationException",
            f"Parallel data {resource['Name']} are being imported.",
        )
    resource |= {"Status": "DELETING", "_due": store.now() + store.durations.delete}
    return {"Name": resource["Name"], "Status": "DELETING"}


def list_all(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation ListParallelData; return its response."""
    items = [public(store.parallel_data[name]) for name in sorted(store.parallel_data)]
    return paged(items, parameters, "ParallelDataPropertiesList")


def tick(store: Store) -> None:
    """Finish the imports and deletions that are due by the emulator's clock."""
    for name, resource in list(store.parallel_data.items()):
        if resource.get("_due") is None or resource["_due"] > store.now():
            continue
        resource["_due"] = None
        if resource["Status"] == "DELETING":
            del store.parallel_data[name]
            store.tags.pop(arn("parallel-data", name), None)
        else:
            _import(store, resource)


def examples(resource: Mapping[str, Any], target: str) -> dict[str, str]:
    """Return the target texts of parallel data in one language, by source text."""
    return {
        source: texts[target]
        for source, texts in resource["_rows"].items()
        if target in texts
    }


def _import(store: Store, resource: dict[str, Any]) -> None:
    updating = resource["Status"] != "CREATING"
    changes = resource.pop("_next", None) or {}
    config = changes.get("ParallelDataConfig", resource["ParallelDataConfig"])
    try:
        if store.faults.take("import-failed"):
            raise Unreadable("Internal error while importing.")
        data = store.buckets.read(config["S3Uri"])
        table = read_table(data, config["Format"], max_bytes=MAX_BYTES)
        if not table.rows:
            raise Unreadable("There are no records that can be imported.")
    except (Unreadable, Unreachable) as exc:
        # assumed: only a fault of the file as a whole fails the resource
        resource["LatestUpdateAttemptStatus" if updating else "Status"] = "FAILED"
        if not updating:
            resource["Message"] = str(exc)
        return
    resource |= {key: value for key, value in changes.items() if value is not None}
    resource |= {
        "Status": "ACTIVE",
        "SourceLanguageCode": table.source,
        "TargetLanguageCodes": table.targets,
        "ImportedDataSize": table.characters,
        "ImportedRecordCount": table.imported,
        "SkippedRecordCount": table.skipped,
        "FailedRecordCount": len(table.failed),
        "LastUpdatedAt": store.now(),
        "Message": None,
        "_rows": table.rows,
        "_imports": resource["_imports"] + 1,
    }
    if updating:
        resource["LatestUpdateAttemptStatus"] = "ACTIVE"
    key = "_update_errors" if updating else "_errors"
    resource[key] = _write_errors(store, config["S3Uri"], table.failed, table.skipped)


def _write_errors(
    store: Store, uri: str, failed: list[tuple[str, str]], skipped: int
) -> str | None:
    if not failed:
        return None
    errors = {
        "summary": {
            "record_error_count": str(len(failed)),
            "record_skipped_count": str(skipped),
        },
        "messages": [
            {"content": content, "message": message} for content, message in failed
        ],
    }
    # assumed: beside the input; the service has a bucket of its own for it
    place = f"{uri}.errors.json"
    try:
        store.buckets.write(place, json.dumps(errors).encode(), "application/json")
    except Unreachable:
        return None
    return place


def _check_config(parameters: dict[str, Any]) -> None:
    config = parameters["ParallelDataConfig"]
    for member in ("S3Uri", "Format"):
        if not config.get(member):
            raise bad_request(f"ParallelDataConfig needs {member}.")


def _is_importing(resource: dict[str, Any]) -> bool:
    attempt = resource.get("LatestUpdateAttemptStatus")
    return resource["Status"] == "CREATING" or attempt == "UPDATING"


def _refuse_second_import(store: Store) -> None:
    """Refuse an import while another one runs, as an account has one at a time.

    Raises:
        Refused: parallel data are being imported.
    """
    if any(_is_importing(resource) for resource in store.parallel_data.values()):
        raise Refused(
            "ConcurrentModificationException",
            "Another parallel data resource is being created or updated.",
        )
