"""Notes about jobs, kept on this machine: written before and after each start.

They only save work. Everything in them can be found again from the service's own list
of jobs and the documents in the bucket, as on a machine that has none.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.errors import TranslationMemoryError
from sphinx_amts.storage.files import write_if_changed
from sphinx_amts.storage.json_shape import (
    TEXT,
    TEXTS,
    mapping_of,
    object_of,
    refuse_other_shape,
)
from sphinx_amts.storage.json_text import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1

_SCHEMA = object_of(
    format={"const": FORMAT}, name=TEXT, documents=mapping_of(TEXTS), id=TEXT
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is known of one job.

    Attributes:
        name: name of the job, by which it is found among those of the account.
        documents: file name -> keys of its segments.
        id: the service's id; empty before the job is known to have started.
    """

    name: str
    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    id: str = ""


class Ledger:
    """The notes in one folder; without a folder, nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def notes(self) -> dict[str, Note]:
        """Return all notes, by name of the job; damaged ones are no notes."""
        found: dict[str, Note] = {}
        if self._folder is None or not self._folder.is_dir():
            return found
        for path in sorted(self._folder.glob("*.json")):
            note = _read(path)
            if note is not None:
                found[note.name] = note
        return found

    def write(self, note: Note) -> None:
        """Keep *note*.

        Raises:
            TranslationMemoryError: it cannot be written; nothing may be started then.
        """
        if self._folder is None:
            return
        path = self._path(note.name)
        data = {"format": FORMAT, **asdict(note)}
        try:
            write_if_changed(path, json.dumps(data, indent=0).encode())
        except OSError as exc:
            raise TranslationMemoryError(
                f"{path}: notes about jobs cannot be written ({exc.strerror or exc}); "
                "make room or set amts_memory_dir to a folder that can be written"
            ) from exc

    def remember(self, note: Note) -> None:
        """Keep *note* if that is possible; it can be found again."""
        with contextlib.suppress(TranslationMemoryError):
            self.write(note)

    def started(self, note: Note, job_id: str) -> Note:
        """Keep that the job of *note* has the id *job_id*; return the new note."""
        note = replace(note, id=job_id)
        self.write(note)
        return note

    def _path(self, name: str) -> Path:
        assert self._folder is not None
        digest = blake2b(name.encode(), digest_size=12).hexdigest()
        return self._folder / f"{digest}.json"


def _read(path: Path) -> Note | None:
    try:
        data = read_json(path)
        refuse_other_shape(data, _SCHEMA)
    except (OSError, ValueError):
        return None
    return Note(
        name=data["name"],
        documents={name: tuple(keys) for name, keys in data["documents"].items()},
        id=data["id"],
    )
