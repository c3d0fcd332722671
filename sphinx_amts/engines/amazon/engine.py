"""Implement the engine `amazon`: Amazon Translate by batch jobs or single calls."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sphinx_amts.engines.amazon.documents import MAX_SEGMENT, pack
from sphinx_amts.engines.amazon.job_description import JobName
from sphinx_amts.engines.amazon.job_notes import JobNotes, Note, content_of, sources_of
from sphinx_amts.engines.amazon.job_results import Collector, provenance
from sphinx_amts.engines.amazon.job_search import JobFinder
from sphinx_amts.engines.amazon.jobs import Jobs
from sphinx_amts.engines.amazon.options import AmazonOptions
from sphinx_amts.engines.amazon.realtime import fits, translate_texts
from sphinx_amts.engines.amazon.regions import settings_without_effect
from sphinx_amts.engines.amazon.service import Service, require_boto3
from sphinx_amts.engines.amazon.versions import Versions, current_versions
from sphinx_amts.engines.base import Failure, Pending, Quote
from sphinx_amts.errors import EngineUnsupportedPair
from sphinx_amts.languages.codes import canonical, language
from sphinx_amts.model import EMULATED
from sphinx_amts.text.money import dollars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.engines.amazon.documents import Document
    from sphinx_amts.engines.base import Answer, EngineOptions, Item, Request
    from sphinx_amts.model import LanguagePair

AUTO_CHARACTERS = 20_000
"""Characters above which the route `auto` starts a job.

