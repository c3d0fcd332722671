"""Run an evaluation, from the choice of documents to the output files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.errors import EvaluationError
from sphinx_amts.evaluation.account import Account
from sphinx_amts.evaluation.comet import Comet
from sphinx_amts.evaluation.direction import (
    ScoredDirection,
    SystemRuns,
    score_direction,
)
from sphinx_amts.evaluation.near_duplicates import NearDuplicateFilter
from sphinx_amts.evaluation.results import EvaluationResults, files_before
from sphinx_amts.evaluation.runs import Runner, SystemRun
from sphinx_amts.evaluation.sealed import INCLUDED, HeldOutSeal, Memories
from sphinx_amts.evaluation.translated_book import HeldOutSet, TranslatedBook, hold_out
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.scores.metrics import Scorer
from sphinx_amts.scores.significance import ENOUGH_DOCUMENTS, REPLICATION
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    from sphinx_amts.evaluation.systems import Plan, System
    from sphinx_amts.evaluation.translated_book import Message
    from sphinx_amts.model import LanguagePair

REVERSE = "reverse direction"
"""Label of the direction from the language of the translation to that of the book."""


class Evaluation:
    """One evaluation, which prepares, prices, runs and scores systems.

    Attributes:
        faults: documents and systems that could not be scored, one line each.
        scored: scores of each direction, after `run`.

    Raises:
        AmtsError: nothing can be scored, or the data of a system contain text that
            the system is scored on.
    """

    def __init__(self, corpus: TranslatedBook, plan: Plan) -> None:
        self._corpus = corpus
        self._plan = plan
        self._test: HeldOutSet = hold_out(corpus, plan.documents)
        self.faults = list(self._test.faults)
        self._scorers = self._make_scorers()
        self._comet = (
            Comet(plan.configuration.comet) if plan.configuration.comet else None
        )
        self._account = Account(plan.output, corpus.project, plan.notify)
        self._runner = Runner(plan, corpus.project, self._account)
        self._seal = HeldOutSeal(corpus, self._test.documents, plan)
        self.scored: list[ScoredDirection] = []
        self._by_key: dict[tuple[str, str, str], SystemRun] = {}
        for languages in self._scorers:
            for system in plan.systems:
                self._add_runs(system, languages)
        self.faults += self._seal.faults

    @property
    def runs(self) -> list[SystemRun]:
        """All runs of systems; a run that several variants share occurs once."""
        return list({id(run): run for run in self._by_key.values()}.values())

    def price(self) -> float:
        """Return the maximal price of all runs, in US dollars, without sending text."""
        return self._runner.price(self.runs)

    def run(self) -> EvaluationResults:
        """Translate the test set with all systems, and score the results.

        Everything that was uploaded is deleted from the account, also after an
        exception.

        Raises:
            AmtsError: the price is more than is permitted, or nothing can be scored.
        """
        try:
            self._runner.refuse_unpermitted(self.price())
            self._runner.run(self.runs)
        finally:
            self.faults += self._account.clear()
        self.faults += [fault for run in self.runs for fault in run.faults]
        self.scored = [
            found
            for languages in self._scorers
            if (found := self._score(languages)) is not None
        ]
        if not self.scored:
            raise EvaluationError(
                f"nothing was scored: {'; '.join(self.faults) or 'no hypotheses'}"
            )
        documents = sorted({name for one in self.scored for name in one.documents})
        return EvaluationResults(
            project=self._corpus.project,
            source=self._corpus.languages.source,
            target=self._corpus.languages.target,
            documents=documents,
            label="" if len(documents) >= ENOUGH_DOCUMENTS else REPLICATION,
            uncertain=self._test.uncertain,
            directions=[one.direction for one in self.scored],
            faults=self.faults,
            files=sorted(self._files()),
        )

    def _make_scorers(self) -> dict[LanguagePair, Scorer]:
        forward = self._corpus.languages
        wanted = [forward]
        if self._plan.both_directions:
            wanted.append(forward.reversed)
        tokenizers = self._plan.configuration.tokenizers
        made = {}
        for languages in wanted:
            target = languages.target
            try:
                made[languages] = Scorer(target, tokenizers.get(target, ""))
            except EvaluationError as exc:
                self.faults.append(f"{languages}: not scored: {exc}")
        if not made:
            raise EvaluationError("; ".join(self.faults))
        return made

    def _add_runs(self, system: System, languages: LanguagePair) -> None:
        messages = [self._oriented(m, languages) for m in self._test.messages]
        terms = (
            self._seal.terminology(system, languages) if system.terminology else None
        )
        run = SystemRun(
            system=system,
            languages=languages,
            variant="",
            messages=messages,
            terminology=terms,
        )
        if system.engine == NO_ENGINE:
            run.memory = (
                self._seal.memory(system, languages)
                if system.parallel_data
                else Memories()
            )
        elif system.parallel_data:
            same: dict[str, SystemRun] = {}
            for variant in self._variants:
                given = self._seal.parallel_data(system, languages, variant)
                made = replace(run, variant=variant, parallel_data=given, faults=[])
                # where filters remove the same pairs, they share one run
                made = same.setdefault(given.digest, made)
                self._by_key[system.name, str(languages), variant] = made
            return
        self._by_key[system.name, str(languages), NearDuplicateFilter.NEAR] = run

    @property
    def _variants(self) -> list[str]:
        memorisation = self._plan.configuration.memorisation
        return [*NearDuplicateFilter, *([INCLUDED] if memorisation else [])]

    def _files(self) -> dict[str, str]:
        return {k: text for one in self.scored for k, text in one.files().items()}

    def write_lines(self) -> None:
        """Write hypotheses and references; delete files of an earlier evaluation.

        Raises:
            OSError: a file cannot be written.
        """
        output = self._plan.output
        files = self._files()
        for name in set(files_before(output)) - set(files):
            (output / name).unlink(missing_ok=True)
        for name, text in files.items():
            write_if_changed(output / name, text.encode("utf-8", "replace"))

    def _score(self, languages: LanguagePair) -> ScoredDirection | None:
        """Score all systems in one direction."""
        entries = [
            SystemRuns(
                system=system,
                runs={
                    variant: self._by_key[key]
                    for variant in self._variants
                    if (key := (system.name, str(languages), variant)) in self._by_key
                },
                removed=self._removed(system),
            )
            for system in self._plan.systems
        ]
        scored, faults = score_direction(
            entries,
            {
                name: [self._oriented(message, languages) for message in messages]
                for name, messages in self._test.documents.items()
            },
            languages,
            self._scorers[languages],
            label="" if languages == self._corpus.languages else REVERSE,
            comet=self._comet,
            notify=self._plan.notify,
        )
        self.faults += faults
        return scored

    def _oriented(self, message: Message, languages: LanguagePair) -> Message:
        return message if languages == self._corpus.languages else message.reversed

    def _removed(self, system: System) -> dict[str, int]:
        """Return the number of pairs that each filter removes, if there are pairs."""
        if not system.parallel_data or system.engine == NO_ENGINE:
            return {}
        candidates = self._seal.candidates(system)
        return {filter_: candidates.removed(filter_) for filter_ in NearDuplicateFilter}
