"""Store notes about batch jobs on this machine, before and after each start.

The notes are a cache. They never decide whether anything is paid, as others can write
them. A note is valid if the name of its job, which the service stores as well, contains
the digest of the note. Jobs without a valid note are found by the service's list of
jobs and by the documents in the bucket.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.engines.amazon.job_description import JobName
from sphinx_amts.errors import TranslationMemoryError
from sphinx_amts.files.disk import errors_as, write_if_changed
from sphinx_amts.files.json_shape import TEXT, TEXTS, mapping_of, object_of, read_shape
from sphinx_amts.files.json_text import read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FORMAT = 2

_SCHEMA = object_of(
    format={"const": FORMAT},
    name=TEXT,
    documents=mapping_of(TEXTS),
    place=TEXT,
    sources=TEXT,
    id=TEXT,
)
_JOB_ID = re.compile(r"[0-9A-Za-z-]{1,32}")
_STEM = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Note about one batch job, stored on this machine.

    Attributes:
        name: name of the job, by which the service lists it.
        documents: file name of a document -> keys of the segments in the document.
        place: digest of settings of the job, such as region, bucket and role.
        sources: digest of the segments that were sent.
        id: id of the job; empty until the start of the job is confirmed.
    """

    name: str
    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: str = ""
    sources: str = ""
    id: str = ""

    @property
    def is_sound(self) -> bool:
        """Return whether the name of the job contains the digest of this note."""
        name = JobName.parse(self.name)
        return name is not None and name.content == content_of(
            self.place, self.sources, self.documents
        )


def content_of(
    place: str, sources: str, documents: Mapping[str, tuple[str, ...]]
) -> str:
    """Return the digest of parts of a note, which the name of the job contains."""
    parts = [place, sources, sorted((n, list(k)) for n, k in documents.items())]
    return blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


@dataclass(slots=True)
class Notes:
    """All notes in a folder, valid and damaged ones.

    Attributes:
        sound: name of a job -> valid note about the job.
        damaged: file stem of a note that is not valid -> id of the job in the note,
            or "" if it cannot be read.
    """

    sound: dict[str, Note] = field(default_factory=dict)
    damaged: dict[str, str] = field(default_factory=dict)


def note_stem(name: str) -> str:
    """Return the file stem of the note about the job *name*."""
    return blake2b(name.encode(), digest_size=12).hexdigest()


def sources_of(segments: Mapping[str, str]) -> str:
    """Return the digest of segments that are sent, given as key -> exchange form."""
    digest = blake2b(digest_size=16)
    for key, html in sorted(segments.items()):
        digest.update(f"{key}\0{html}\1".encode("utf-8", "replace"))
    return digest.hexdigest()


class JobNotes:
    """Read and write notes about jobs in one folder; without a folder, do nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def notes(self) -> Notes:
        """Read all notes in the folder, valid and damaged ones."""
        found = Notes()
        if self._folder is None or not self._folder.is_dir():
            return found
        for path in sorted(self._folder.glob("*.json")):
            note = _read(path)
            if note is not None and note.is_sound:
                found.sound[note.name] = note
            elif _STEM.fullmatch(path.stem):
                found.damaged[path.stem] = _id_in(path)
        return found

    def drop(self, marks: Iterable[str]) -> None:
        """Delete the damaged notes with the file stems *marks*; ignore failures."""
        assert self._folder is not None
        for mark in marks:
            with contextlib.suppress(OSError):
                (self._folder / f"{mark}.json").unlink()

    def write(self, note: Note) -> None:
        """Write *note* to the folder, which is required before its job is started.

        Raises:
            TranslationMemoryError: the note cannot be written; the job must not be
                started then.
        """
        if self._folder is None:
            return
        path = self._path(note.name)
        data = {"format": FORMAT, **asdict(note)}
        with errors_as(
            TranslationMemoryError,
            f"{path}: notes about jobs cannot be written",
            "make room or set amts_memory_dir to a folder that can be written",
        ):
            write_if_changed(path, json.dumps(data, indent=0).encode())

    def remember(self, note: Note) -> None:
        """Write *note* about a known job; ignore failures, as notes are a cache."""
        with contextlib.suppress(TranslationMemoryError):
            self.write(note)

    def record_start(self, note: Note, job_id: str) -> Note:
        """Write *note* with the id of its started job, and return the new note.

        Raises:
            TranslationMemoryError: the note cannot be written.
        """
        note = replace(note, id=job_id)
        self.write(note)
        return note

    def _path(self, name: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{note_stem(name)}.json"


def _read(path: Path) -> Note | None:
    try:
        data = read_shape(path, _SCHEMA)
    except (OSError, ValueError):
        return None
    return Note(
        name=data["name"],
        documents={name: tuple(keys) for name, keys in data["documents"].items()},
        place=data["place"],
        sources=data["sources"],
        id=data["id"],
    )


def _id_in(path: Path) -> str:
    """Return the id of the job in a damaged note, or "" if no id can be read."""
    try:
        data = read_json(path)
    except (OSError, ValueError):
        return ""
    job_id = data.get("id") if isinstance(data, dict) else None
    if isinstance(job_id, str) and _JOB_ID.fullmatch(job_id):
        return job_id
    return ""
