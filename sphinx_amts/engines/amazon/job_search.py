"""Find batch jobs that may contain wanted segments, in the service and the bucket.

If this machine has a note about a job, the documents of the job need not be read. A
missing or damaged note never leads to a second payment.
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
    note_stem,
    sources_of,
)
from sphinx_amts.engines.amazon.versions import NONE, Versions
from sphinx_amts.engines.amazon.waiting import retry_until_found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_amts.engines.amazon.jobs import JobFolder, Jobs
    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.base import Item

Documents = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class KnownJob:
    """Batch job whose segments are known.

    Attributes:
        name: parsed name of the job.
        job: properties of the job.
        documents: file name of a document -> keys of the segments in the document.
    """

    name: JobName
    job: Job
    documents: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class UnlistedSegments:
    """Segments of a job that may be running although the service does not list it.

    Attributes:
        reason: message that explains why the segments are not sent again.
        documents: file name of a document -> keys of the segments in the document.
    """

    reason: str
    documents: Mapping[str, tuple[str, ...]]

    @property
    def keys(self) -> list[str]:
        """Return the keys of the segments of all documents."""
        return [key for keys in self.documents.values() for key in keys]


@dataclass(slots=True)
class JobFinder:
    """Find the batch jobs of a book for one language pair.

    Attributes:
        options: settings of the engine.
        jobs: the jobs of the book.
        job_notes: notes about jobs on this machine.
        place: digest of settings such as region, bucket and role, as in notes.
        pair: codes of source and target language, as in names of jobs.
        listed: jobs of the language pair that the service lists, latest first; set by
            `find`.
        unknown: segments of jobs that may run without being listed; set by `find`.
    """

    options: AmazonOptions
    jobs: Jobs
    job_notes: JobNotes
    place: str
    pair: str
    listed: list[tuple[JobName, Job]] = field(default_factory=list)
    unknown: list[UnlistedSegments] = field(default_factory=list)

    def find(self, wanted: Mapping[str, Item]) -> Iterator[KnownJob]:
        """Yield the jobs that may contain segments of *wanted*, given by key.

        Jobs that the service lists come last, the latest of them first.
        """
        self.unknown = []
        notes = self.job_notes.notes()
        own_notes = {
            text: note
            for text, note in notes.sound.items()
            if (name := JobName.parse(text)) and self._is_mine(name)
        }
        jobs_of_book = self._list_jobs(notes, own_notes, wanted)
        present = {str(name) for name, _ in jobs_of_book}
        stems = {note_stem(name) for name in present}
        lost = {m: i for m, i in notes.damaged.items() if m not in stems}
        for text, note in own_notes.items():
            if note.id and text not in present and _holds(note, wanted):
                yield from self._unlisted(text, note)
        if lost:
            yield from self._of_damaged_notes(lost, jobs_of_book)
        for name, job in self.listed:
            yield KnownJob(
                name, job, self._documents(name, job, own_notes.get(str(name)))
            )

    def _is_mine(self, name: JobName) -> bool:
        return (name.book, name.pair) == (self.options.book, self.pair)

    def _list_jobs(
        self, notes: Notes, own_notes: Mapping[str, Note], wanted: Mapping[str, Item]
    ) -> list[tuple[JobName, Job]]:
        """Return the jobs of the book that the service lists, and set `listed`.

        The service may list a job only some time after its start. So the list is
        requested again if a job with a note is missing.
        """
        jobs_of_book: list[tuple[JobName, Job]] = []

        def complete() -> bool | None:
            jobs_of_book[:] = self.jobs.list_all()
            present = {str(name) for name, _ in jobs_of_book}
            stems = set(map(note_stem, present))
            lacks = not stems.issuperset(notes.damaged) or any(
                not note.id and text not in present and _holds(note, wanted)
                for text, note in own_notes.items()
            )
            return None if lacks else True

        retry_until_found(complete)
        self.listed = [pair for pair in jobs_of_book if self._is_mine(pair[0])]
        return jobs_of_book

    def _unlisted(self, text: str, note: Note) -> Iterator[KnownJob]:
        """Yield the job of a note, which the service knows but does not list.

        If the service does not know the job either, its segments are added to
        `unknown`.

        Args:
            text: name of the job.
            note: note about the job, with the id of the job.
        """
        job = self._described(note.id)
        name = JobName.parse(text)
        if job is not None and job.name == text and name is not None:
            yield KnownJob(name, job, note.documents)
            return
        reason = (
            f"job {note.id[:12]} was started, and the service does not know it "
            "(yet); translate --again asks again"
        )
        self.unknown.append(UnlistedSegments(reason, note.documents))

    def _documents(
        self, name: JobName, job: Job, note: Note | None
    ) -> Mapping[str, tuple[str, ...]]:
        """Return the keys of a job's segments by document; write a missing note."""
        if note is None:
            sent = dict(self.jobs.sent(job))
            if not sent and not job.running:
                return self.jobs.result_keys(job)
            note = Note(
                name=str(name),
                documents={name: tuple(segments) for name, segments in sent.items()},
                place=self.place,
                sources=sources_of(dict(ChainMap(*sent.values()))),
                id=job.id,
            )
            if note.is_sound:
                self.job_notes.remember(note)
            return note.documents
        if note.id != job.id:
            self.job_notes.remember(replace(note, id=job.id))
        return note.documents

    def _of_damaged_notes(
        self, lost: Mapping[str, str], jobs_of_book: list[tuple[JobName, Job]]
    ) -> Iterator[KnownJob]:
        """Yield the jobs that damaged notes may belong to.

        These jobs are found by the job id in the note, or in the names of results,
        which are kept for longer than the service lists a job. Segments in a folder
        without results may be in a running job, and are added to `unknown`: only the
        user can decide to send them again.

        Args:
            lost: file stem of a damaged note -> id of its job, or "".
            jobs_of_book: the jobs of the book that the service lists.
        """
        seen = {self.jobs.folder(name) for name, _ in jobs_of_book}
        ids = {job.id for _, job in jobs_of_book}
        for job_id in filter(None, lost.values()):
            job = None if job_id in ids else self._described(job_id)
            name = JobName.parse(job.name) if job is not None else None
            if job is not None and name is not None and name.book == self.options.book:
                ids.add(job.id)
                seen.add(self.jobs.folder(name))
                if self._is_mine(name):
                    yield KnownJob(name, job, self._documents(name, job, None))
        unresolved = False
        for job_folder in self.jobs.folders():
            if any(job_folder.uri.endswith(f"/{folder}") for folder in seen):
                continue
            documents = self.jobs.sent_keys(job_folder)
            unresolved = unresolved or not job_folder.results
            if not job_folder.results:
                reason = (
                    "a job may work on this: the note about it is damaged, "
                    f"{job_folder.uri} has its documents, and the service does not "
                    "know it (yet); translate --again asks again"
                )
                self.unknown.append(UnlistedSegments(reason, documents))
            for job_id in job_folder.results:
                if job_id not in ids:
                    yield from self._of_results(job_folder, job_id, documents)
        if not unresolved or self.options.again:
            self.job_notes.drop(lost)

    def _of_results(
        self, folder: JobFolder, job_id: str, documents: Documents
    ) -> Iterator[KnownJob]:
        with contextlib.suppress(NotFound):
            job = self.jobs.describe(job_id)
            if (name := JobName.parse(job.name)) and self._is_mine(name):
                yield KnownJob(name, job, documents or self.jobs.result_keys(job))
            return
        ended = self.jobs.job_from_results(folder, job_id)
        if ended is not None:
            # its versions are no longer known
            versions = str(Versions(parallel_data=NONE, terminology=NONE))
            name = JobName(self.options.book, self.pair, versions, "", 0)
            yield KnownJob(name, ended, documents or self.jobs.result_keys(ended))

    def _described(self, job_id: str) -> Job | None:
        """Return the job *job_id*, or `None` if several attempts do not find it."""

        def described() -> Job | None:
            with contextlib.suppress(NotFound):
                return self.jobs.describe(job_id)
            return None

        return retry_until_found(described)


def _holds(note: Note, wanted: Mapping[str, Item]) -> bool:
    return any(key in wanted for keys in note.documents.values() for key in keys)
