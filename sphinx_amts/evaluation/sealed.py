"""Make parallel data, memories and terminologies without held-out text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.errors import EvaluationError
from sphinx_amts.evaluation.leaks import nearness, refuse_leaks
from sphinx_amts.evaluation.near_duplicates import NearDuplicateFilter
from sphinx_amts.evaluation.systems import BOOK, OFF, Plan
from sphinx_amts.evaluation.translated_book import held_out_texts
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.languages.codes import language
from sphinx_amts.memory.human_index import HumanIndex, make_index
from sphinx_amts.model import Dialect
from sphinx_amts.parallel_data.cleaning import clean
from sphinx_amts.parallel_data.files import read_pairs
from sphinx_amts.parallel_data.human_text import refuse_language
from sphinx_amts.parallel_data.output import write_pairs
from sphinx_amts.parallel_data.selection import select
from sphinx_amts.scores.lines import View, lines_of
from sphinx_amts.terminology.files import read_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.editions.model import Granularity, Pair
    from sphinx_amts.evaluation.leaks import Texts
    from sphinx_amts.evaluation.near_duplicates import Nearness
    from sphinx_amts.evaluation.systems import System
    from sphinx_amts.evaluation.translated_book import TranslatedBook
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair

_FOLDER = "parallel-data"

INCLUDED = "included"
"""Name in place of a filter if held-out text is left in parallel data on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceFile:
    """A file of parallel data or of terms that a system uses in a run.

    Attributes:
        path: file of pairs or of terms.
        pairs: number of pairs or terms in the file.
        digest: digest of the content of the file.
    """

    path: Path
    pairs: int
    digest: str


