"""Choose the text to show for a message with a translation of its previous source."""

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
    from sphinx_amts.extension.messages.extraction import ExtractedMessage

    SameFacts = Callable[[str, str], bool]
    Try = Callable[[ExtractedMessage, str], GuardVerdict]

_WARNINGS = (nodes.danger, nodes.warning, nodes.caution, nodes.attention)
_WARNING_CLASSES = frozenset(kind.__name__ for kind in _WARNINGS)


@dataclass(frozen=True, slots=True)
class OutdatedText:
    """Outdated entry of a message, and the text to show for the message.

    Attributes:
        entry: entry with a translation of a previous source.
        text: text to show; empty for the source text.
        draft: draft that *text* comes from; `None` for the old translation or the
            source text.
        reason: why the first choice of the setting is not shown; empty if it is.
    """

    entry: MachineEntry
    text: str = ""
    draft: MachineEntry | None = None
    reason: str = ""

    @property
    def by_person(self) -> bool:
        """Return whether the old translation is known to be by a person."""
        return self.entry.provenance.engine != UNKNOWN


def choose(
    entry: MachineEntry,
    places: Sequence[ExtractedMessage],
    mode: str,
    guard: Guard,
    same_facts: SameFacts,
) -> OutdatedText:
    """Choose the text to show for *entry* at all *places* of its message.

    In a warning box, an old translation is shown only with evidence that it translates
    this warning, and with the same numbers, negations and code.

    Args:
        entry: outdated entry of a machine catalog.
        places: occurrences of the message.
        mode: "old", "mended" or "source", the value of the setting. If the old
            translation ("old") or the draft ("mended") is rejected or missing, the
            other one of these two is tried.
        guard: guard of the document.
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
    entry: MachineEntry, places: Sequence[ExtractedMessage], same_facts: SameFacts
) -> str:
    """Return why the old translation of *entry* must not be shown, "" if it may."""
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


def admit(guard: Guard, place: ExtractedMessage, text: str) -> GuardVerdict:
    """Try *text*, a human translation, for a message whose markup may differ.

    *text* may lack inline elements of the source, unless the message is a term or has
    footnotes.
    """
    verdict = guard.admit(place, text)
    strict = place.kind is MessageKind.TERM or any(
        place.node.findall(nodes.footnote_reference)
    )
    if not verdict.reason or strict:
        return verdict
    return guard.admit_human(guard.place_of(place), text)


def _everywhere(
    places: Sequence[ExtractedMessage], text: str, trial: Try
) -> GuardVerdict:
    for place in places:
        verdict = trial(place, text)
        if verdict.reason:
            return verdict
        text = verdict.text
    return GuardVerdict(text)


def is_machine(draft: MachineEntry | None) -> bool:
    """Return whether *draft* is a machine translation, at least in part."""
    return draft is not None and draft.origin is Origin.MACHINE
