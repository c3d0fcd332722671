"""Counts of texts from strangers: what was tried, shown, and wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from hostile_build import LACKING, wrongly_hidden
from hostile_texts import Text, describe

SHOWN = 0.99
"""Share of the harmless texts that must be shown as they are."""


@dataclass
class Tally:
    """What came out of all builds so far.

    Attributes:
        tried: texts by way in, by kind of message and by dialect.
        faults: by class, the first ones, each with the text at fault.
        counts: of faults, by class.
        families: of the texts at fault, by class.
    """

    examples: int = 3
    tried: Counter = field(default_factory=Counter)
    harmless: Counter = field(default_factory=Counter)
    hidden: Counter = field(default_factory=Counter)
    shown: Counter = field(default_factory=Counter)
    wrong: Counter = field(default_factory=Counter)
    counts: Counter = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    hidden_texts: list[str] = field(default_factory=list)

    def add(self, texts: list[Text], found, shown) -> None:
        by_number = {text.number: text for text in texts}
        hidden = {text.number for text in wrongly_hidden(texts, shown)}
        at_fault = {fault.number for fault in found if fault.kind != LACKING}
        for text in texts:
            for group in _groups(text):
                self.tried[group] += 1
                self.harmless[group] += text.harmless
                self.hidden[group] += text.number in hidden
                self.shown[group] += not text.harmless and text.number in shown
                self.wrong[group] += text.number in at_fault
            if text.number in hidden:
                saw = repr(shown[text.number]) if text.number in shown else "the source"
                self.hidden_texts.append(f"{describe(text)}\n      shows {saw}")
        for fault in found:
            self.counts[fault.kind] += 1
            if len(self.faults[fault.kind]) < self.examples:
                text = by_number.get(fault.number)
                whose = describe(text) if text else "no text known"
                self.faults[fault.kind].append(f"{fault.what[:300]!r}\n      {whose}")

    @property
    def share_shown(self) -> float:
        total = self.harmless["all"]
        return 1 - self.hidden["all"] / total if total else 1.0

    @property
    def violations(self) -> Counter:
        return Counter({k: n for k, n in self.counts.items() if k != LACKING})

    @property
    def is_good(self) -> bool:
        return not self.violations and self.share_shown >= SHOWN

    def lines(self):
        """Yield the report."""
        yield f"{'':34}{'tried':>8}{'harmless':>10}{'shown as written':>18}" + (
            f"{'hostile shown':>15}{'at fault':>10}"
        )
        for group in sorted(self.tried, key=lambda g: (g != "all", g)):
            harmless = self.harmless[group]
            kept = harmless - self.hidden[group]
            share = f"{kept / harmless:.2%}" if harmless else "-"
            yield (
                f"{group:34}{self.tried[group]:>8}{harmless:>10}{share:>18}"
                f"{self.shown[group]:>15}{self.wrong[group]:>10}"
            )
        for kind, count in self.counts.most_common():
            yield f"\n{kind}: {count}"
            yield from (f"  - {example}" for example in self.faults[kind])
        if self.hidden_texts:
            yield f"\nharmless and not shown as written: {len(self.hidden_texts)}"
            yield from (f"  - {t}" for t in self.hidden_texts[: self.examples])
        yield (
            f"\n{self.tried['all']} texts, {self.share_shown:.2%} of "
            f"{self.harmless['all']} harmless ones shown as written, "
            f"{self.violations.total()} violations in {len(self.violations)} classes"
        )


def _groups(text: Text):
    yield "all"
    yield f"dialect {text.message.dialect}"
    yield f"kind {text.message.kind}"
    yield f"way {text.route} {text.claim}".strip()
    if not text.harmless:
        for family in text.family.split("+"):
            yield f"made of {family}"
