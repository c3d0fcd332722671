"""Exclude pairs that must not be chosen, however close to the book they are."""

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
"""Name of a rule -> description of the pairs that the rule excludes."""

_EXAMPLES = 300
"""Number of excluded pairs of each rule that are kept for the review page."""


class CandidateRules:
    """Rules that decide which candidates may be chosen.

    Args:
        languages: languages of the pairs.
        held_out: texts in source and target language that no pair may contain, or
            `None`.
        report: receives the excluded pairs and their numbers.
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
        """Return the candidates that are fit for parallel data, sorted by their texts.

        Of several translations of one source text, one is returned. Source texts that
        an earlier call has returned are left out.
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
        """Return a candidate as a chosen pair, or `None` if a rule excludes it."""
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
