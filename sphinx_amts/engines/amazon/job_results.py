"""Collect results of batch jobs that this run or an earlier one has started."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.engines.amazon.faults import NotFound
from sphinx_amts.engines.amazon.versions import NONE, Versions
from sphinx_amts.engines.amazon.waiting import pauses
from sphinx_amts.engines.base import Answer, Failure, Pending, Result
from sphinx_amts.model import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.engines.amazon.job_description import Job, JobName
    from sphinx_amts.engines.amazon.job_search import JobFinder, KnownJob
    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.base import Item

POLLS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between polls of a job; the last pause is repeated."""


class Collector:
    """Find the batch jobs that contain given segments, and read the results.

    Args:
        finder: finder of the jobs of the book in the language pair.
        engine: label of the engine in the translation memory.
    """

    def __init__(self, finder: JobFinder, engine: str) -> None:
        self._options = finder.options
        self._jobs = finder.jobs
        self._engine = engine
        self._finder = finder

    @property
    def listed(self) -> list[tuple[JobName, Job]]:
        """Return the jobs of the language pair listed by the service, latest first."""
        return self._finder.listed

    def collect(
        self,
        items: Iterable[Item],
        *,
        versions: Versions | None,
        deadline: float | None,
    ) -> Iterator[Answer]:
        """Yield answers of jobs for *items*; no answer for an item that is in no job.

        Args:
            items: segments to look for.
            versions: versions of resources that a job must have used; `None` for any.
            deadline: time of `time.monotonic` until which to wait for running jobs;
                `None` not to wait.
        """
        wanted = {item.key: item for item in items}
        lost: dict[str, str] = {}
        running: list[tuple[KnownJob, dict[str, Item]]] = []
        for known in self._finder.find(wanted):
            if versions is not None and known.name.versions != str(versions):
                continue
            keys = [k for d in known.documents.values() for k in d if k in wanted]
            if not keys:
                continue
            if known.job.running:
                running.append((known, {key: wanted.pop(key) for key in keys}))
                if deadline is None:
                    yield from (Pending(key, known.job.label) for key in keys)
            else:
                yield from self._read(known, wanted, lost, {})
        if deadline is not None:
            yield from self._follow(running, deadline, lost)
        if self._options.again:
            return
        for key, reason in lost.items():
            yield Failure(key, reason, transient=False)
        for unknown in self._finder.unknown:
            for key in unknown.keys:
                if key in wanted and key not in lost:
                    del wanted[key]
                    yield Failure(key, unknown.reason)

    def _follow(
        self,
        running: list[tuple[KnownJob, dict[str, Item]]],
        deadline: float,
        lost: dict[str, str],
    ) -> Iterator[Answer]:
        began = time.monotonic()
        polls = pauses(POLLS)
        while running and (remaining := deadline - time.monotonic()) > 0:
            pause = next(polls)
            time.sleep(min(pause, remaining))
            for entry in list(running):
                known, wanted = entry
                try:
                    job = self._jobs.describe(known.job.id)
                except NotFound:
                    continue  # the service may not know a job just after its start
                self._report_progress(job, time.monotonic() - began)
                if job.running:
                    continue
                running.remove(entry)
                failed: dict[str, str] = {}
                ended = replace(known, job=job)
                yield from self._read(ended, wanted, lost, failed)
                for key, reason in failed.items():
                    yield Failure(key, reason)
        for known, wanted in running:
            yield from (Pending(key, known.job.label) for key in wanted)

    def _report_progress(self, job: Job, seconds: float) -> None:
        done, total = job.progress
        documents = f", {done} of {total} documents" if total else ""
        self._options.notify(f"{job.label}: {job.status}{documents}, {seconds:.0f} s")

    def _read(
        self,
        known: KnownJob,
        wanted: dict[str, Item],
        lost: dict[str, str],
        failed: dict[str, str],
    ) -> Iterator[Answer]:
        """Yield the results of an ended job for *wanted* segments.

        Args:
            known: the job.
            wanted: key -> segment to look for; found segments are removed.
            lost: receives key -> reason for each missing result that may be paid.
            failed: receives key -> reason for each segment that was not translated.
        """
        job = known.job
        if job.status == "FAILED":
            reason = f"{job.label} failed: {job.message or 'no message'}"
            failed |= {k: reason for d in known.documents.values() for k in d}
            return
        results = self._jobs.results(job)
        versions = Versions.parse(known.name.versions)
        made = provenance(self._engine, "batch", versions, job, job.id)
        for name, keys in known.documents.items():
            here = [key for key in keys if key in wanted]
            if not here:
                continue
            if fault := results.fault(name):
                failed |= dict.fromkeys(here, f"{job.label}: {fault}")
                continue
            found = results.segments(name)
            sent = self._jobs.sent_document(job, name)
            for key, html in (found or {}).items():
                item = wanted.pop(key, None)
                lost.pop(key, None)
                source = sent.get(key) or (item.html if item is not None else "")
                if source:
                    yield Result(key, html, made, sent=source)
            missing = [key for key in here if key not in (found or {})]
            removed = found is None and not sent  # the folder was deleted
            if job.status.startswith("COMPLETED") and not removed:
                what = "no document" if found is None else "a damaged document"
                reason = (
                    f"{job.label} brought {what} for {name}, which may have been paid "
                    "for; translate --again asks again"
                )
                lost |= {key: reason for key in missing if key not in lost}
            else:
                failed |= dict.fromkeys(missing, f"{job.label}: {job.status}")


def provenance(
    engine: str,
    route: str,
    versions: Versions,
    named: AmazonOptions | Job,
    job: str = "",
) -> Provenance:
    """Return the provenance of a translation, which is stored in its translation unit.

    Args:
        engine: label of the engine.
        route: "batch" or "realtime".
        versions: versions of the parallel data and the terminology that were used.
        named: settings or job with the names of the parallel data and the terminology.
        job: id of the job; "" for a single call.
    """
    details = {}
    if versions.parallel_data != NONE:
        details["parallel-data"] = f"{named.parallel_data}@{versions.parallel_data}"
    if versions.terminology != NONE:
        details["terminology"] = f"{named.terminology}@{versions.terminology}"
    if job:
        details["job"] = job
    return Provenance(engine=engine, route=route, details=details)