@dataclass(slots=True)
class Memories:
    """Human translations of documents that are not held out, for look-ups.

    Attributes:
        index: index of the messages and sentences.
        known: line of a text, source or translation -> the text with its placeables.
    """

    index: HumanIndex = field(default_factory=HumanIndex)
    known: dict[str, tuple[Inline, ...]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Candidates:
    """Candidate pairs for parallel data, with their overlap with held-out text.

    Attributes:
        pairs: pairs in the direction of the book.
        overlaps: overlap of each pair with held-out text.
    """

    pairs: list[Pair]
    overlaps: list[Nearness] = field(default_factory=list)

    def removed(self, filter_: NearDuplicateFilter) -> int:
        """Return the number of pairs that *filter_* removes."""
        return sum(one.exceeds(filter_) for one in self.overlaps)


class HeldOutSeal:
    """Source of parallel data, memories and terminologies without held-out text.

    Attributes:
        faults: damage in files of pairs, one line each.

    Args:
        corpus: the whole book.
        documents: names of the held-out documents.
        plan: plan of the evaluation. If its filter of near duplicates is off, nothing
            is removed, and data that contain held-out text are refused.
    """

    def __init__(
        self, corpus: TranslatedBook, documents: Iterable[str], plan: Plan
    ) -> None:
        self._corpus = corpus
        self._documents = frozenset(documents)
        self._filtered = plan.configuration.near_duplicates != OFF
        self._folder = plan.output / _FOLDER
        self._notify = plan.notify
        self._held_out = held_out_texts(corpus, self._documents)
        self._candidates: dict[tuple[tuple[str, ...], Granularity], Candidates] = {}
        self._unfiltered: dict[tuple[tuple[str, ...], Granularity], list[Pair]] = {}
        self._supplied: dict[Path, list[Pair]] = {}
        self.faults: list[str] = []
        self._others = [p for p in corpus.pairs if p.document not in self._documents]

    def candidates(self, system: System) -> Candidates:
        """Return the candidate pairs for the parallel data of *system*.

        Raises:
            AmtsError: a file of pairs cannot be read.
        """
        key = (system.parallel_data, system.granularity)
        if key not in self._candidates:
            pairs = self._selected(system, self._others)
            self._candidates[key] = Candidates(
                pairs=pairs,
                overlaps=[
                    nearness((p.source, p.target), self._held_out) for p in pairs
                ],
            )
        return self._candidates[key]

    def parallel_data(
        self,
        system: System,
        languages: LanguagePair,
        filter_: NearDuplicateFilter | str,
    ) -> ResourceFile:
        """Write the parallel data of *system* to the output folder; return the file.

        Args:
            system: the system that gets them.
            languages: the direction in which it translates.
            filter_: filter of the pairs, or `INCLUDED`.

        Raises:
            EvaluationError: no pair is left, or the pairs contain held-out text.
        """
        pairs = self._filtered_pairs(system, filter_)
        if not pairs:
            raise EvaluationError(
                f"{system.name}: no pair is left for parallel data; hold fewer "
                "documents out with --documents"
            )
        backwards = languages == self._corpus.languages.reversed
        if backwards:
            pairs = _one_per_target(pairs)
        name = f"{languages}-{system.name}-{filter_}.tmx"
        path = self._folder / name
        written = write_pairs(
            path,
            pairs,
            self._corpus.languages,
            reversed=backwards,
            granularity=system.granularity,
        )
        if filter_ != INCLUDED:
            self._check(path, system, NearDuplicateFilter(filter_))
        digest = blake2b(path.read_bytes(), digest_size=16).hexdigest()
        return ResourceFile(path=path, pairs=written.pairs, digest=digest)

    @cached_property
    def _memory_pairs(self) -> list[Pair]:
        """Pairs of other documents that do not overlap with held-out text.

        Raises:
            EvaluationError: the pairs contain held-out text, as the filter is off.
        """
        kept = [
            pair
            for pair in self._others
            if not self._filtered
            or not nearness((pair.source, pair.target), self._held_out).exceeds(
                NearDuplicateFilter.NEAR
            )
        ]
        refuse_leaks(
            ((f"{p.document}:{p.line}", (p.source, p.target)) for p in kept),
            self._held_out,
            NearDuplicateFilter.NEAR,
            "the memory",
        )
        return kept

    def memory(self, system: System, languages: LanguagePair) -> Memories:
        """Return the human translations of the other documents, for look-ups.

        They are empty for a system that does not use the book.

        Raises:
            EvaluationError: they contain held-out text, as the filter is off.
        """
        kept = self._memory_pairs if BOOK in system.parallel_data else []
        backwards = languages == self._corpus.languages.reversed
        known: dict[str, tuple[Inline, ...]] = {}
        entries: list[tuple[str, str, Dialect]] = []
        for pair in kept:
            source, target = pair.source, pair.target
            if backwards:
                source, target = target, source
            text, translation = lines_of([source, target], View.EVERYTHING)
            known |= {text: source, translation: target}
            entries.append((text, translation, Dialect.PLAIN))
        index = make_index(entries, languages, lambda a, b, _: (known[a], known[b]))
        return Memories(index, known)

    def terminology(self, system: System, languages: LanguagePair) -> ResourceFile:
        """Write the terms of *system*, each with its first translation only.

        A term that gives held-out text away is left out, or raises an error where
        the system is to be used as it is: its two sides occur together in held-out
        documents only, or it is nearly the whole of a held-out message.

        Raises:
            AmtsError: the file of terms cannot be read, no term is left, or the terms
                contain held-out text.
        """
        assert system.terminology is not None
        book = self._corpus.languages
        terms = [
            (term.source, target)
            for term in read_terms(
                system.terminology, source=book.source, target=book.target
            )
            for target in term.targets[:1]
        ]
        held = [p for p in self._corpus.pairs if p.document in self._documents]
        only_there = _occurring_in(terms, held) - _occurring_in(terms, self._others)
        kept = [
            term
            for term in terms
            if not self._filtered
            or (term not in only_there and not self._is_message(term))
        ]
        if leaked := [t for t in kept if t in only_there or self._is_message(t)]:
            raise EvaluationError(
                f"the terms of {system.name}: {len(leaked)} are of documents that are "
                f"held out, the first {leaked[0][0]!r}; such a run is refused"
            )
        if languages == book.reversed:
            kept = [(target, source) for source, target in kept]
        kept = list(dict(reversed(kept)).items())[::-1]
        if not kept:
            raise EvaluationError(f"{system.terminology}: no term is left")
        path = self._folder / f"{languages}-{system.name}-terms.csv"
        codes = [
            language(code).amazon or "" for code in (languages.source, languages.target)
        ]
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows([codes, *kept])
        write_if_changed(path, stream.getvalue().encode())
        digest = blake2b(path.read_bytes(), digest_size=16).hexdigest()
        return ResourceFile(path=path, pairs=len(kept), digest=digest)

    def _is_message(self, term: tuple[str, str]) -> bool:
        overlap = nearness(term, self._held_out)
        return overlap.same or overlap.jaccard >= float(NearDuplicateFilter.NEAR)

    def _filtered_pairs(
        self, system: System, filter_: NearDuplicateFilter | str
    ) -> list[Pair]:
        if filter_ == INCLUDED:
            key = (system.parallel_data, system.granularity)
            if key not in self._unfiltered:
                self._unfiltered[key] = self._selected(system, self._corpus.pairs)
            return self._unfiltered[key]
        candidates = self.candidates(system)
        if not self._filtered:
            return candidates.pairs
        return [
            pair
            for pair, overlap in zip(candidates.pairs, candidates.overlaps, strict=True)
            if not overlap.exceeds(NearDuplicateFilter(filter_))
        ]

    def _selected(self, system: System, book: Sequence[Pair]) -> list[Pair]:
        """Return the cleaned pairs of the book and of the files that *system* names.

        Args:
            system: the system.
            book: pairs of the book to select from.
        """
        self._notify(f"{system.name}: parallel data by {system.granularity}")
        found: list[Pair] = []
        if BOOK in system.parallel_data:
            found += select(
                book,
                self._corpus.languages,
                system.granularity,
                source=self._corpus.source,
                resources=self._corpus.resources,
            ).kept
        files = [Path(name) for name in system.parallel_data if name != BOOK]
        if files:
            supplied = [pair for path in files for pair in self._read(path)]
            found, _ = clean([*found, *supplied], self._corpus.languages)
        return found

    def _read(self, path: Path) -> list[Pair]:
        """Return the pairs of a file that the user supplies; each file is read once.

        Raises:
            AlignmentError: the file cannot be read, or is in other languages.
        """
        if path not in self._supplied:
            languages = self._corpus.languages
            file = read_pairs(path, languages)
            refuse_language(path, languages.source, (p.source_text for p in file.pairs))
            refuse_language(path, languages.target, (p.target_text for p in file.pairs))
            self.faults += file.faults
            for reason in file.left_out:
                self._notify(f"{path}: {reason}")
            self._supplied[path] = file.pairs
        return self._supplied[path]

    def _check(self, path: Path, system: System, filter_: NearDuplicateFilter) -> None:
        """Read a written file of pairs again, and refuse held-out text in it.

        Raises:
            EvaluationError: a pair contains held-out text.
        """
        given: list[tuple[str, Texts]] = [
            (f"{path.name}:{pair.line}", (pair.source, pair.target))
            for pair in read_pairs(path, self._corpus.languages).pairs
        ]
        refuse_leaks(
            given, self._held_out, filter_, f"the parallel data of {system.name}"
        )


def _occurring_in(
    terms: Iterable[tuple[str, str]], pairs: Iterable[Pair]
) -> set[tuple[str, str]]:
    """Return the terms whose source and target occur together in one of *pairs*."""
    texts = [(p.source_text.casefold(), p.target_text.casefold()) for p in pairs]
    return {
        (source, target)
        for source, target in terms
        if any(
            source.casefold() in text and target.casefold() in translation
            for text, translation in texts
        )
    }


def _one_per_target(pairs: Sequence[Pair]) -> list[Pair]:
    """Return *pairs* without those whose translation occurs in an earlier pair."""
    by_target: dict[str, Pair] = {}
    for pair in pairs:
        by_target.setdefault(pair.target_text, pair)
    return list(by_target.values())
