"""Emulate custom terminologies: import them at once, and return their terms."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from sphinx_amts.emulator import tags
from sphinx_amts.emulator.refusal import Refused, invalid
from sphinx_amts.emulator.store import Store, arn, known, paged, public
from sphinx_amts.emulator.table_output import write_table
from sphinx_amts.emulator.tables import ImportedTable, Unreadable, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TERM_BYTES = 200
MAX_RESOURCES = 100
MAX_TARGETS = 10
_STALE_SECONDS = 600
_FOLDER = "s3://sphinx-amts-emulator/terminologies/"


def import_(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation ImportTerminology; return its response.

    An existing terminology of the same name is overwritten.
    """
    name = parameters["Name"]
    old = store.terminologies.get(name)
    if old is None and len(store.terminologies) >= MAX_RESOURCES:
        raise Refused("LimitExceededException", "Too many terminologies.")
    given = parameters["TerminologyData"]
    format_ = given["Format"]
    content = base64.b64decode(given["File"])
    try:
        table = read_table(content, format_, max_bytes=MAX_TERM_BYTES)
    except Unreadable as exc:
        raise invalid(f"The terminology cannot be read: {exc}") from exc
    if len(table.targets) > MAX_TARGETS:
        raise invalid(f"A terminology has at most {MAX_TARGETS} target languages.")
    tags.add(store, arn("terminology", name), parameters.get("Tags"))
    now = store.now()
    stale = old is not None and store.faults.take("terminology-stale")
    store.terminologies[name] = {
        "Name": name,
        "Description": parameters.get("Description"),
        "Arn": arn("terminology", name),
        "SourceLanguageCode": table.source,
        "TargetLanguageCodes": table.targets,
        "EncryptionKey": parameters.get("EncryptionKey"),
        "SizeBytes": len(content),
        "TermCount": table.imported,
        "CreatedAt": old["CreatedAt"] if old else now,
        "LastUpdatedAt": now,
        "Directionality": given.get("Directionality"),
        "SkippedTermCount": table.skipped,
        "Format": format_,
        "_rows": table.rows,
        "_before": old["_rows"] if old and stale else None,
        "_in_force": now + _STALE_SECONDS if stale else now,
        "_file": given["File"],
    }
    return {"TerminologyProperties": public(store.terminologies[name])}


def get(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation GetTerminology; return its response.

    The response has a URL of the terminology in the requested format.
    """
    resource = known(store.terminologies, parameters["Name"], "Terminology")
    format_ = parameters.get("TerminologyDataFormat") or resource["Format"]
    if format_ == resource["Format"]:
        data = base64.b64decode(resource["_file"])
    elif resource["Directionality"] == "MULTI":
        raise invalid(
            "A multi-directional terminology is returned in the format of its file"
            f" only, which is {resource['Format']}."
        )
    else:
        targets = resource["TargetLanguageCodes"]
        table = ImportedTable(
            resource["SourceLanguageCode"], targets, resource["_rows"]
        )
        data = write_table(table, format_)
    uri = f"{_FOLDER}{resource['Name']}"
    client = store.buckets.client
    client.create_bucket(Bucket="sphinx-amts-emulator")
    store.buckets.write(uri, data, "application/octet-stream")
    return {
        "TerminologyProperties": public(resource),
        "TerminologyDataLocation": store.buckets.location(uri),
    }


def delete(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation DeleteTerminology; return its response."""
    name = known(store.terminologies, parameters["Name"], "Terminology")["Name"]
    del store.terminologies[name]
    store.tags.pop(arn("terminology", name), None)
    return {}


def list_all(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation ListTerminologies; return its response."""
    items = [public(store.terminologies[name]) for name in sorted(store.terminologies)]
    return paged(items, parameters, "TerminologyPropertiesList")


def terms(store: Store, names: list[str], source: str, target: str) -> dict[str, str]:
    """Return the target terms of terminologies for a language pair, by source term.

    A terminology has one source language. In a multi-directional terminology, every
    language can be the source, and every other language the target.

    Args:
        store: state of the emulated account.
        names: names of the terminologies.
        source: code of the source language.
        target: code of the target language.

    Raises:
        Refused: a terminology is unknown.
    """
    found: dict[str, str] = {}
    for name in names:
        resource = known(store.terminologies, name, "Terminology")
        rows: Mapping[str, Mapping[str, str]] = resource["_rows"]
        if resource["_in_force"] > store.now() and resource["_before"] is not None:
            rows = resource["_before"]
        first = resource["SourceLanguageCode"]
        if source != first and resource["Directionality"] != "MULTI":
            continue
        for text, others in rows.items():
            texts = {first: text, **others}
            if source != target and source in texts and target in texts:
                found[texts[source]] = texts[target]
    return found


def refuse_unknown(store: Store, names: list[str]) -> None:
    """Raise `Refused` if one of *names* is not the name of a terminology.

    Raises:
        Refused: a terminology is unknown.
    """
    for name in names:
        known(store.terminologies, name, "Terminology")
