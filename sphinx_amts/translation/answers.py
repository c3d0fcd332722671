"""Define the answers to segments, which come from the memory or an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import Item
from sphinx_amts.markup.exchange_opaque import to_opaque
from sphinx_amts.markup.model import Inline, visible_text
from sphinx_amts.memory.stored_unit import IMPORTED
from sphinx_amts.model import HUMAN_PROVENANCE, Origin, Provenance, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_amts.engines.base import Failure
    from sphinx_amts.memory.stored_unit import StoredUnit

Wanted = tuple[tuple[Inline, ...], str, str]
"""A segment to translate, with the text before and after it in its message."""


@dataclass(frozen=True, slots=True)
class SegmentTranslation:
    """Translation of one segment from memory or an engine, not yet checked.

    Attributes:
        sent: exchange form of the segment that was translated.
        html: exchange form of the translation.
    """

    sent: str
    html: str
    origin: Origin
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Problem:
    """Reason why a segment has no translation."""

    state: State
    reason: str


NOTHING = "none"
"""Stands for no resource, where other segments of a message have used one."""

Progress = Callable[[int, int], None]

BETWEEN_REPORTS = 0.1
"""Seconds between two reports of progress."""


@dataclass(slots=True)
class Batch:
    """Segments of one request to an engine, with the answers so far.

    Attributes:
        answers: key form (normalised source) -> answer, or reason why there is none.
        forms: key of a unit -> key form and segment.
        items: the segments as the engine gets them.
        sent: key of a unit -> exchange form of the segment.
    """

    answers: dict[str, SegmentTranslation | Problem]
    forms: dict[str, tuple[str, tuple[Inline, ...]]] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)

    def add(
        self, key: str, form: str, wanted: Wanted, html: str, *, opaque: bool
    ) -> None:
        """Add a segment to the request.

        Args:
            key: key of its unit.
            form: its key form (normalised source).
            wanted: the segment, with the text before and after it.
            html: its exchange form.
            opaque: whether the engine gets its untranslatable elements empty.
        """
        segment, before, after = wanted
        self.forms[key] = (form, segment)
        self.sent[key] = html
        html = to_opaque(html) if opaque else html
        self.items.append(Item(key=key, html=html, before=before, after=after))

    def answer(self, key: str) -> SegmentTranslation | Problem | None:
        """Return the answer for the unit *key*, `None` if there is none yet."""
        return self.answers.get(self.forms[key][0])

    def missing(self) -> list[Item]:
        """Return the items without an answer."""
        return [item for item in self.items if self.answer(item.key) is None]

    def missing_forms(self) -> list[str]:
        """Return the key forms of the segments without an answer."""
        return [self.forms[item.key][0] for item in self.missing()]

    def add_stored(self, units: Mapping[str, StoredUnit]) -> None:
        """Add answers from the translation memory, by key form."""
        self.answers.update(
            (form, answer_from_memory(unit)) for form, unit in units.items()
        )

    def pending(self) -> list[Item]:
        """Return the items whose answers a running job is expected to return."""
        return [
            item
            for item in self.items
            if isinstance(answer := self.answer(item.key), Problem)
            and answer.state is State.PENDING
        ]

    def characters(self, items: Iterable[Item]) -> int:
        """Return the number of visible characters of *items*."""
        return sum(len(visible_text(self.forms[item.key][1])) for item in items)

    def put(self, key: str, answer: SegmentTranslation | Problem) -> None:
        """Store the engine's answer for the unit *key*.

        Answers for other segments, which jobs return as well, are ignored.
        """
        if key in self.forms:
            self.answers[self.forms[key][0]] = answer


def answer_from_memory(unit: StoredUnit) -> SegmentTranslation:
    """Convert a unit of the translation memory to an answer."""
    imported = unit.engine == IMPORTED
    origin = Origin.MEMORY if imported else Origin.MACHINE
    return SegmentTranslation(unit.source, unit.target, origin, unit.provenance)


def human_answer(sent: str, html: str) -> SegmentTranslation:
    """Return the translation of a segment that a person wrote elsewhere in the book."""
    return SegmentTranslation(sent, html, Origin.MEMORY, HUMAN_PROVENANCE)


def joined_provenance(
    answers: Iterable[SegmentTranslation], weakest: SegmentTranslation
) -> Provenance:
    """Combine the provenances of segments into that of their message.

    Engine and route are those of the *weakest* segment. A message whose machine
    translated segments used different parallel data or terminologies names all of them,
    and so differs from each message that used only one.
    """
    machine = [a.provenance for a in answers if a.origin is Origin.MACHINE]
    used = {
        "parallel-data": {provenance.parallel_data for provenance in machine},
        "terminology": {provenance.terminology for provenance in machine},
    }
    return Provenance(
        engine=weakest.provenance.engine,
        route=weakest.provenance.route,
        details={
            name: ",".join(sorted(value or NOTHING for value in values))
            for name, values in used.items()
            if any(values)
        },
    )


def failed_notice(failures: Sequence[Failure]) -> str:
    """Return the notice of failed segments with the first reason."""
    many = "s" if len(failures) != 1 else ""
    why = failures[0].reason if failures else ""
    return f"{len(failures)} segment{many} failed: {why}"
