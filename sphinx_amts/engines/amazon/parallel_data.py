"""Push parallel data to an AWS account if they have changed; pull and delete them."""

from __future__ import annotations

import time
import urllib.request
import uuid
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from sphinx_amts.engines.amazon.faults import NotFound
from sphinx_amts.engines.amazon.resources import (
    POLLS,
    PushOutcome,
    content_of,
    description,
    refuse_foreign,
    wait_until,
)
from sphinx_amts.engines.amazon.waiting import pauses
from sphinx_amts.errors import EngineError, EngineThrottled
from sphinx_amts.files.disk import MAX_BYTES
from sphinx_amts.files.json_shape import TEXT, list_of, object_of, parse_shape
from sphinx_amts.files.json_text import DamagedJson

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_amts.engines.amazon.import_rules import ImportFile
    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.amazon.service import Service

_WHAT = "parallel data"
_BUSY_ATTEMPTS = 20
_SHOWN_FAULTS = 20
_FAULTS = object_of(messages=list_of(object_of(content=TEXT, message=TEXT)))


@dataclass(frozen=True, slots=True)
class ParallelData:
    """Push, pull and delete the parallel data of one book in an AWS account.

    Attributes:
        options: settings of the engine.
        translate: client of Amazon Translate.
        s3: client of S3.
        notify: called with one line about each wait.
    """

    options: AmazonOptions
    translate: Service
    s3: Service
    notify: Callable[[str], None]

    def get(self, name: str) -> dict[str, Any] | None:
        """Return the properties of the resource *name*, or `None` if it is missing."""
        answer = self._get(name)
        return answer and answer["ParallelDataProperties"]

    def push(self, name: str, file: ImportFile, *, wait: bool) -> PushOutcome:
        """Create or update the resource *name* from *file*, if the content differs.

        If a push is interrupted, the next push continues it.

        Args:
            name: name of the parallel data in the account.
            file: the checked file.
            wait: whether to wait until the service has imported the file.

        Raises:
            ConfigError: a resource of this name exists, made by another tool.
            EngineError: the import failed, or the service refuses the push.
        """
        existing = self._wait_until_settled(name, wait=wait)
        if existing is not None:
            refuse_foreign(_WHAT, name, existing)
            same = content_of(existing) == file.digest
            if same and not _failed(existing):
                return PushOutcome(name=name, done="unchanged", lines=_counts(existing))
        key = self._upload(name, file)
        parameters = {
            "Name": name,
            "Description": description(self.options.book, file.digest),
            "ParallelDataConfig": {
                "S3Uri": f"s3://{self.options.bucket}/{key}",
                "Format": file.format,
            },
            "ClientToken": uuid.uuid4().hex,
        }
        if existing is None:
            if self.options.kms_key:
                key_ = {"Type": "KMS", "Id": self.options.kms_key}
                parameters["EncryptionKey"] = key_
            self._call_when_free("create_parallel_data", parameters)
        else:
            self._call_when_free("update_parallel_data", parameters)
        done = "created" if existing is None else "updated"
        if not wait:
            return PushOutcome(name=name, done="started")
        result = self._wait_until_settled(name, wait=True)
        if result is None:
            raise EngineError(f'{_WHAT} "{name}" are gone; somebody deleted them')
        if _failed(result):
            self._fail(name, result, updated=existing is not None)
        return PushOutcome(
            name=name, done=done, lines=(*_counts(result), *self.faults(name))
        )

    def pull(self, name: str) -> bytes:
        """Download the file of the resource *name*, and return its content.

        Raises:
            NotFound: there is no such resource.
            EngineError: the resource has no file, or it cannot be downloaded.
        """
        answer = self.translate.call("get_parallel_data", Name=name)
        missing = f'{_WHAT} "{name}" have no file yet; try again later'
        return fetch(answer.get("DataLocation"), missing)

    def delete(self, name: str) -> bool:
        """Delete the resource *name*, and return whether it existed.

        Raises:
            ConfigError: another tool made the resource.
        """
        existing = self._wait_until_settled(name, wait=True)
        if existing is None:
            return False
        refuse_foreign(_WHAT, name, existing)
        self.translate.call("delete_parallel_data", Name=name)
        wait_until(
            lambda: self.get(name) is None,
            what=f'{_WHAT} "{name}": being deleted',
            notify=self.notify,
        )
        return True

    def faults(self, name: str) -> tuple[str, ...]:
        """Return a line for each record of *name* that the service did not import."""
        answer = self._get(name) or {}
        location = answer.get("LatestUpdateAttemptAuxiliaryDataLocation") or answer.get(
            "AuxiliaryDataLocation"
        )
        if not (location and location.get("Location")):
            return ()
        return fault_lines(fetch(location, "no list of faults"))

    def _get(self, name: str) -> dict[str, Any] | None:
        try:
            return self.translate.call("get_parallel_data", Name=name)
        except NotFound:
            return None

    def _wait_until_settled(self, name: str, *, wait: bool) -> dict[str, Any] | None:
        """Return the properties of a resource, after a wait for changes in progress.

        Args:
            name: name of the resource.
            wait: whether to wait; otherwise the present properties are returned.

        Returns:
            the properties, or `None` if there is no such resource.
        """
        found = self.get(name)

        def settled() -> bool:
            nonlocal found
            found = self.get(name)
            return found is None or not is_changing(found)

        if found is not None and is_changing(found) and wait:
            wait_until(settled, what=f'{_WHAT} "{name}": importing', notify=self.notify)
        return found

    def _upload(self, name: str, file: ImportFile) -> str:
        folder = self.options.folder("parallel-data", name)
        key = f"{folder}{file.digest[:16]}{file.path.suffix.lower()}"
        self.s3.call("put_object", Bucket=self.options.bucket, Key=key, Body=file.data)
        return key

    def _call_when_free(self, operation: str, parameters: dict[str, Any]) -> None:
        """Call *operation* as soon as no other import runs in the account.

        Raises:
            EngineError: another import takes too long, or the service refuses the call.
        """
        for pause in islice(pauses(POLLS), _BUSY_ATTEMPTS):
            try:
                self.translate.call(operation, **parameters)
            except EngineThrottled as exc:
                if "ConcurrentModification" not in str(exc):
                    raise
            else:
                return
            self.notify("another import is under way in this account; waiting")
            time.sleep(pause)
        raise EngineError(
            "another import has been under way in this account for too long; run the "
            "command again later"
        )

    def _fail(self, name: str, found: dict[str, Any], *, updated: bool) -> None:
        message = found.get("Message") or "; ".join(self.faults(name)[:3])
        said = f'{_WHAT} "{name}": the import failed: {message or "no reason given"}'
        kept = "; the data before it stay in use" if updated else ""
        raise EngineError(f"{said}{kept}; correct the file and push again")


