"""Translate the test set with all systems, after calculating the price."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.document_records.documents import Miss
from sphinx_amts.errors import AmtsError, EngineError, EvaluationError
from sphinx_amts.evaluation.sealed import Memories
from sphinx_amts.memory.translation_memory import (
    InMemoryTranslationMemory,
    TranslationMemory,
)
from sphinx_amts.model import Dialect, MessageKind, State
from sphinx_amts.scores.lines import View, lines_of
from sphinx_amts.terminology.terms import pattern_of
from sphinx_amts.text import money
from sphinx_amts.translation.engine_choice import NO_ENGINE, make_engine
from sphinx_amts.translation.engine_client import EngineClient
from sphinx_amts.translation.lookup import lookup_for
from sphinx_amts.translation.pipeline import HumanLookup, Rendering, TranslationPipeline
from sphinx_amts.translation.receipts import Receipt, keep_receipt
from sphinx_amts.typography.typesetting import typeset

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_amts.engines.base import Engine
    from sphinx_amts.evaluation.account import Account
    from sphinx_amts.evaluation.sealed import ResourceFile
    from sphinx_amts.evaluation.systems import Plan, System
    from sphinx_amts.evaluation.translated_book import Message
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.memory.translation_memory import Memory
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.settings.definitions import Settings
    from sphinx_amts.translation.outcome import Outcome

ANSWERS = "answers"
_UNLIMITED_WAIT = 1e9
"""Time to wait for batch jobs, in seconds: practically without limit."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Translation of a message by a system.

    Attributes:
        text: translation; without one the text of the message, as on a page.
        reason: reason why there is no translation; "" if there is one.
    """

    text: tuple[Inline, ...]
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class SystemRun:
    """One run of a system: one direction, one variant of its parallel data.

    Attributes:
        system: the system.
        languages: source and target language of the direction.
        variant: filter of the parallel data, "included", or "" without parallel data.
        messages: messages to translate.
        parallel_data: file of parallel data; `None` for none.
        terminology: file of terms; `None` for none.
        memory: human translations of other documents, for the engine "memory".
        hypotheses: one hypothesis for each message, after the run.
        faults: errors of the engine, one line each.
        missing: number of segments without a translation so far.
        asks: whether requests to the engine are needed.
        price: maximal price of the missing segments, in US dollars.
        spent: maximal amount that was spent on the run, in US dollars.
    """

    system: System
    languages: LanguagePair
    variant: str
    messages: Sequence[Message]
    parallel_data: ResourceFile | None = None
    terminology: ResourceFile | None = None
    memory: Memories = field(default_factory=Memories)
    hypotheses: list[Hypothesis] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    missing: int = 0
    asks: bool = False
    price: float = 0.0
    spent: float = 0.0

    def __str__(self) -> str:
        variant = f" ({self.variant})" if self.variant else ""
        return f"{self.system.name}{variant}, {self.languages}"


class Runner:
    """Runner of systems on the test set, which spends only what is permitted.

    All translations are kept in the output folder, so that none is paid for twice.

    Args:
        plan: plan of the evaluation.
        project: name of the book.
        account: account to which parallel data are uploaded for the run.
    """

    def __init__(self, plan: Plan, project: str, account: Account) -> None:
        self._plan = plan
        self._project = project
        self._folder = plan.output / ANSWERS
        self._account = account

    def price(self, runs: Sequence[SystemRun]) -> float:
        """Count the missing segments of *runs*, and return their maximal price.

        Nothing is sent. Counts, prices and errors are stored in the runs.

        Returns:
            price in US dollars.
        """
        for run in runs:
            try:
                outcome = self._translate(run, ask=False)
            except EngineError as exc:
                run.faults.append(f"{run}: {exc}")
                continue
            if outcome.failed:
                run.faults += [f"{run}: {notice}" for notice in outcome.notices]
                continue
            run.missing = outcome.usage.segments_missing
            run.price = outcome.usage.price_missing
            run.asks = bool(run.missing or outcome.problems)
        return sum(run.price for run in runs)

    def refuse_unpermitted(self, total: float) -> None:
        """Raise an error if the *total* price is more than is permitted.

        Raises:
            EvaluationError: the price is more than is permitted.
        """
        if total > 0 and not self._plan.permission.allows(total):
            limit = self._plan.permission.limit
            over = f"more than the limit of {money.limit(limit)}"
            raise EvaluationError(
                "nothing is sent: all systems together cost at most "
                f"{money.dollars(total)}: {over if limit else 'no permission'}; "
                "give the US dollars that this run may spend with --spend"
            )

    def run(self, runs: Sequence[SystemRun]) -> None:
        """Translate the test set in each of *runs*, and store hypotheses in the run.

        All batch jobs are started before the first one is waited for.
        """
        started = [run for run in runs if not run.faults and self._start(run)]
        for run in started:
            self._attempt(run, wait=_UNLIMITED_WAIT)
        for run in runs:
            if run.asks and run.system.engine == "amazon" and not run.faults:
                self._clear_jobs(run)

    def _start(self, run: SystemRun) -> bool:
        """Request the missing translations; return whether batch jobs are pending."""
        if run.asks:
            self._plan.notify(f"{run}: {run.missing} segments to translate")
            try:
                self._upload(run)
            except AmtsError as exc:
                run.faults.append(f"{run}: {exc}")
                return False
        outcome = self._attempt(run, wait=0.0)
        return outcome is not None and any(
            state is State.PENDING for state, _ in outcome.problems.values()
        )

    def _attempt(self, run: SystemRun, *, wait: float) -> Outcome | None:
        run.faults.clear()
        try:
            outcome = self._translate(run, ask=run.asks, wait=wait)
        except EngineError as exc:
            run.faults.append(f"{run}: {exc}")
            return None
        run.faults += [f"{run}: {notice}" for notice in outcome.notices]
        return outcome

    def _clear_jobs(self, run: SystemRun) -> None:
        settings = self._settings(run, 0.0)
        try:
            self._account.clear_jobs(settings.amazon, self._name(run, settings))
        except EngineError as exc:
            run.faults.append(f"{run}: its documents are still in the bucket: {exc}")

    def _upload(self, run: SystemRun) -> None:
        amazon = run.system.configured(self._plan.base).amazon
        if run.system.engine != "amazon":
            return
        if run.parallel_data is not None:
            self._account.upload_parallel_data(amazon, run.parallel_data)
        if run.terminology is not None:
            self._account.upload_terminology(
                amazon, run.terminology, run.languages.target
            )

    def _settings(self, run: SystemRun, wait: float) -> Settings:
        system = run.system
        if system.engine != "amazon":
            return system.configured(self._plan.base)
        amazon = system.configured(self._plan.base).amazon
        data, terms = run.parallel_data, run.terminology
        configured = system.configured(
            self._plan.base,
            parallel_data=self._account.name_of(amazon, data) if data else "",
            terminology=self._account.name_of(amazon, terms) if terms else "",
        )
        return replace(configured, wait=wait)

    def _translate(self, run: SystemRun, *, ask: bool, wait: float = 0.0) -> Outcome:
        """Look up and translate the messages of *run*, as a build does.

        Hypotheses are stored in *run*, translations and receipts in the output folder.

        Raises:
            EngineError: the engine is set up wrongly.
            EvaluationError: the translations kept in the folder are by another engine.
        """
        settings = self._settings(run, wait)
        folder = self._folder / self._mark(run, settings)
        engine = make_engine(
            settings,
            project=self._name(run, settings),
            memory_dir=folder,
            notify=self._plan.notify,
        )
        memory: Memory = InMemoryTranslationMemory()
        if engine is not None:
            memory = TranslationMemory.open(folder)
            _refuse_foreign(memory, engine, run.languages, folder)
        kept: dict[str, tuple[Inline, ...]] = {}

        def keep(inlines: Sequence[Inline], _: Dialect, __: MessageKind) -> str:
            (text,) = lines_of([inlines], View.EVERYTHING)
            kept[text] = tuple(inlines)
            return text

        lookup = lookup_for(engine, memory, run.languages)
        rendering = Rendering(
            decode=keep,
            typeset=lambda inlines: typeset(
                inlines, run.languages.target, settings.typography
            ),
            keep=pattern_of(list(settings.keep)),
        )
        client: EngineClient | None = None
        if engine is not None:
            client = EngineClient(
                engine,
                lookup,
                permission=self._plan.permission,
                price_per_million=settings.command_price,
                ask=ask,
            )
        pipeline = TranslationPipeline(
            lookup,
            client,
            segment=settings.segment,
            human=HumanLookup(index=lambda: run.memory.index),
            rendering=rendering,
        )
        misses = [_miss(message) for message in run.messages]
        try:
            outcome = pipeline.translate(misses)
        finally:
            self._keep_receipt(run, engine, pipeline.outcome)
            memory.close()
        kept = {**run.memory.known, **kept}
        run.hypotheses = [
            _hypothesis(message, miss, outcome, kept)
            for message, miss in zip(run.messages, misses, strict=True)
        ]
        return outcome

    def _name(self, run: SystemRun, settings: Settings) -> str:
        """Return the name under which jobs of a run are started."""
        return f"{self._project} evaluation {self._mark(run, settings)}"

    def _mark(self, run: SystemRun, settings: Settings) -> str:
        """Return a digest of all settings that change the translations of a run."""
        engine = make_engine(settings)
        parts = [
            str(run.languages),
            engine.identity if engine is not None else NO_ENGINE,
            run.system.route,
            run.parallel_data.digest if run.parallel_data else "",
            run.terminology.digest if run.terminology else "",
        ]
        return blake2b(json.dumps(parts).encode(), digest_size=6).hexdigest()

    def _keep_receipt(
        self, run: SystemRun, engine: Engine | None, outcome: Outcome
    ) -> None:
        usage = outcome.usage
        if engine is None or not engine.metered or not usage.segments_sent:
            return
        run.spent += usage.price_sent
        receipt = Receipt.of(
            usage,
            engine,
            book=self._project,
            languages=run.languages,
            limit=self._plan.permission.limit,
        )
        try:
            keep_receipt(self._folder, receipt, datetime.now(UTC))
        except OSError as exc:
            run.faults.append(f"{run}: no receipt could be kept: {exc}")


def _refuse_foreign(
    memory: Memory, engine: Engine, languages: LanguagePair, folder: Path
) -> None:
    """Raise an error if the *memory* of a run has translations by another engine."""
    others = [name for name in memory.engines(languages) if name != engine.identity]
    if others:
        raise EvaluationError(
            f"{folder}: besides answers of {engine.identity}, it holds text of "
            f"{', '.join(others)}; a run with a memory that is not its own is refused; "
            "remove this folder"
        )


def _miss(message: Message) -> Miss:
    (text,) = lines_of([message.source], View.EVERYTHING)
    return Miss(
        text=text,
        kind=MessageKind.BLOCK,
        dialect=Dialect.PLAIN,
        line=message.line,
        inlines=message.source,
    )


def _hypothesis(
    message: Message,
    miss: Miss,
    outcome: Outcome,
    kept: dict[str, tuple[Inline, ...]],
) -> Hypothesis:
    translation = outcome.translations.get(miss.key)
    if translation is not None:
        return Hypothesis(kept.get(translation.msgstr, message.source))
    _, reason = outcome.problems.get(miss.key, (State.UNTRANSLATED, "not translated"))
    return Hypothesis(message.source, reason)
