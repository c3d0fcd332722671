"""Store the state of an emulated account, also across restarts of the emulator."""

from __future__ import annotations

import json
import secrets
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sphinx_amts.emulator.faults import Faults
from sphinx_amts.emulator.meter import Meter
from sphinx_amts.emulator.rates import Rates
from sphinx_amts.emulator.refusal import invalid, not_found
from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import errors_as
from sphinx_amts.files.json_shape import (
    NUMBER,
    TEXT,
    TEXTS,
    list_of,
    mapping_of,
    object_of,
    read_shape,
)
from sphinx_amts.files.json_text import DamagedJson

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx_amts.emulator.buckets import Buckets

ACCOUNT = "123456789012"
REGION = "us-east-1"

_OBJECT = {"type": "object"}
_SCHEMA = object_of(
    parallel_data=mapping_of(_OBJECT),
    terminologies=mapping_of(_OBJECT),
    jobs=mapping_of(_OBJECT),
    tokens=mapping_of(TEXTS),
    tags=mapping_of(mapping_of(TEXT)),
    skipped=NUMBER,
    meter=object_of(lines=list_of(_OBJECT)),
)

_KEPT = ("parallel_data", "terminologies", "jobs", "tokens", "tags", "skipped")


@dataclass(slots=True)
class Durations:
    """Durations of operations, in seconds of the emulator's clock."""

    job: float = 2.0
    stop: float = 1.0
    import_: float = 2.0
    delete: float = 1.0


@dataclass(slots=True)
class Store:
    """State of one emulated account in one region.

    Attributes:
        buckets: the S3 buckets.
        folder: folder in which the state is saved; `None` not to save it.
        durations: how long operations take.
        faults: switches of simulated faults.
        rates: limits of the request rates.
        meter: the bill.
        parallel_data: name of parallel data -> properties as in responses; internal
            properties have names that begin with an underscore.
        terminologies: name of a terminology -> properties, as of *parallel_data*.
        jobs: id of a job -> properties, as of *parallel_data*.
        tokens: client token -> id of the job and digest of the request.
        tags: ARN of a resource -> tags of the resource.
        requests: operation and parameters of all requests, in order.
        skipped: seconds by which the clock was set forward.
        lock: lock to hold while the state is read or changed.
    """

    buckets: Buckets
    folder: Path | None = None
    durations: Durations = field(default_factory=Durations)
    faults: Faults = field(default_factory=Faults)
    rates: Rates = field(default_factory=Rates)
    meter: Meter = field(default_factory=Meter)
    parallel_data: dict[str, dict[str, Any]] = field(default_factory=dict)
    terminologies: dict[str, dict[str, Any]] = field(default_factory=dict)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, list[str]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    skipped: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> float:
        """Return the time of the emulator's clock, in seconds since the epoch."""
        return round(time.time() + self.skipped, 3)

    def load(self) -> None:
        """Load the state that an earlier process saved, if there is one.

        Raises:
            ConfigError: the file cannot be read.
        """
        if self.folder is None or not self._file.is_file():
            return
        said = f"{self._file}: cannot be read"
        remedy = "delete it, or name another folder with --state"
        with errors_as(ConfigError, said, remedy, kinds=(OSError, DamagedJson)):
            data = read_shape(self._file, _SCHEMA, own=True)
        for name in _KEPT:
            setattr(self, name, data[name])
        self.meter.lines = data["meter"]["lines"]

    def save(self) -> None:
        """Save the state in the folder, if there is a folder."""
        if self.folder is None:
            return
        with self.lock:
            data = {name: getattr(self, name) for name in _KEPT}
            data["meter"] = asdict(self.meter)
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary = self.folder / f".{secrets.token_hex(6)}.tmp"
            temporary.write_text(json.dumps(data), encoding="utf-8")
            temporary.replace(self._file)

    def reset(self) -> None:
        """Clear the state, the bill and the faults; keep the clock and the buckets."""
        with self.lock:
            for name in (*_KEPT[:-1], "requests"):
                getattr(self, name).clear()
            self.meter.lines.clear()
            self.faults.clear()
            self.save()

    @property
    def _file(self) -> Path:
        assert self.folder is not None
        return self.folder / "emulator.json"


def arn(kind: str, name: str) -> str:
    """Return the ARN of the resource *name*; *kind* is its type in ARNs."""
    return f"arn:aws:translate:{REGION}:{ACCOUNT}:{kind}/{name}"


def public(properties: dict[str, Any]) -> dict[str, Any]:
    """Return *properties* as in responses, without internal and empty ones."""
    return {
        name: value
        for name, value in properties.items()
        if not name.startswith("_") and value is not None
    }


def known(
    resources: Mapping[str, dict[str, Any]], name: str, what: str
) -> dict[str, Any]:
    """Return the properties of the resource *name*.

    Args:
        resources: properties of resources by name.
        name: name or id of the resource.
        what: type of the resource, for the error message.

    Raises:
        Refused: there is no resource of this name.
    """
    if name not in resources:
        raise not_found(f"{what} {name}")
    return resources[name]


def paged(
    items: list[dict[str, Any]], parameters: dict[str, Any], key: str
) -> dict[str, Any]:
    """Return a response with one page of *items*.

    Args:
        items: the items of all pages.
        parameters: parameters of the request, with NextToken and MaxResults if given.
        key: name of the member of the response that holds the page.

    Raises:
        Refused: NextToken is invalid.
    """
    token = parameters.get("NextToken") or "0"
    if not token.isdecimal():
        raise invalid("Invalid NextToken")
    start = int(token)
    size = int(parameters.get("MaxResults") or 100)
    page: dict[str, Any] = {key: items[start : start + size]}
    if start + size < len(items):
        page["NextToken"] = str(start + size)
    return page
