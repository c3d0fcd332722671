"""Notes about jobs, kept on this machine: written before and after each start.

They only save work, and decide nothing about money: others can write them. A note is
believed if the name of the job, which the service knows as well, stands for just what
is in the note. Everything else is found again from the service's own list of jobs and
the documents in the bucket, as on a machine that has no notes.
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
from sphinx_amts.files.disk import write_if_changed
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
    """What is known of one job.

    Attributes:
        name: name of the job, by which it is found among those of the account.
        documents: file name -> keys of its segments.
        place: stands for where the job works and as whom.
        sources: stands for the text that was sent.
        id: the service's id; empty before the job is known to have started.
    """

    name: str
    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: str = ""
    sources: str = ""
    id: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether the name of the job stands for what is noted."""
        name = JobName.parse(self.name)
        return name is not None and name.content == content_of(
            self.place, self.sources, self.documents
        )


def content_of(
    place: str, sources: str, documents: Mapping[str, tuple[str, ...]]
) -> str:
    """Return what stands for a job in its name, from the parts of a note."""
    parts = [place, sources, sorted((n, list(k)) for n, k in documents.items())]
    return blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


@dataclass(slots=True)
class Notes:
    """What a ledger holds.

    Attributes:
        sound: notes that can be believed, by name of the job.
        damaged: marks of jobs of which there is a note that cannot be believed, with
            the id that it names.
    """

    sound: dict[str, Note] = field(default_factory=dict)
    damaged: dict[str, str] = field(default_factory=dict)


def mark_of(name: str) -> str:
    """Return what stands for the job called *name* in the name of its note."""
    return blake2b(name.encode(), digest_size=12).hexdigest()


def sources_of(segments: Mapping[str, str]) -> str:
    """Return what stands for the text that was sent, given by key."""
    digest = blake2b(digest_size=16)
    for key, html in sorted(segments.items()):
        digest.update(f"{key}\0{html}\1".encode("utf-8", "replace"))
    return digest.hexdigest()


class JobNotes:
    """The notes in one folder; without a folder, nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def notes(self) -> Notes:
        """Return all notes."""
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
        """Remove damaged notes, once it is known that they stand for nothing."""
        assert self._folder is not None
        for mark in marks:
            with contextlib.suppress(OSError):
                (self._folder / f"{mark}.json").unlink()

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
        return self._folder / f"{mark_of(name)}.json"


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
    """Return the id of a job that a damaged note names; empty if it names none."""
    try:
        data = read_json(path)
    except (OSError, ValueError):
        return ""
    job_id = data.get("id") if isinstance(data, dict) else None
    if isinstance(job_id, str) and _JOB_ID.fullmatch(job_id):
        return job_id
    return ""
