"""From messages that nothing covers to translations: look up, then ask an engine.

Each message is split into sentences. What people wrote elsewhere in the book and what
the memory holds is used first; only the rest is sent, each different sentence once,
and every answer is stored before anything else is done with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import (
    Engine,
    Failure,
    Item,
    Pending,
    Request,
    Result,
)
from sphinx_amts.errors import EngineError, PlaceableError, TranslationMemoryError
from sphinx_amts.markup.exchange import (
    from_html,
    from_runs,
    key_form,
    plain_runs,
    to_html,
)
from sphinx_amts.markup.model import Inline, Span, Text, visible_text
from sphinx_amts.markup.segmentation import (
    Sentences,
    join_sentences,
    split_sentences,
)
from sphinx_amts.model import Dialect, LanguagePair, MessageKind, Origin, State
from sphinx_amts.services.outcome import Outcome, Translation
from sphinx_amts.services.permission import Permission, price
from sphinx_amts.storage.stored_unit import StoredUnit, unit_key
from sphinx_amts.storage.tmx import IMPORTED

if TYPE_CHECKING:
    from sphinx_amts.services.human import HumanIndex
    from sphinx_amts.services.records import Miss, MissKey
    from sphinx_amts.storage.memory import Memory

logger = logging.getLogger(__name__)

_RANK = {origin: rank for rank, origin in enumerate(Origin)}


@dataclass(frozen=True, slots=True)
class _Answer:
    sent: str
    html: str
    origin: Origin
    engine: str
    route: str = ""


@dataclass(frozen=True, slots=True)
class _Problem:
    state: State
    reason: str


class _Missing(Exception):  # no error, it says what to ask for
    def __init__(self, segments: Sequence[tuple[Inline, ...]]) -> None:
        super().__init__()
        self.segments = segments


Decode = Callable[[Sequence[Inline], Dialect, MessageKind], str]


class Translator:
    """Translates misses of one language.

    Args:
        engine: `None` if nothing is to be asked.
        human: makes the index of what people wrote; called only if needed.
        decode: writes inline elements in a dialect.
        ask: `False` to look up only, and count what would be sent.
    """

    def __init__(
        self,
        *,
        languages: LanguagePair,
        segment: str,
        memory: Memory,
        engine: Engine | None,
        permission: Permission,
        price_per_million: float,
        human: Callable[[], HumanIndex],
        decode: Decode,
        ask: bool = True,
    ) -> None:
        self._languages = languages
        self._segment = segment
        self._memory = memory
        self._engine = engine
        self._permission = permission
        self._price = price_per_million
        self._human = human
        self._decode = decode
        self._ask = ask
        self._answers: dict[str, _Answer | _Problem] = {}
        self._outcome = Outcome()

    def translate(self, misses: Iterable[Miss]) -> Outcome:
        """Translate *misses*; those with the same key only once.

        Raises:
            EngineError: the engine is set up wrongly. What it had answered before
                is in the memory.
        """
        unique = {miss.key: miss for miss in misses}
        if not unique:
            return self._outcome
        index = self._human()
        split: dict[MissKey, Sentences] = {}
        for key, miss in unique.items():
            text = index.messages.get(miss.dialect, {}).get(miss.text)
            if text is not None:
                self._outcome.translations[key] = Translation(
                    text=text, origin=Origin.MEMORY, engine="human"
                )
            else:
                split[key] = self._split(miss)
        self._look_up(
            (s for sentences in split.values() for s in sentences.segments), index
        )
        # Twice at most: what an answer breaks is asked for again in plain runs.
        for _ in range(3):
            wanted = self._assemble(unique, split)
            if not wanted:
                break
            self._look_up((segment for segment, _, _ in wanted), index)
            wanted = [w for w in wanted if key_form(w[0]) not in self._answers]
            if wanted and not self._ask_engine(wanted):
                break
        return self._outcome

    def _split(self, miss: Miss) -> Sentences:
        if self._segment == "message":
            return Sentences(segments=(miss.inlines,), separators=())
        return split_sentences(miss.inlines, self._languages.source)

    def _look_up(
        self, segments: Iterable[tuple[Inline, ...]], index: HumanIndex
    ) -> None:
        forms = dict.fromkeys(key_form(s) for s in segments if _has_letters(s))
        for form in forms:
            if form not in self._answers and form in index.sentences:
                sent, html = index.sentences[form]
                self._answers[form] = _Answer(sent, html, Origin.MEMORY, "human")
        for identity in self._identities():
            keys = {
                unit_key(form, self._languages, identity): form
                for form in forms
                if form not in self._answers
            }
            for key, unit in self._memory.get_many(keys).items():
                self._answers[keys[key]] = _from_memory(unit)
                self._outcome.usage.memory_hits += 1

    def _identities(self) -> list[str]:
        """Return whose answers count, best first."""
        known = self._memory.engines(self._languages)
        if self._engine is None:
            return [name for name in known if not name.startswith("pseudo")]
        own = self._engine.identity
        return [own, *(name for name in known if name == IMPORTED and name != own)]

    def _assemble(
        self, unique: dict[MissKey, Miss], split: dict[MissKey, Sentences]
    ) -> list[tuple[tuple[Inline, ...], str, str]]:
        """Put together what has all its parts; return what to ask for, with context."""
        wanted: dict[str, tuple[tuple[Inline, ...], str, str]] = {}
        for key, sentences in split.items():
            if key in self._outcome.translations or key in self._outcome.problems:
                continue
            texts = [visible_text(segment) for segment in sentences.segments]
            parts: list[tuple[tuple[Inline, ...], _Answer | None]] = []
            problem: _Problem | None = None
            missing = False
            for number, segment in enumerate(sentences.segments):
                try:
                    part = self._translate_segment(segment)
                except _Missing as need:
                    missing = True
                    before = " ".join(texts[:number])
                    after = " ".join(texts[number + 1 :])
                    for part_of in need.segments:
                        wanted.setdefault(key_form(part_of), (part_of, before, after))
                    continue
                if isinstance(part, _Problem):
                    problem = problem or part
                else:
                    parts.append(part)
            if problem is not None:
                self._outcome.problems[key] = (problem.state, problem.reason)
            elif not missing:
                self._finish(unique[key], sentences, parts)
        return list(wanted.values())

    def _translate_segment(
        self, segment: tuple[Inline, ...]
    ) -> tuple[tuple[Inline, ...], _Answer | None] | _Problem:
        if not _has_letters(segment):
            return segment, None
        answer = self._answers.get(key_form(segment))
        if answer is None:
            raise _Missing([segment])
        if isinstance(answer, _Problem):
            return answer
        try:
            return from_html(answer.html, segment, sent=answer.sent), answer
        except PlaceableError as exc:
            return self._in_runs(segment, answer, str(exc))

    def _in_runs(
        self, segment: tuple[Inline, ...], answer: _Answer, reason: str
    ) -> tuple[tuple[Inline, ...], _Answer | None] | _Problem:
        """Translate the text between the placeables piece by piece."""
        runs = [(Text(run),) for run in plain_runs(segment)]
        if runs == [segment]:
            return _Problem(State.REJECTED, reason)
        translated: list[str] = []
        missing: list[tuple[Inline, ...]] = []
        for run in runs:
            found = self._answers.get(key_form(run))
            if found is None:
                missing.append(run)
            elif isinstance(found, _Problem):
                return _Problem(found.state, f"{reason}; in runs: {found.reason}")
            else:
                try:
                    translated.append(visible_text(from_html(found.html, run)))
                except PlaceableError as exc:
                    return _Problem(State.REJECTED, f"{reason}; in runs: {exc}")
        if missing:
            if self._engine is None or not self._ask:
                return _Problem(State.REJECTED, reason)
            raise _Missing(missing)
        return from_runs(segment, translated), answer

    def _finish(
        self,
        miss: Miss,
        sentences: Sentences,
        parts: Sequence[tuple[tuple[Inline, ...], _Answer | None]],
    ) -> None:
        answers = [answer for _, answer in parts if answer is not None]
        weakest = max(answers, key=lambda answer: _RANK[answer.origin])
        try:
            joined = join_sentences(
                [inlines for inlines, _ in parts],
                sentences.separators,
                self._languages.target,
            )
            text = self._decode(joined, miss.dialect, miss.kind)
        except PlaceableError as exc:
            self._outcome.problems[miss.key] = (State.REJECTED, str(exc))
            return
        self._outcome.translations[miss.key] = Translation(
            text=text,
            origin=weakest.origin,
            engine=weakest.engine,
            route=weakest.route,
        )

    def _ask_engine(self, wanted: list[tuple[tuple[Inline, ...], str, str]]) -> bool:
        """Ask for segments; whatever happens, answers that came are stored.

        Returns:
            `False` if nothing may be asked.
        """
        usage = self._outcome.usage
        characters = sum(len(visible_text(segment)) for segment, _, _ in wanted)
        if not self._may_ask(len(wanted), characters):
            usage.segments_missing += len(wanted)
            usage.characters_missing += characters
            return False
        assert self._engine is not None
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
            for answer in self._engine.translate(request):
                form, segment = forms[answer.key]
                if isinstance(answer, Result):
                    self._store(answer, segment)
                    self._answers[form] = _Answer(
                        to_html(segment),
                        answer.html,
                        Origin.MACHINE,
                        answer.provenance.engine,
                        answer.provenance.route,
                    )
                elif isinstance(answer, Pending):
                    reason = f"job {answer.job} is still running"
                    self._answers[form] = _Problem(State.PENDING, reason)
                else:
                    failures.append(answer)
                    self._answers[form] = _Problem(
                        State.UNTRANSLATED if answer.transient else State.REJECTED,
                        answer.reason,
                    )
        except EngineError as exc:
            if not exc.transient:
                raise
            self._outcome.complete = False
            self._notice(str(exc))
        transient = [failure for failure in failures if failure.transient]
        if transient:
            self._outcome.complete = False
            self._notice(f"{len(transient)} segments failed: {transient[0].reason}")
        return True

    def _may_ask(self, segments: int, characters: int) -> bool:
        if self._engine is None or not self._ask:
            return False
        if not self._engine.metered:
            return True
        cost = price(characters, self._price)
        sent = f"{segments} segments, {characters} characters, about ${cost:.2f}"
        if not self._memory.writable:
            self._notice(
                f"nothing is sent ({sent}), because the translation memory cannot "
                "be written and would lose what is paid for"
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
        assert self._engine is not None
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
            self._notice(str(exc))

    def _notice(self, text: str) -> None:
        if text not in self._outcome.notices:
            self._outcome.notices.append(text)


def _from_memory(unit: StoredUnit) -> _Answer:
    provenance = unit.provenance
    imported = unit.engine == IMPORTED
    origin = Origin.MEMORY if imported else Origin.MACHINE
    return _Answer(
        unit.source, unit.target, origin, provenance.engine, provenance.route
    )


def _has_letters(inlines: Iterable[Inline]) -> bool:
    return any(character.isalpha() for character in _texts(inlines))


def _texts(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Span):
            yield from _texts(inline.children)
        elif isinstance(inline, Text):
            yield from inline.text
