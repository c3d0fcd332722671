"""Keep what must not be chosen from being chosen, however close it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.corpus.language_check import other_language
from sphinx_amts.corpus_selection.similar_texts import TakenTexts
from sphinx_amts.editions.model import Pair, place
from sphinx_amts.evaluation.leaks import nearness
from sphinx_amts.evaluation.near_duplicates import NearDuplicateFilter
from sphinx_amts.markup.model import Text
from sphinx_amts.parallel_data.cleaning import RULES, clean
from sphinx_amts.parallel_data.findings import RemovedPair

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence
    from typing import Protocol

    from sphinx_amts.corpus.model import CorpusPair
    from sphinx_amts.evaluation.near_duplicates import HeldOut
    from sphinx_amts.model import LanguagePair

    class _Report(Protocol):
        removed: list[RemovedPair]
        counts: Counter[str]


CHOICE_RULES = {
    **RULES,
    "language": "a text is in another language",
    "near": "nearly the same text has been chosen",
    "held out": "a document that is held out has the text, or nearly the same",
}
"""Name of a rule -> pairs that it leaves out."""

_EXAMPLES = 300
"""Pairs of each rule that are kept for the review page."""


class CandidateRules:
    """Rules for candidates.

    Args:
        languages: of both sides.
        held_out: text of both languages that no pair may hold, if any.
        report: gets what is left out.
    """

    def __init__(
        self,
        languages: LanguagePair,
        held_out: tuple[HeldOut, HeldOut] | None,
        report: _Report,
    ) -> None:
        self._languages = languages
        self._held_out = held_out
        self._report = report
        self._known: set[str] = set()
        self._taken = TakenTexts()

    def fit(self, candidates: Sequence[CorpusPair]) -> list[CorpusPair]:
        """Return the candidates that are fit for parallel data, in the same order.

        Of several translations of one text one is kept. What was returned before is
        not returned again.
        """
        by_pair = {}
        for candidate in candidates:
            if candidate.source in self._known:
                self._report.counts["duplicate"] += 1
                continue
            by_pair[candidate.source, candidate.target] = candidate
        kept, removed = clean([_as_pair(c) for c in by_pair.values()], self._languages)
        for each in removed:
            self._leave_out(each)
        fit = []
        for pair in kept:
            candidate = by_pair[pair.source_text, pair.target_text]
            if reason := self._other_language(candidate):
                self._leave_out(RemovedPair(pair, "language", reason))
            elif candidate.source not in self._known:
                self._known.add(candidate.source)
                fit.append(candidate)
        fit.sort(key=lambda c: (c.source, c.target))
        return fit

    def admitted(self, candidate: CorpusPair) -> Pair | None:
        """Return the pair of a candidate that is chosen, unless a rule forbids it."""
        pair = _as_pair(candidate)
        if other := self._taken.like(candidate.source):
            self._leave_out(RemovedPair(pair, "near", f"as in {other}"))
            return None
        if self._held_out is not None:
            near = nearness((candidate.source, candidate.target), self._held_out)
            if near.exceeds(NearDuplicateFilter.NEAR):
                reason = "the same" if near.same else "nearly the same"
                self._leave_out(RemovedPair(pair, "held out", reason))
                return None
        self._taken.take(candidate.source, place(candidate.origin, candidate.line))
        return pair

    def _other_language(self, candidate: CorpusPair) -> str:
        sides = candidate.source, candidate.target
        for code, text in zip(self._languages.codes, sides, strict=True):
            if reason := other_language(code, [text]):
                return reason
        return ""

    def _leave_out(self, removed: RemovedPair) -> None:
        self._report.counts[removed.rule] += 1
        if self._report.counts[removed.rule] <= _EXAMPLES:
            self._report.removed.append(removed)


def _as_pair(candidate: CorpusPair) -> Pair:
    return Pair(
        source=(Text(candidate.source),),
        target=(Text(candidate.target),),
        document=candidate.origin,
        line=candidate.line,
        changed=candidate.changed,
    )
