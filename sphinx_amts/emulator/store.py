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
        buckets: the buckets of S3.
        folder: folder of the saved state; `None` to save none.
        durations: how long operations take.
        faults: switches of faults.
        rates: limits of the rates of requests.
        meter: the bill.
        parallel_data: name -> properties as in responses, and internal ones under names
            with an underscore.
        terminologies: name -> properties, likewise.
        jobs: id -> properties, likewise.
        tokens: client token -> job id and a digest of the request.
        tags: ARN -> tags.
        requests: operation and parameters of all requests, in order.
        skipped: seconds that the clock was set forward.
        lock: held while the state is used.
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
        """Load the state that an earlier process has saved.

        Raises:
            ConfigError: it cannot be read.
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
        """Save the state, if there is a folder for it."""
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
        """Delete the whole state except S3 buckets and their objects."""
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
    """Return the ARN of the resource *name*."""
    return f"arn:aws:translate:{REGION}:{ACCOUNT}:{kind}/{name}"


def public(properties: dict[str, Any]) -> dict[str, Any]:
    """Return *properties* as in responses, without the emulator's internal ones."""
    return {
        name: value
        for name, value in properties.items()
        if not name.startswith("_") and value is not None
    }


def known(
    resources: Mapping[str, dict[str, Any]], name: str, what: str
) -> dict[str, Any]:
    """Return the resource called *name*.

    Raises:
        Refused: there is none; the message names it as *what*.
    """
    if name not in resources:
        raise not_found(f"{what} {name}")
    return resources[name]


def paged(
    items: list[dict[str, Any]], parameters: dict[str, Any], key: str
) -> dict[str, Any]:
    """Return one page of *items* as the member *key* of a response."""
    token = parameters.get("NextToken") or "0"
    if not token.isdecimal():
        raise invalid("Invalid NextToken")
    start = int(token)
    size = int(parameters.get("MaxResults") or 100)
    page: dict[str, Any] = {key: items[start : start + size]}
    if start + size < len(items):
        page["NextToken"] = str(start + size)
    return page