Single calls are quick for a few edited paragraphs; a job takes a quarter of an hour for
any amount of text.
"""

_WITH_PARALLEL_DATA = "batch with parallel data"


def create(options: EngineOptions) -> AmazonEngine:
    """Create the engine `amazon` without calling the service.

    Raises:
        ConfigError: `amts_amazon` has a value that the service would refuse.
        EngineNotSetUp: `amts_amazon` lacks a value that the route needs.
    """
    return AmazonEngine(AmazonOptions.of(options))


class AmazonEngine:
    """Engine that translates with Amazon Translate, in batch jobs or single calls."""

    name = "amazon"
    metered = True
    keeps_marked = True

    def __init__(self, options: AmazonOptions) -> None:
        self._options = options
        self._translate = Service(
            "translate", options.region, trusted=bool(options.endpoint)
        )
        self._s3 = Service("s3", options.region)
        self._jobs = Jobs(options, translate=self._translate, s3=self._s3)
        self._collector: Collector | None = None
        self._deadline: float | None = None
        self._versions: Versions | None = None

    @cached_property
    def label(self) -> str:
        """Return the name in catalogs and reports, which differs for an emulator."""
        return EMULATED if self._translate.is_emulated else self.name

    @cached_property
    def _job_notes(self) -> JobNotes:
        folder = self._options.state_dir
        if folder is not None and self.label != self.name:
            folder = folder / EMULATED
        return JobNotes(folder / self._options.book if folder is not None else None)

    @property
    def identity(self) -> str:
        """Return the name of the engine and the settings that change translations."""
        options = self._options
        asked = [
            f"{key}={value.lower()}"
            for key, value in (
                ("formality", options.formality),
                ("profanity", options.profanity),
            )
            if value
        ]
        return " ".join([self.label, *asked])

    def quote(self, request: Request) -> Quote:
        """Return an upper bound of the price of *request*, without a call.

        It is not documented whether tags and protected text are billed, so both are
        included.

        Raises:
            EngineUnsupportedPair: the service does not support the language pair.
        """
        _codes(request.languages)
        route = self._route(request)
        characters = sum(len(item.html) for item in request.items)
        costs = self._costs(request.items)
        kind = self._kind(route)
        day = self._options.prices.date
        note = ", ".join(f"{name} {dollars(cost)}" for name, cost in costs.items())
        date = f" as of {day}" if day else ""
        return Quote(characters, costs[kind], route, f"at most by route{date}: {note}")

    def _costs(self, items: Iterable[Item]) -> dict[str, float]:
        """Return an upper bound of the price of *items*, by route."""
        prices = self._options.prices
        rates = {
            "realtime": prices.realtime,
            "batch": prices.batch,
            _WITH_PARALLEL_DATA: prices.act,
        }
        characters = sum(len(item.html) for item in items)
        return {name: characters * rate / 1_000_000 for name, rate in rates.items()}

    def _kind(self, route: str) -> str:
        customised = route == "batch" and self._options.parallel_data
        return _WITH_PARALLEL_DATA if customised else route

    def versions(self, languages: LanguagePair) -> dict[str, str]:
        """Return the present versions of parallel data and terminology.

        Returns:
            name and version of the resources in use, by "parallel-data" and
            "terminology", as in the details of the provenance of results.

        Raises:
            EngineError: a resource cannot be used.
        """
        versions = self._checked(languages)
        return provenance(self.label, "batch", versions, self._options).details

    def collect(self, request: Request, *, wait: bool) -> Iterator[Answer]:
        """Yield results of earlier jobs for the items of *request*, free of charge.

        Raises:
            EngineError: the service or the bucket cannot be reached, or refuses a call.
            EngineNotInstalled: boto3 is not installed.
        """
        _codes(request.languages)
        require_boto3()
        if not self._options.bucket:
            return
        deadline = None
        if wait:
            if self._options.wait <= 0:
                return
            if self._deadline is None:
                self._deadline = time.monotonic() + self._options.wait
            deadline = self._deadline
        versions = self._checked(request.languages) if request.renew else None
        collector = self._collector_for(request.languages)
        yield from collector.collect(
            request.items, versions=versions, deadline=deadline
        )

    def translate(self, request: Request) -> Iterator[Answer]:
        """Start a job or make single calls; yield an answer for every item.

        Raises:
            EngineError: the service refuses the request, or cannot be reached.
        """
        self._warn_of_ineffective_settings(request.languages)
        if self._route(request) == "realtime":
            yield from self._by_calls(request)
        else:
            yield from self._by_job(request)

    def _warn_of_ineffective_settings(self, languages: LanguagePair) -> None:
        options = self._options
        if ineffective := settings_without_effect(
            _codes(languages)[1],
            formality=options.formality,
            profanity=options.profanity,
        ):
            options.notify(
                f"amts_amazon: {ineffective}: Amazon Translate leaves it out, without "
                f"a word, for {languages.target}"
            )

    def _by_calls(self, request: Request) -> Iterator[Answer]:
        source, target = _codes(request.languages)
        options = replace(self._options, route="realtime")
        versions = current_versions(options, self._translate, source, target)
        parameters: dict[str, Any] = {
            "SourceLanguageCode": source,
            "TargetLanguageCode": target,
        }
        if options.terminology:
            parameters["TerminologyNames"] = [options.terminology]
        if settings := self._jobs.settings():
            parameters["Settings"] = settings
        yield from translate_texts(
            request.items,
            self._translate,
            parameters,
            provenance(self.label, "realtime", versions, options),
            lambda item: request.pay_again(self._costs([item])["realtime"]),
        )

    def _by_job(self, request: Request) -> Iterator[Answer]:
        items: list[Item] = []
        for item in request.items:
            if len(item.html.encode()) > MAX_SEGMENT:
                reason = f"longer than {MAX_SEGMENT} bytes, the most that a job takes"
                yield Failure(item.key, reason, transient=False)
            else:
                items.append(item)
        if not items:
            return
        source, target = _codes(request.languages)
        documents = list(pack(items, language=language(request.languages.source).bcp47))
        name, note = self._named(request.languages, items, documents)
        self._job_notes.write(note)
        price = self._costs(items)[self._kind("batch")]
        job_id = self._jobs.start(
            name,
            documents,
            source=source,
            target=target,
            pay_again=lambda: request.pay_again(price),
        )
        self._job_notes.record_start(note, job_id)
        self._options.notify(
            f"job {job_id[:12]}: started with {len(items)} segments in "
            f"{len(documents)} documents"
        )
        for item in items:
            yield Pending(item.key, f"job {job_id[:12]}")

    @property
    def _place(self) -> str:
        """Return the digest of all settings by which jobs of one text differ.

        These are identity, region, bucket, folder, role and KMS key.
        """
        options = self._options
        parts = (self.identity, options.region, options.bucket, options.prefix)
        whole = repr((*parts, options.role_arn, options.kms_key)).encode()
        return blake2b(whole, digest_size=16).hexdigest()

    def _named(
        self, languages: LanguagePair, items: list[Item], documents: list[Document]
    ) -> tuple[JobName, Note]:
        """Return the name of a new job, and the note to store about it."""
        note = Note(
            name="",
            documents={document.name: document.keys for document in documents},
            place=self._place,
            sources=sources_of({item.key: item.html for item in items}),
        )
        versions = str(self._checked(languages))
        content = content_of(note.place, note.sources, note.documents)
        ended = [
            known.attempt
            for known, job in self._collector_for(languages).listed
            if not job.running
            and (known.content, known.versions) == (content, versions)
        ]
        attempt = max(ended, default=-1) + 1
        name = JobName(self._options.book, _pair(languages), versions, content, attempt)
        return name, replace(note, name=str(name))

    def _checked(self, languages: LanguagePair) -> Versions:
        if self._versions is None:
            self._versions = current_versions(
                self._options, self._translate, *_codes(languages)
            )
        return self._versions

    def _collector_for(self, languages: LanguagePair) -> Collector:
        if self._collector is None:
            finder = JobFinder(
                self._options,
                self._jobs,
                self._job_notes,
                self._place,
                _pair(languages),
            )
            self._collector = Collector(finder, self.label)
        return self._collector

    def _route(self, request: Request) -> str:
        options = self._options
        if options.route != "auto":
            return options.route
        if request.renew and options.parallel_data and options.can_batch:
            return "batch"  # single calls would use no parallel data
        size = sum(len(item.html) for item in request.items)
        long = size > AUTO_CHARACTERS or not all(map(fits, request.items))
        return "batch" if long and options.can_batch else "realtime"


def _pair(languages: LanguagePair) -> str:
    return f"{canonical(languages.source)}-{canonical(languages.target)}"


def _codes(languages: LanguagePair) -> tuple[str, str]:
    """Return Amazon's codes of the source and target language.

    Raises:
        EngineUnsupportedPair: Amazon Translate lacks one of the languages, or has the
            same code for both.
    """
    codes = []
    for code in (languages.source, languages.target):
        amazon = language(code).amazon
        if amazon is None:
            raise EngineUnsupportedPair(
                f"Amazon Translate does not know the language {code}; set "
                "another engine for this language in amts_languages"
            )
        codes.append(amazon)
    if codes[0] == codes[1]:
        raise EngineUnsupportedPair(
            f"Amazon Translate has one code ({codes[0]}) for {languages.source} and "
            f"{languages.target}; set another engine for this language"
        )
    return codes[0], codes[1]
