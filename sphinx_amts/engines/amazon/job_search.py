"""Which jobs may hold what is wanted: asked of the service, and of the bucket.

Notes of this machine spare the reading of documents. One that is missing, or cannot be
believed, is no reason to pay for anything again.
"""

from __future__ import annotations

import contextlib
from collections import ChainMap
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.engines.amazon.faults import NotFound
from sphinx_amts.engines.amazon.job_description import Job, JobName
from sphinx_amts.engines.amazon.job_notes import (
    JobNotes,
    Note,
    Notes,
    mark_of,
    sources_of,
)
from sphinx_amts.engines.amazon.versions import NONE, Versions
from sphinx_amts.engines.amazon.waiting import found_soon

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_amts.engines.amazon.jobs import Jobs, LeftFolder
    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.base import Item

Documents = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class KnownJob:
    """A job, and the keys of the segments in its documents."""

    name: JobName
    job: Job
    documents: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Segments of a job that was perhaps started, but is not known to the service."""

    reason: str
    documents: Mapping[str, tuple[str, ...]]

    @property
    def keys(self) -> list[str]:
        """Return the keys of its segments."""
        return [key for keys in self.documents.values() for key in keys]


@dataclass(slots=True)
class Finder:
    """Finds the jobs of a book for one pair of languages.

    Attributes:
        place: stands for where jobs work and as whom, as in notes.
        pair: source and target language, as in names of jobs.
        listed: the jobs of the pair that the service lists, latest first.
        unknown: what jobs may work on that nobody knows of.
    """

    options: AmazonOptions
    jobs: Jobs
    ledger: JobNotes
    place: str
    pair: str
    listed: list[tuple[JobName, Job]] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)

    def find(self, wanted: Mapping[str, Item]) -> Iterator[KnownJob]:
        """Yield jobs that may hold *wanted*: those of the service's list come last."""
        self.unknown = []
        notes = self.ledger.notes()
        mine = {
            text: note
            for text, note in notes.sound.items()
            if (name := JobName.parse(text)) and self._is_mine(name)
        }
        every = self._look(notes, mine, wanted)
        present = {str(name) for name, _ in every}
        marks = {mark_of(name) for name in present}
        lost = {m: i for m, i in notes.damaged.items() if m not in marks}
        for text, note in mine.items():
            if note.id and text not in present and _holds(note, wanted):
                yield from self._unlisted(text, note)
        if lost:
            yield from self._behind_damaged_notes(lost, every)
        for name, job in self.listed:
            yield KnownJob(name, job, self._documents(name, job, mine.get(str(name))))

    def _is_mine(self, name: JobName) -> bool:
        return (name.book, name.pair) == (self.options.book, self.pair)

    def _look(
        self, notes: Notes, mine: Mapping[str, Note], wanted: Mapping[str, Item]
    ) -> list[tuple[JobName, Job]]:
        """List the jobs of the book, some times where one is missing.

        A list may lag behind a start whose answer never reached us.
        """
        every: list[tuple[JobName, Job]] = []

        def complete() -> bool | None:
            every[:] = self.jobs.listed()
            present = {str(name) for name, _ in every}
            marks = set(map(mark_of, present))
            lacks = not marks.issuperset(notes.damaged) or any(
                not note.id and text not in present and _holds(note, wanted)
                for text, note in mine.items()
            )
            return None if lacks else True

        found_soon(complete)
        self.listed = [pair for pair in every if self._is_mine(pair[0])]
        return every

    def _unlisted(self, text: str, note: Note) -> Iterator[KnownJob]:
        """Yield the job of a note, which the service no longer lists, or not yet."""
        job = self._described(note.id)
        name = JobName.parse(text)
        if job is not None and job.name == text and name is not None:
            yield KnownJob(name, job, note.documents)
            return
        reason = (
            f"job {note.id[:12]} was started, and the service does not know it "
            "(yet); translate --again asks again"
        )
        self.unknown.append(Unknown(reason, note.documents))

    def _documents(
        self, name: JobName, job: Job, note: Note | None
    ) -> Mapping[str, tuple[str, ...]]:
        """Return what a job works on, and keep a note if there is none."""
        if note is None:
            sent = dict(self.jobs.sent(job))
            if not sent and not job.running:
                return self.jobs.brought(job)
            note = Note(
                name=str(name),
                documents={name: tuple(segments) for name, segments in sent.items()},
                place=self.place,
                sources=sources_of(dict(ChainMap(*sent.values()))),
                id=job.id,
            )
            if note.is_sound:
                self.ledger.remember(note)
            return note.documents
        if note.id != job.id:
            self.ledger.remember(replace(note, id=job.id))
        return note.documents

    def _behind_damaged_notes(
        self, lost: Mapping[str, str], every: list[tuple[JobName, Job]]
    ) -> Iterator[KnownJob]:
        """Yield the jobs that damaged notes may have been about.

        They are described by an id in a note or in the names of results; results are
        there for longer than the service knows of their job. Segments of a folder
        without results may be worked on: they are not paid for once more in silence.
        """
        seen = {self.jobs.folder(name) for name, _ in every}
        ids = {job.id for _, job in every}
        for job_id in filter(None, lost.values()):
            job = None if job_id in ids else self._described(job_id)
            name = JobName.parse(job.name) if job is not None else None
            if job is not None and name is not None and name.book == self.options.book:
                ids.add(job.id)
                seen.add(self.jobs.folder(name))
                if self._is_mine(name):
                    yield KnownJob(name, job, self._documents(name, job, None))
        unresolved = False
        for left in self.jobs.left():
            if any(left.uri.endswith(f"/{folder}") for folder in seen):
                continue
            documents = self.jobs.unpacked(left)
            unresolved = unresolved or not left.results
            if not left.results:
                reason = (
                    f"a job may work on this: the note about it is damaged, {left.uri} "
                    "has its documents, and the service does not know it (yet); "
                    "translate --again asks again"
                )
                self.unknown.append(Unknown(reason, documents))
            for job_id in left.results:
                if job_id not in ids:
                    yield from self._of_results(left, job_id, documents)
        if not unresolved or self.options.again:
            self.ledger.drop(lost)

    def _of_results(
        self, left: LeftFolder, job_id: str, documents: Documents
    ) -> Iterator[KnownJob]:
        with contextlib.suppress(NotFound):
            job = self.jobs.described(job_id)
            if (name := JobName.parse(job.name)) and self._is_mine(name):
                yield KnownJob(name, job, documents or self.jobs.brought(job))
            return
        gone = self.jobs.forgotten(left, job_id)
        if gone is not None:
            # what it was made with nobody knows any more
            versions = str(Versions(parallel_data=NONE, terminology=NONE))
            name = JobName(self.options.book, self.pair, versions, "", 0)
            yield KnownJob(name, gone, documents or self.jobs.brought(gone))

    def _described(self, job_id: str) -> Job | None:
        """Return a job; `None` if it is not found, also a little later."""

        def described() -> Job | None:
            with contextlib.suppress(NotFound):
                return self.jobs.described(job_id)
            return None

        return found_soon(described)


def _holds(note: Note, wanted: Mapping[str, Item]) -> bool:
    return any(key in wanted for keys in note.documents.values() for key in keys)
