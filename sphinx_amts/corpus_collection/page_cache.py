"""Store the responses of servers on disk, so that no page is requested twice.

Each response is a file of its own: a line of JSON, then the content. A file is written
atomically, and a file whose content does not match its digest counts as missing. So an
incomplete file, as after a full disk, is never taken for a page.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_amts.errors import CollectionError
from sphinx_amts.files.disk import errors_as, read_file, write_parts
from sphinx_amts.files.json_shape import (
    TEXT,
    WHOLE,
    object_of,
    refuse_other_shape,
)
from sphinx_amts.files.json_text import DamagedJson, parse_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx_amts.corpus_collection.addresses import Address

_SHAPE = object_of(
    address=TEXT,
    status=WHOLE,
    headers={"type": "object", "additionalProperties": TEXT},
    fault=TEXT,
    day=TEXT,
    checked=WHOLE,
    terms=TEXT,
    digest=TEXT,
)
_MOST_BYTES = 2_000_000_000
_LINE_BYTES = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """Stored response of a server.

    Attributes:
        status: HTTP status.
        headers: name in lower case -> value, for the headers that are used.
        body: decompressed content.
        fault: why the content is not used, or "" if it is used.
        day: day on which this content was first received, as ``2025-01-31``.
        checked: time at which the server last sent or confirmed the content, in seconds
            since the epoch.
        terms: size limit and media types of the request, on which *fault* depends.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    fault: str
    day: str
    checked: int
    terms: str


class PageCache:
    """Cache of the responses of servers, in a folder.

    Args:
        folder: folder of the files, which is created when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, address: Address) -> KeptAnswer | None:
        """Return the response stored for *address*; `None` if missing or damaged."""
        try:
            data = read_file(self._path(address), max_bytes=_MOST_BYTES)
        except OSError:
            return None
        head, _, body = data.partition(b"\n")
        if len(head) > _LINE_BYTES:
            return None
        try:
            kept: dict[str, Any] = parse_json(head)
            refuse_other_shape(kept, _SHAPE)
        except DamagedJson:
            return None
        if kept["address"] != str(address) or kept["digest"] != _digest(body):
            return None
        return KeptAnswer(
            status=kept["status"],
            headers=kept["headers"],
            body=body,
            fault=kept["fault"],
            day=kept["day"],
            checked=kept["checked"],
            terms=kept["terms"],
        )

    def put(self, address: Address, kept: KeptAnswer) -> None:
        """Store the response *kept* for *address*.

        Raises:
            CollectionError: the folder cannot be written.
        """
        head = {
            "address": str(address),
            "status": kept.status,
            "headers": dict(kept.headers),
            "fault": kept.fault,
            "day": kept.day,
            "checked": kept.checked,
            "terms": kept.terms,
            "digest": _digest(kept.body),
        }
        line = json.dumps(head, sort_keys=True).encode()
        with errors_as(
            CollectionError,
            f"{self.folder}: pages cannot be kept in this folder",
            "name another one with --cache",
        ):
            write_parts(self._path(address), (line, b"\n", kept.body))

    def _path(self, address: Address) -> Path:
        name = _digest(str(address).encode())
        return self.folder / name[:2] / f"{name[2:]}.page"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
