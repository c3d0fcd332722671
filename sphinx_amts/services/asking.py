"""Asking an engine: with permission, and keeping every answer at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import Engine, Failure, Item, Pending, Request, Result
from sphinx_amts.errors import EngineError, TranslationMemoryError
from sphinx_amts.markup.exchange import key_form, to_html
from sphinx_amts.markup.model import Inline, visible_text
from sphinx_amts.model import LanguagePair, Origin, State
from sphinx_amts.services.permission import Permission, price
from sphinx_amts.storage.stored_unit import StoredUnit, unit_key

if TYPE_CHECKING:
    from sphinx_amts.services.outcome import Outcome
    from sphinx_amts.storage.memory import Memory

Wanted = tuple[tuple[Inline, ...], str, str]
"""A segment to ask for, with the text before and after it in its message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A translation of a segment, not yet checked.

    Attributes:
        sent: exchange form of the segment that was translated.
        html: exchange form of the translation.
    """

    sent: str
    html: str
    origin: Origin
    engine: str
    route: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a segment has no translation."""

    state: State
    reason: str


Progress = Callable[[int, int], None]


class Asker:
    """Asks one engine on behalf of one run.

    Args:
        outcome: where use, notices and faults are noted.
        ask: `False` to count only what would be sent.
        progress: told how many of how many segments have been answered.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        languages: LanguagePair,
        memory: Memory,
        permission: Permission,
        price_per_million: float,
        outcome: Outcome,
        ask: bool,
        progress: Progress,
    ) -> None:
        self._engine = engine
        self._languages = languages
        self._memory = memory
        self._permission = permission
        self._price = price_per_million
        self._outcome = outcome
        self._ask = ask
        self._progress = progress

    def ask(self, wanted: list[Wanted], answers: dict[str, Answer | Problem]) -> bool:
        """Ask for segments and put what comes into *answers*, by key form.

        Whatever happens, answers that came are stored.

        Returns:
            `False` if nothing more may be asked in this run.

        Raises:
            EngineError: the engine is set up wrongly.
        """
        usage = self._outcome.usage
        characters = sum(len(visible_text(segment)) for segment, _, _ in wanted)
        if not self._may_ask(len(wanted), characters):
            usage.segments_missing += len(wanted)
            usage.characters_missing += characters
            return False
        forms: dict[str, tuple[str, tuple[Inline, ...]]] = {}
        items = []
        for segment, before, after in wanted:
            form = key_form(segment)
            key = unit_key(form, self._languages, self._engine.identity)
            forms[key] = (form, segment)
            items.append(
                Item(key=key, html=to_html(segment), before=before, after=after)
            )
        usage.engine_calls += 1
        usage.segments_sent += len(items)
        usage.characters_sent += characters
        request = Request(items=tuple(items), languages=self._languages)
        failures: list[Failure] = []
        try:
            for done, answer in enumerate(self._engine.translate(request)):
                self._progress(done, len(items))
                form, segment = forms[answer.key]
                if isinstance(answer, Result):
                    self._store(answer, segment)
                    answers[form] = Answer(
                        to_html(segment),
                        answer.html,
                        Origin.MACHINE,
                        answer.provenance.engine,
                        answer.provenance.route,
                    )
                elif isinstance(answer, Pending):
                    reason = f"job {answer.job} is still running"
                    answers[form] = Problem(State.PENDING, reason)
                else:
                    failures.append(answer)
                    answers[form] = Problem(
                        State.UNTRANSLATED if answer.transient else State.REJECTED,
                        answer.reason,
                    )
        except EngineError as exc:
            if not exc.transient:
                raise
            self._outcome.complete = False
            self._notice(str(exc))
            return False
        self._progress(len(items), len(items))
        transient = [failure for failure in failures if failure.transient]
        if transient:
            self._outcome.complete = False
            count = len(transient)
            what = f"{count} segment{'s' if count != 1 else ''} failed"
            self._notice(f"{what}: {transient[0].reason}")
        return True

    def _may_ask(self, segments: int, characters: int) -> bool:
        if not self._ask:
            return False
        if not self._engine.metered:
            return True
        cost = price(characters, self._price)
        sent = f"{segments} segments, {characters} characters, about ${cost:.2f}"
        if not self._memory.writable:
            self._outcome.complete = False
            self._notice(
                f"nothing is sent to {self._engine.name} ({sent}), because what is "
                f"paid for would be lost: {self._memory.problem}"
            )
            return False
        if not self._permission.allows(cost):
            limit = self._permission.limit
            why = f"more than the limit of ${limit:.2f}" if limit else "no permission"
            self._notice(
                f"nothing is sent to {self._engine.name} ({sent}): {why}; "
                "set AMTS_SPEND or -D amts_spend_limit to the US dollars that this "
                "run may spend"
            )
            return False
        self._permission.spend(cost)
        return True

    def _store(self, answer: Result, segment: tuple[Inline, ...]) -> None:
        if not self._memory.writable:
            return
        try:
            self._memory.put(
                StoredUnit(
                    key=answer.key,
                    source=to_html(segment),
                    target=answer.html,
                    languages=self._languages,
                    engine=self._engine.identity,
                    provenance=answer.provenance,
                    stored=datetime.now(UTC).date().isoformat(),
                )
            )
        except TranslationMemoryError as exc:
            if self._engine.metered:
                raise
            self._outcome.complete = False
            if not self._memory.problem:  # which the end of the build tells
                self._notice(str(exc))

    def _notice(self, text: str) -> None:
        if text not in self._outcome.notices:
            self._outcome.notices.append(text)
