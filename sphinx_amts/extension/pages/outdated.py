"""What readers see of a message that people have translated in an earlier wording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_amts.catalogs.entries import UNKNOWN
from sphinx_amts.extension.guard.guard import GuardVerdict
from sphinx_amts.model import Evidence, MessageKind, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.extension.guard.guard import Guard
    from sphinx_amts.extension.messages.extraction import Extracted

    SameFacts = Callable[[str, str], bool]
    Try = Callable[[Extracted, str], GuardVerdict]

_WARNINGS = (nodes.danger, nodes.warning, nodes.caution, nodes.attention)
_WARNING_CLASSES = frozenset(kind.__name__ for kind in _WARNINGS)

OUTDATED_CLASS = "outdated-translation"
"""Class of elements whose text translates an earlier wording, for style sheets."""


@dataclass(frozen=True, slots=True)
class OutdatedText:
    """An entry of an earlier wording, and what comes of it.

    Attributes:
        text: what is shown; empty for the source text.
        draft: the draft that it is, `None` for the old translation itself.
        reason: why something else is shown than was to be.
    """

    entry: MachineEntry
    text: str = ""
    draft: MachineEntry | None = None
    reason: str = ""

    @property
    def by_person(self) -> bool:
        """Whether a person is known to have written the old translation."""
        return self.entry.engine != UNKNOWN


def choose(
    entry: MachineEntry,
    places: Sequence[Extracted],
    mode: str,
    guard: Guard,
    same_facts: SameFacts,
) -> OutdatedText:
    """Return what is shown for *entry* in all *places* of its message.

    Where readers are warned, an old translation must be known to be that of this very
    warning, and to say nothing else in what matters most.

    Args:
        entry: of a machine catalog.
        places: where the message stands.
        guard: of the document.
        mode: "old", "mended" or "source", as the setting says. Where the first choice
            is rejected or missing, the other of the first two is taken.
        same_facts: tells whether two wordings have the same numbers, negations and
            code.
    """
    if mode == "source":
        return OutdatedText(entry)
    reasons: list[str] = []
    doubt = _doubt(entry, places, same_facts)
    for way in ("old", "mended") if mode == "old" else ("mended", "old"):
        draft = entry.mended if way == "mended" else None
        if way == "mended" and draft is None:
            continue
        if way == "old" and doubt:
            reasons.append(doubt)
            continue
        trial: Try = guard.admit if draft else lambda p, t: admit(guard, p, t)
        verdict = _everywhere(places, draft.msgstr if draft else entry.msgstr, trial)
        if not verdict.reason:
            return OutdatedText(entry, verdict.text, draft, "".join(reasons))
        reasons.append(verdict.reason)
    return OutdatedText(entry, reason="; ".join(dict.fromkeys(reasons)))


def _doubt(
    entry: MachineEntry, places: Sequence[Extracted], same_facts: SameFacts
) -> str:
    """Return why the old translation of *entry* must not be shown, or nothing."""
    if not entry.previous:
        return "nobody knows which wording it translates"
    if not any(_is_warning(place.node) for place in places):
        return ""
    if entry.evidence not in {Evidence.STATED, Evidence.PLACE}:
        return "only likeness says that it is of this warning"
    if not same_facts(entry.previous, entry.msgid):
        return "numbers, negations or code of this warning have changed"
    return ""


def _is_warning(node: nodes.Node | None) -> bool:
    while node is not None:
        if isinstance(node, _WARNINGS) or (
            isinstance(node, nodes.admonition)
            and not _WARNING_CLASSES.isdisjoint(node["classes"])
        ):
            return True
        node = node.parent
    return False


def admit(guard: Guard, place: Extracted, text: str) -> GuardVerdict:
    """Try *text*, which a person wrote, in a place with perhaps other markup.

    It may lack what the source has.
    """
    verdict = guard.admit(place, text)
    strict = place.kind is MessageKind.TERM or any(
        place.node.findall(nodes.footnote_reference)
    )
    if not verdict.reason or strict:
        return verdict
    return guard.admit_human(guard.place_of(place), text)


def _everywhere(places: Sequence[Extracted], text: str, trial: Try) -> GuardVerdict:
    for place in places:
        verdict = trial(place, text)
        if verdict.reason:
            return verdict
        text = verdict.text
    return GuardVerdict(text)


def is_machine(draft: MachineEntry | None) -> bool:
    """Whether an engine had a part in *draft*."""
    return draft is not None and draft.origin is Origin.MACHINE
