"""Translate messages that no catalog covers: look them up, then ask an engine.

Each message is split into sentences. Human translations of the same text elsewhere and
the translation memory come first; only the rest is sent, each different sentence once,
and every answer is stored before it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import MachineEntry
from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange import from_html, from_runs, key_form, plain_runs
from sphinx_amts.markup.exchange_restore import texts
from sphinx_amts.markup.model import (
    Inline,
    Text,
    elements,
    has_letters,
    visible_text,
)
from sphinx_amts.markup.segmentation import (
    Sentences,
    join_sentences,
    split_sentences,
)
from sphinx_amts.model import (
    HUMAN_PROVENANCE,
    Dialect,
    MessageKind,
    Origin,
    Provenance,
    State,
)
from sphinx_amts.translation.answers import (
    Problem,
    SegmentTranslation,
    Wanted,
    answer_from_memory,
    human_answer,
    joined_provenance,
)
from sphinx_amts.translation.outcome import Outcome
from sphinx_amts.translation.used_answers import digest_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from sphinx_amts.document_records.documents import Miss, MissKey
    from sphinx_amts.leverage.leveraging import Leverage
    from sphinx_amts.memory.human_index import HumanIndex
    from sphinx_amts.translation.engine_client import EngineClient
    from sphinx_amts.translation.lookup import Lookup

KEPT = "terms"
"""Stands for the engine of a message all words of which stay untranslated."""

_RANK = {origin: rank for rank, origin in enumerate(Origin)}


class _Missing(Exception):
    """Signal that segments have no answer yet."""

    def __init__(self, segments: Sequence[tuple[Inline, ...]]) -> None:
        super().__init__()
        self.segments = segments


Typeset = Callable[[Sequence[Inline]], tuple[Inline, ...]]
Decode = Callable[[Sequence[Inline], Dialect, MessageKind], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanLookup:
    """Functions that look up the human translations of a book.

    Attributes:
        index: returns the index of present translations; called only if needed.
        leverage: returns the look-up of translations of previous sources; called only
            if needed, `None` without it.
    """

    index: Callable[[], HumanIndex]
    leverage: Callable[[], Leverage] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """Functions that write translations for a page.

    Attributes:
        decode: writes inline elements in a dialect.
        typeset: applies the typography of the language to machine translations.
        keep: finds words that are not translated.
    """

    decode: Decode
    typeset: Typeset = tuple
    keep: re.Pattern[str] | None = None


class TranslationPipeline:
    """Pipeline that translates the misses of one language.

    Args:
        lookup: finds stored answers.
        client: sends requests to the engine; `None` without an engine.
        segment: unit of translation, "sentence" or "message".
        human: finds human translations.
        rendering: writes translations.
    """

    def __init__(
        self,
        lookup: Lookup,
        client: EngineClient | None,
        *,
        segment: str,
        human: HumanLookup,
        rendering: Rendering,
    ) -> None:
        self._lookup = lookup
        self._languages = lookup.languages
        self._client = client
        self._segment = segment
        self._human = human
        self._decode = rendering.decode
        self._typeset = rendering.typeset
        self._keep = rendering.keep
        self._asks = client is not None and client.asks
        self._answers: dict[str, SegmentTranslation | Problem] = {}
        self._only_in_runs: dict[MissKey, str] = {}
        self._outcome = client.outcome if client is not None else Outcome()

    @property
    def outcome(self) -> Outcome:
        """Return the result so far, also after an error."""
        return self._outcome

    @property
    def used_digests(self) -> dict[str, str]:
        """Return the digests of the answers used, by key form (normalised source)."""
        return {
            form: digest_of(answer.html)
            for form, answer in self._answers.items()
            if isinstance(answer, SegmentTranslation) and not answer.provenance.is_human
        }

    def translate(self, misses: Iterable[Miss]) -> Outcome:
        """Translate *misses*, those with the same key only once.

        A failure of the engine is among the notices of the outcome.
        """
        unique = {miss.key: miss for miss in misses}
        if not unique:
            return self._outcome
        index = self._human.index()
        leverage = self._human.leverage() if self._human.leverage else None
        split: dict[MissKey, Sentences] = {}
        for key, miss in unique.items():
            text = index.messages.get(miss.dialect, {}).get(miss.text)
            if text is not None:
                identity = leverage.identity(miss.text, text) if leverage else ""
                self._outcome.translations[key] = _human_entry(miss, text, identity)
            elif leverage is not None and (match := leverage.exact_match(miss)):
                self._outcome.translations[key] = _human_entry(miss, *match)
            else:
                split[key] = self._split(miss)
        if leverage is not None:
            sentences_of = leverage.sentences(unique[key] for key in split)
            for form, pair in sentences_of.items():
                self._answers[form] = human_answer(*pair)
        self._look_up(
            (
                part
                for sentences in split.values()
                for part in zip(sentences.forms, sentences.segments, strict=True)
            ),
            index,
        )
        # Broken answers are asked for again in plain runs: first segments that cannot
        # be read, then messages that cannot be written.
        for _ in range(4):
            wanted = self._assemble(unique, split)
            if not wanted:
                break
            self._look_up(((form, w[0]) for form, w in wanted.items()), index)
            left = [w for form, w in wanted.items() if form not in self._answers]
            if left and not self._ask_for(left):
                self._assemble(unique, split)  # with the answers before a failure
                break
        if leverage is not None:
            self._show_outdated([unique[key] for key in split], leverage)
        return self._outcome

    def _show_outdated(self, misses: Iterable[Miss], leverage: Leverage) -> None:
        """Show human translations of previous sources until they are updated.

        The machine translation of the present source is their draft.
        """
        for miss in misses:
            draft = self._outcome.translations.get(miss.key)
            if draft is not None and draft.origin is not Origin.MACHINE:
                continue
            if (old := leverage.outdated(miss)) is not None:
                self._outcome.translations[miss.key] = MachineEntry(
                    msgid=miss.text,
                    msgstr=old.text,
                    origin=Origin.OUTDATED,
                    provenance=HUMAN_PROVENANCE,
                    human=old.human,
                    previous=old.previous,
                    evidence=old.evidence,
                    draft=draft,
                )

    def _ask_for(self, wanted: list[Wanted]) -> bool:
        if self._client is not None:
            return self._client.ask(wanted, self._answers, self._keep)
        usage = self._outcome.usage
        usage.segments_missing += len(wanted)
        usage.characters_missing += sum(len(visible_text(w[0])) for w in wanted)
        return False

    def _split(self, miss: Miss) -> Sentences:
        if self._segment == "message":
            return Sentences(segments=(miss.inlines,), separators=())
        return split_sentences(miss.inlines, self._languages.source)

    def _look_up(
        self, segments: Iterable[tuple[str, tuple[Inline, ...]]], index: HumanIndex
    ) -> None:
        """Look for answers to *segments*, each with its key form."""
        forms = dict.fromkeys(form for form, s in segments if self._is_translatable(s))
        human = index.find([form for form in forms if form not in self._answers])
        for form, known in human.items():
            self._answers[form] = human_answer(*known)
        found = self._lookup.find(form for form in forms if form not in self._answers)
        for form, unit in found.items():
            self._answers[form] = answer_from_memory(unit)
            self._outcome.usage.memory_hits += 1
            self._outcome.usage.characters_saved += len(unit.source)
        if self._asks:
            self._lookup.note(found.values())

    def _assemble(
        self, unique: dict[MissKey, Miss], split: dict[MissKey, Sentences]
    ) -> dict[str, Wanted]:
        """Assemble the messages with all answers; return the segments without one.

        Returns:
            key form (normalised source) -> segment.
        """
        wanted: dict[str, Wanted] = {}
        for key, sentences in split.items():
            if key in self._outcome.translations or key in self._outcome.problems:
                continue
            try:
                self._translate_message(unique[key], sentences, wanted)
            except PlaceableError as exc:
                again = key not in self._only_in_runs
                self._only_in_runs[key] = str(exc)
                try:
                    if not again:
                        raise
                    self._translate_message(unique[key], sentences, wanted)
                except PlaceableError as last:
                    self._outcome.problems[key] = (State.REJECTED, str(last))
        return wanted

    def _translate_message(
        self, miss: Miss, sentences: Sentences, wanted: dict[str, Wanted]
    ) -> None:
        """Translate a message, or add the segments that it lacks to *wanted*.

        Raises:
            PlaceableError: the translated segments cannot be written in the dialect.
        """
        parts: list[tuple[tuple[Inline, ...], SegmentTranslation | None]] = []
        problem: Problem | None = None
        missing = False
        segments, broken = sentences.segments, self._only_in_runs.get(miss.key, "")
        for number, segment in enumerate(segments):
            try:
                part = self._translate_segment(segment, sentences.forms[number], broken)
            except _Missing as need:
                missing = True
                before = " ".join(map(visible_text, segments[:number]))
                after = " ".join(map(visible_text, segments[number + 1 :]))
                for part_of in need.segments:
                    wanted.setdefault(key_form(part_of), (part_of, before, after))
                continue
            if isinstance(part, Problem):
                problem = problem or part
            else:
                parts.append(part)
        if problem is not None:
            self._outcome.problems[miss.key] = (problem.state, problem.reason)
        elif not missing:
            self._finish(miss, sentences, parts)

    def _translate_segment(
        self, segment: tuple[Inline, ...], form: str, broken: str
    ) -> tuple[tuple[Inline, ...], SegmentTranslation | None] | Problem:
        """Return the translation of a segment and its answer, or why there is none.

        Args:
            segment: the segment.
            form: key form of the segment.
            broken: why the message is translated in runs; empty if it is not.
        """
        if not self._is_translatable(segment):
            return segment, None
        answer = self._answers.get(form)
        if answer is None:
            raise _Missing([segment])
        if isinstance(answer, Problem):
            return answer
        if broken and any(elements(segment)):
            return self._in_runs(segment, answer, broken)
        try:
            translated = from_html(answer.html, segment, sent=answer.sent)
        except PlaceableError as exc:
            return self._in_runs(segment, answer, str(exc))
        return self._finished(translated, answer), answer

    def _finished(
        self, translated: tuple[Inline, ...], answer: SegmentTranslation
    ) -> tuple[Inline, ...]:
        machine = answer.origin is Origin.MACHINE
        return self._typeset(translated) if machine else translated

    def _is_translatable(self, segment: tuple[Inline, ...]) -> bool:
        if not has_letters(segment) or self._keep is None:
            return has_letters(segment)
        rest = self._keep.sub("", " ".join(texts(segment)))
        return any(map(str.isalpha, rest))

    def _in_runs(
        self, segment: tuple[Inline, ...], answer: SegmentTranslation, reason: str
    ) -> tuple[tuple[Inline, ...], SegmentTranslation | None] | Problem:
        """Translate a segment run by run, each run a text between two elements."""
        runs: list[tuple[Inline, ...]] = [(Text(run),) for run in plain_runs(segment)]
        if runs == [segment]:
            return Problem(State.REJECTED, reason)
        translated: list[str] = []
        missing: list[tuple[Inline, ...]] = []
        for run in runs:
            found = self._answers.get(key_form(run))
            if found is None:
                missing.append(run)
            elif isinstance(found, Problem):
                return Problem(found.state, f"{reason}; in runs: {found.reason}")
            else:
                try:
                    translated.append(
                        visible_text(from_html(found.html, run, sent=found.sent))
                    )
                except PlaceableError as exc:
                    return Problem(State.REJECTED, f"{reason}; in runs: {exc}")
        if missing:
            if not self._asks:
                return Problem(State.REJECTED, reason)
            raise _Missing(missing)
        return self._finished(from_runs(segment, translated), answer), answer

    def _finish(
        self,
        miss: Miss,
        sentences: Sentences,
        parts: Sequence[tuple[tuple[Inline, ...], SegmentTranslation | None]],
    ) -> None:
        answers = [answer for _, answer in parts if answer is not None]
        if not answers:
            self._outcome.translations[miss.key] = MachineEntry(
                miss.text, miss.text, Origin.MACHINE, Provenance(engine=KEPT)
            )
            return
        weakest = max(answers, key=lambda answer: _RANK[answer.origin])
        joined = join_sentences(
            [inlines for inlines, _ in parts],
            sentences.separators,
            self._languages.target,
        )
        text = self._decode(joined, miss.dialect, miss.kind)
        self._outcome.translations[miss.key] = MachineEntry(
            miss.text, text, weakest.origin, joined_provenance(answers, weakest)
        )


def _human_entry(miss: Miss, text: str, identity: str) -> MachineEntry:
    """Return *text*, a human translation of *miss*, with its record."""
    origin, provenance = Origin.MEMORY, HUMAN_PROVENANCE
    return MachineEntry(miss.text, text, origin, provenance, human=identity)
