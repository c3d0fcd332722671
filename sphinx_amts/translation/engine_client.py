"""Request translations from an engine within the budget, and store each at once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import (
    Answer,
    Engine,
    Failure,
    Item,
    JobEngine,
    Pending,
    Quote,
    Request,
    Result,
    is_instant,
    keeps_marked,
)
from sphinx_amts.errors import (
    EngineError,
    EngineLimitError,
    EngineNotInstalled,
    TranslationMemoryError,
)
from sphinx_amts.markup.exchange import key_form, to_html
from sphinx_amts.markup.exchange_opaque import from_opaque
from sphinx_amts.memory.stored_unit import StoredUnit, unit_key, well_formed
from sphinx_amts.model import Origin, State
from sphinx_amts.text import money
from sphinx_amts.text.secrets import without_secrets
from sphinx_amts.translation.answers import (
    BETWEEN_REPORTS,
    Batch,
    Problem,
    Progress,
    SegmentTranslation,
    Wanted,
    failed_notice,
)
from sphinx_amts.translation.budget import Permission, price
from sphinx_amts.translation.outcome import Outcome
from sphinx_amts.translation.payment_lock import payment_lock

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_amts.translation.lookup import Lookup


class EngineClient:
    """Request translations from one engine on behalf of one run.

    Args:
        engine: the engine.
        lookup: finds stored answers; new answers are added to its memory.
        permission: limit of spending.
        price_per_million: US dollars per million characters, without a price list.
        ask: `False` to count segments without sending them.
        collects: whether the results of earlier jobs are looked for.
        progress: called with the numbers of answered and of all segments.

    Attributes:
        asks: whether requests are sent, not only counted.
        outcome: usage, notices and faults of the run.
    """

    def __init__(
        self,
        engine: Engine,
        lookup: Lookup,
        *,
        permission: Permission,
        price_per_million: float = 0.0,
        ask: bool = True,
        collects: bool = True,
        progress: Progress = lambda done, total: None,  # noqa: ARG005
    ) -> None:
        self.asks = ask
        self.outcome = Outcome()
        self._engine = engine
        self._opaque = not keeps_marked(engine)
        self._stores = not is_instant(engine)
        self._languages = lookup.languages
        self._memory = lookup.memory
        self._lookup = lookup
        self._permission = permission
        self._price = price_per_million
        self._jobs = engine if collects and isinstance(engine, JobEngine) else None
        self._progress = progress
        self._failures: list[Failure] = []
        self._is_stopped = False

    def ask(
        self,
        wanted: list[Wanted],
        answers: dict[str, SegmentTranslation | Problem],
        keep: re.Pattern[str] | None = None,
    ) -> bool:
        """Request translations of *wanted*, and add them to *answers*.

        Answers are stored at once, whatever fails later. The results of earlier jobs
        are collected first, which is free. A failure of the engine is only reported,
        and later requests of the run are only counted.

        Args:
            wanted: segments, each with the text before and after it.
            answers: answers by key form (normalised source).
            keep: finds the words of a text that are not to be translated.

        Returns:
            `False` if nothing more may be requested in this run.
        """
        batch = self._batch(wanted, answers, keep)
        if self._is_stopped:
            self._count_missing(self._request(batch.items), batch, Quote(0, 0.0, ""))
            return False
        jobs = self._jobs
        asked, sent = True, False
        self._is_stopped = True
        try:
            unseen = self._collect(jobs, batch) if jobs is not None else ""
            pays = self.asks and self._engine.metered and self._permission.limit > 0
            with payment_lock(self._engine, self._languages, pays=pays) as waited:
                if waited:
                    batch.add_stored(self._lookup.find(batch.missing_forms()))
                request = self._request(batch.missing())
                if request.items:
                    asked = sent = self._may_ask(request, batch, unseen)
                    if asked:
                        self._receive(self._engine.translate(request), batch)
            pending = self._request(batch.pending())
            if jobs is not None and self.asks and pending.items:
                self._receive(jobs.collect(pending, wait=True), batch)
            self._is_stopped = False
        except EngineError as exc:
            self.outcome.broken = not isinstance(exc, EngineLimitError)
            if exc.transient:  # some of it may have been carried out
                self.outcome.complete = False
                self._report_obstacle(str(exc))
            else:
                self._report_missing(batch, str(exc), counted=sent)
        except ImportError as exc:  # of a plug-in that imports what it needs late
            reason = f"the engine {self._engine.name} cannot be used ({exc})"
            remedy = "install the package that it needs"
            self.outcome.broken = True
            self._report_missing(batch, f"{reason}; {remedy}", counted=sent)
        except TranslationMemoryError as exc:
            # the answers received so far are shown, and nothing more is paid for
            self.outcome.complete = False
            self._report_failure(str(exc))
        if batch.pending():
            self.outcome.complete = False
        return asked and not self._is_stopped

    def _report_missing(self, batch: Batch, why: str, *, counted: bool) -> None:
        """Count the unanswered segments as missing, and report the reason.

        Args:
            batch: the segments of the request.
            why: the reason, in one line.
            counted: whether the segments have already been counted as sent.
        """
        self.outcome.complete = False
        request = self._request(batch.missing())
        quote = Quote(0, 0.0, "")
        with suppress(EngineError, ImportError):
            quote = self._quote(request)
        self._count_missing(request, batch, quote)
        if counted:
            usage = self.outcome.usage
            usage.segments_sent -= len(request.items)
            usage.characters_sent -= batch.characters(request.items)
            usage.price_sent -= quote.price
        self._report_obstacle(why)

    def _batch(
        self,
        wanted: list[Wanted],
        answers: dict[str, SegmentTranslation | Problem],
        keep: re.Pattern[str] | None,
    ) -> Batch:
        batch = Batch(answers)
        for one in wanted:
            form = key_form(one[0])
            key = unit_key(form, self._languages, self._engine.identity)
            batch.add(key, form, one, to_html(one[0], keep=keep), opaque=self._opaque)
        return batch

    def _request(self, items: Iterable[Item]) -> Request:
        return Request(
            items=tuple(items),
            languages=self._languages,
            renew=self._lookup.renew is not None,
            pay_again=self._pay_again,
        )

    def _pay_again(self, price: float) -> bool:
        """Commit to the price of a repeated call; return whether it is permitted."""
        if not self._engine.metered:
            return True
        if not self._permission.spend(price):
            return False
        self.outcome.usage.price_sent += price
        return True

    def _collect(self, engine: JobEngine, batch: Batch) -> str:
        """Collect the results of earlier jobs.

        Returns:
            why collecting failed; empty if it did not.

        Raises:
            EngineError: collecting failed in a run that may pay: without the state of
                earlier jobs, segments might be paid for twice.
        """
        request = self._request(batch.missing())
        kept = tuple(
            item for item in request.items if item.key not in self._lookup.renewed_keys
        )
        request = replace(request, items=kept)
        usage = self.outcome.usage
        try:
            self._receive(engine.collect(request, wait=False), batch)
        except EngineError as exc:
            usage.unseen = str(exc)
            paid = self.asks and self._permission.limit
            if paid or isinstance(exc, EngineNotInstalled):
                raise
            self.outcome.complete = False
            return f"earlier jobs were not looked for: {exc}"
        usage.segments_unknown += sum(
            isinstance(answer := batch.answer(item.key), Problem)
            and answer.state is State.UNTRANSLATED
            for item in kept
        )
        return ""

    def _receive(self, incoming: Iterator[Answer], batch: Batch) -> None:
        """Store each answer of an engine as soon as it comes."""
        sent = batch.sent
        shown, failed = 0.0, len(self._failures)
        for done, answered in enumerate(incoming):
            if monotonic() - shown > BETWEEN_REPORTS:
                self._progress(min(done, len(sent)), len(sent))
                shown = monotonic()
            answer = self._with_marked_text(answered, sent)
            if isinstance(answer, Result):
                source = answer.sent or sent.get(answer.key, "")
                html = well_formed(answer.html)
                found = SegmentTranslation(
                    source, html, Origin.MACHINE, answer.provenance
                )
                batch.put(answer.key, found)
                self._store(answer, source)
            elif isinstance(answer, Pending):
                reason = f"{answer.job} is still running"
                if answer.job not in self.outcome.usage.jobs:
                    self.outcome.usage.jobs.append(answer.job)
                batch.put(answer.key, Problem(State.PENDING, reason))
            else:
                self._failures += [answer] * answer.transient
                state = State.UNTRANSLATED if answer.transient else State.REJECTED
                batch.put(answer.key, Problem(state, without_secrets(answer.reason)))
        self._progress(len(sent), len(sent))
        if len(self._failures) > failed:
            self.outcome.complete = False
            before = without_secrets(failed_notice(self._failures[:failed]))
            self.outcome.notices = [n for n in self.outcome.notices if n != before]
            self._report_failure(failed_notice(self._failures))

    def _with_marked_text(self, answer: Answer, sent: Mapping[str, str]) -> Answer:
        """Return *answer* with the text of opaque elements, which was not sent."""
        if not self._opaque or not isinstance(answer, Result) or answer.key not in sent:
            return answer
        whole = sent[answer.key]
        return replace(answer, html=from_opaque(answer.html, whole), sent=whole)

    def _may_ask(self, request: Request, batch: Batch, unseen: str) -> bool:
        """Return whether *request* may be sent; count it as sent or as missing.

        Args:
            request: the segments without an answer.
            batch: all segments.
            unseen: why earlier jobs could not be read, for the same report.
        """
        usage = self.outcome.usage
        quote = self._quote(request)
        if not self._is_permitted(quote, len(request.items), unseen):
            self._count_missing(request, batch, quote)
            return False
        usage.engine_calls += 1
        usage.segments_sent += len(request.items)
        usage.characters_sent += batch.characters(request.items)
        usage.price_sent += quote.price
        if quote.route and quote.route not in usage.routes:
            usage.routes.append(quote.route)
        return True

    def _count_missing(self, request: Request, batch: Batch, quote: Quote) -> None:
        usage = self.outcome.usage
        usage.segments_missing += len(request.items)
        usage.characters_missing += batch.characters(request.items)
        usage.price_missing += quote.price
        usage.price_note = quote.note

    def _quote(self, request: Request) -> Quote:
        if isinstance(self._engine, JobEngine):
            return self._engine.quote(request)
        per_million = self._price if self._engine.metered else 0.0
        # a service may count markup: this is the upper bound
        characters = sum(len(item.html) for item in request.items)
        return Quote(characters, price(characters, per_million), "")

    def _is_permitted(self, quote: Quote, segments: int, unseen: str) -> bool:
        if not self.asks:
            if unseen:
                self._add_notice(unseen)
            return False
        if not self._engine.metered:
            return True
        route = f" by {quote.route}" if quote.route else ""
        sent = (
            f"{segments} segments, {quote.characters} characters, "
            f"at most {money.dollars(quote.price)}{route}"
        )
        if not self._can_store():
            self.outcome.complete = False
            self._report_failure(
                f"nothing is sent to {self._engine.label} ({sent}), because what is "
                f"paid for would be lost: {self._memory.problem}"
            )
            return False
        if not self._permission.spend(quote.price):
            limit, left = self._permission.limit, self._permission.allows(quote.price)
            if left or isinstance(self._engine, JobEngine):
                # other languages may need less next time, or a job is started elsewhere
                self.outcome.complete = False
            why = self._permission.refusal(quote.price)
            report = self._report_failure if limit else self._add_notice
            report(
                f"nothing is sent to {self._engine.label} ({sent}): {why}; "
                "set AMTS_SPEND, or --spend of sphinx-amts, to the US dollars that "
                f"this run may spend{quote.note and f' ({quote.note})'}"
                f"{unseen and f'; {unseen}'}"
            )
            return False
        return True

    def _can_store(self) -> bool:
        """Return whether answers can be stored; try it only if they may cost money."""
        if not self._permission.limit:
            return self._memory.writable
        return self._memory.can_store(self._languages, self._engine.identity)

    def _store(self, answer: Result, source: str) -> None:
        if not self._stores or not self._memory.writable:
            return
        try:
            self._memory.put(
                StoredUnit(
                    key=answer.key,
                    source=source,
                    target=answer.html,
                    languages=self._languages,
                    engine=self._engine.identity,
                    provenance=answer.provenance,
                    stored=datetime.now(UTC).date().isoformat(),
                ),
                self._lookup.book,
            )
        except TranslationMemoryError as exc:
            if self._engine.metered:
                raise
            self.outcome.complete = False
            if not self._memory.problem:  # reported at the end of the build
                self._report_failure(str(exc))

    def _report_obstacle(self, text: str) -> None:
        """Report what prevents a request, as a failure unless nothing may be spent."""
        free = not self._engine.metered
        (self._report_failure if free or self._permission.limit else self._add_notice)(
            text
        )

    def _report_failure(self, text: str) -> None:
        """Report a failure."""
        self.outcome.failed = True
        self._add_notice(text)

    def _add_notice(self, text: str) -> None:
        """Add a line to the notices of the run."""
        text = without_secrets(text)
        if text not in self.outcome.notices:
            self.outcome.notices.append(text)