def is_changing(found: dict[str, Any]) -> bool:
    """Return whether the service is creating, updating or deleting parallel data."""
    attempt = found.get("LatestUpdateAttemptStatus")
    return found["Status"] in ("CREATING", "DELETING") or attempt == "UPDATING"


def _failed(found: dict[str, Any]) -> bool:
    attempt = found.get("LatestUpdateAttemptStatus")
    return found["Status"] == "FAILED" or attempt == "FAILED"


def _counts(found: dict[str, Any]) -> tuple[str, ...]:
    counts = [
        f"{found.get(f'{what}RecordCount') or 0} {what.lower()}"
        for what in ("Imported", "Skipped", "Failed")
    ]
    return (f"records: {', '.join(counts)}",)


def fault_lines(content: bytes) -> tuple[str, ...]:
    """Parse the service's file of import errors, and return lines for the user."""
    try:
        found = parse_shape(content, _FAULTS, lenient=True)
    except DamagedJson:
        return ("the service's list of faults cannot be read",)
    lines = [f"{m['content']}: {m['message']}" for m in found["messages"]]
    more = len(lines) - _SHOWN_FAULTS
    rest = [f"and {more} more"] if more > 0 else []
    return (*lines[:_SHOWN_FAULTS], *rest)


def fetch(location: dict[str, Any] | None, missing: str) -> bytes:
    """Download a file from a presigned URL, which appears in no message.

    Args:
        location: location of the file, as in responses of the service.
        missing: message of the error if *location* has no URL.

    Raises:
        EngineError: *location* has no URL.
        EngineThrottled: the file cannot be downloaded.
    """
    if not (url := (location or {}).get("Location")):
        raise EngineError(missing)
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310
            data: bytes = answer.read(MAX_BYTES)
    except OSError as exc:
        reason = getattr(exc, "reason", None) or type(exc).__name__
        raise EngineThrottled(f"a file of Amazon Translate: {reason}") from None
    return data
