"""Choose the text shown for a message with a translation of its previous source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_amts.catalogs.entries import UNKNOWN
from sphinx_amts.extension.guard.guard import GuardVerdict
from sphinx_amts.extension.messages.ancestors import with_ancestors
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


@dataclass(frozen=True, slots=True)
class OutdatedText:
    """An entry that translates a previous source, and the text shown for it.

    Attributes:
        text: the text shown; empty for the source text.
        draft: entry of that text, `None` for the old translation itself.
        reason: why the first choice of the setting is not shown.
    """

    entry: MachineEntry
    text: str = ""
    draft: MachineEntry | None = None
    reason: str = ""

    @property
    def by_person(self) -> bool:
        """Return whether the old translation is recorded as human."""
        return self.entry.provenance.engine != UNKNOWN


def choose(
    entry: MachineEntry,
    places: Sequence[Extracted],
    mode: str,
    guard: Guard,
    same_facts: SameFacts,
) -> OutdatedText:
    """Choose the text shown for *entry* at all *places* of its message.

    In a warning box, an old translation must provably translate this very warning,
    with the same numbers, negations and code.

    Args:
        entry: outdated entry of a machine catalog.
        places: occurrences of the message.
        guard: guard of the document.
        mode: "old", "mended" or "source", the value of the setting. Where the first
            choice is rejected or missing, the other of the first two is taken.
        same_facts: returns whether two wordings have the same numbers, negations and
            code.
    """
    if mode == "source":
        return OutdatedText(entry)
    reasons: list[str] = []
    doubt = _doubt(entry, places, same_facts)
    for choice in ("old", "mended") if mode == "old" else ("mended", "old"):
        draft = entry.draft if choice == "mended" else None
        if choice == "mended" and draft is None:
            continue
        if choice == "old" and doubt:
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
    """Return why the old translation of *entry* must not be shown; empty if it may."""
    if not entry.previous:
        return "the wording that it translates is not known"
    if not any(_is_warning(place.node) for place in places):
        return ""
    if entry.evidence not in {Evidence.STATED, Evidence.PLACE}:
        return "only its similarity links it to this warning"
    if not same_facts(entry.previous, entry.msgid):
        return "numbers, negations or code of this warning have changed"
    return ""


def _is_warning(node: nodes.Node) -> bool:
    return any(
        isinstance(above, _WARNINGS)
        or (
            isinstance(above, nodes.admonition)
            and not _WARNING_CLASSES.isdisjoint(above["classes"])
        )
        for above in with_ancestors(node)
    )


def admit(guard: Guard, place: Extracted, text: str) -> GuardVerdict:
    """Try *text*, a human translation, for a message with perhaps other markup.

    It may lack inline elements of the source, except in terms and with footnotes.
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
    """Return whether *draft* is, at least in part, a machine translation."""
    return draft is not None and draft.origin is Origin.MACHINE
