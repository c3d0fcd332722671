"""Make sentence pairs from pages and their translations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.alignment.resources import NOTHING, Resources
from sphinx_amts.corpus_collection.main_text import blocks_of, prose_of
from sphinx_amts.corpus_collection.page_language import PageLanguage
from sphinx_amts.editions.model import Edition, Granularity
from sphinx_amts.errors import PageError
from sphinx_amts.parallel_data.document_alignment import align_editions
from sphinx_amts.parallel_data.findings import UnpairedBlock
from sphinx_amts.parallel_data.pairs import pair_of
from sphinx_amts.parallel_data.selection import select
from sphinx_amts.text.shares import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_amts.corpus_collection.fetching import Pages
    from sphinx_amts.corpus_collection.page_reading import PageFacts
    from sphinx_amts.corpus_collection.pairing import PagePair
    from sphinx_amts.corpus_collection.relevance import Subject
    from sphinx_amts.editions.model import Block, Pair
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.document_alignment import AlignedEditions
    from sphinx_amts.parallel_data.findings import RemovedPair

_LEAST_ALIGNED = 0.3
"""Least share of the blocks of the shorter page that must be aligned with certainty."""

_SURE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOrigin:
    """Origin of the pairs that were made from a page and its translation.

    Attributes:
        source: name of the page: its address, or the path of its file.
        target: name of the translation of the page, likewise.
        way: how the two pages were found to belong together, in words.
        fetched: days on which the page and its translation were fetched.
        licences: statements of both pages on their licences.
        pairs: number of pairs from these pages that were kept.
    """

    source: str
    target: str
    way: str
    fetched: tuple[str, str]
    licences: tuple[str, ...]
    pairs: int


@dataclass(slots=True)
class CollectedPairs:
    """Pairs that were collected from pages, with what was left out.

    Attributes:
        pairs: the pairs that were kept, in the order of their pages; the document of a
            pair is the name of the page.
        removed: pairs that were removed, each with the rule that removed it.
        unpaired: blocks of pages that have no counterpart.
        repeated: number of pairs left out because another page has the same pair.
        origins: pages and translations from which pairs were kept.
        faults: one line for each page that was not used.
        off_subject: number of pages left out because they lack the keywords.
    """

    pairs: list[Pair] = field(default_factory=list)
    removed: list[RemovedPair] = field(default_factory=list)
    unpaired: list[UnpairedBlock] = field(default_factory=list)
    repeated: int = 0
    origins: list[PageOrigin] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    off_subject: int = 0


class Collection:
    """Collection of pages and their translations, from which pairs are made.

    Args:
        languages: languages of the pages.
        subject: subject that the pages must have.
    """

    def __init__(self, languages: LanguagePair, subject: Subject) -> None:
        self._languages = languages
        self._subject = subject
        self._expected = tuple(
            PageLanguage(code) for code in (languages.source, languages.target)
        )
        self._editions = tuple(
            Edition(language=code) for code in (languages.source, languages.target)
        )
        self._used: dict[str, tuple[PagePair, str, tuple[str, ...]]] = {}
        self._found = CollectedPairs()

    def add(
        self, found: Sequence[PagePair], pages: Pages, notify: Callable[[int], None]
    ) -> None:
        """Add the texts of pages that have the subject and the right languages.

        Args:
            found: pages with their translations.
            pages: the web or the folders from which the pages are fetched.
            notify: called with the number of each pair of pages before it is read.
        """
        for number, pair in enumerate(found, start=1):
            notify(number)
            self._add_pair(pair, pages)

    def _add_pair(self, pair: PagePair, pages: Pages) -> None:
        texts: list[list[Block]] = []
        for expected, facts in zip(self._expected, pair.sides, strict=True):
            name = pages.name(facts.address)
            try:
                blocks = blocks_of(pages.fetch(facts.address))
                expected.refuse_other(prose_of(blocks))
            except PageError as exc:
                self._found.faults.append(f"{name}: {exc}")
                return
            texts.append(blocks)
        if not self._subject.is_in(*map(prose_of, texts)):
            self._found.off_subject += 1
            return
        names = [pages.name(facts.address) for facts in pair.sides]
        for edition, blocks in zip(self._editions, texts, strict=True):
            edition.documents[names[0]] = blocks
        self._used[names[0]] = (pair, names[1], _licences(pair.sides))

    def aligned(
        self, granularity: Granularity, resources: Resources = NOTHING
    ) -> CollectedPairs:
        """Return the pairs of all pages that were added, aligned and cleaned.

        Args:
            granularity: whether pairs are sentences or paragraphs.
            resources: word list and known translations for the alignment.
        """
        if not self._used:
            return self._found
        aligned = align_editions(
            self._editions[0], self._editions[1], resources, paired=True
        )
        good = self._translations(aligned)
        paragraphs = [
            pair_of(pair, self._languages)
            for pair in aligned.pairs
            if pair.document in good
        ]
        selection = select(
            paragraphs,
            self._languages,
            granularity,
            source=self._editions[0],
            resources=resources,
        )
        self._found.removed = selection.removed
        self._found.unpaired = [
            *(
                UnpairedBlock("source", name, 0, block.shown)
                for name, block in aligned.unpaired_source
                if name in good
            ),
            *(
                UnpairedBlock("target", name, 0, block.shown)
                for name, block in aligned.unpaired_target
                if name in good
            ),
        ]
        self._keep(selection.kept)
        return self._found

    def _translations(self, aligned: AlignedEditions) -> set[str]:
        """Return the names of pages that are well aligned with their translations.

        All other pages are added to the faults.
        """
        good = set()
        sure: Counter[str] = Counter()
        for pair in aligned.pairs:
            if pair.confidence >= _SURE:
                sure[pair.document] += len(pair.source)
        for name in self._used:
            sizes = [
                sum(block.message_kind is not None for block in edition.documents[name])
                for edition in self._editions
            ]
            share = sure[name] / min(sizes)
            if share >= _LEAST_ALIGNED:
                good.add(name)
                continue
            self._found.faults.append(
                f"{name}: {self._used[name][1]} does not seem to be its translation "
                f"({percent(share, 1)} of the text has a counterpart)"
            )
        return good

    def _keep(self, pairs: Sequence[Pair]) -> None:
        """Store each pair of texts once, with the first page that has the pair."""
        seen: set[tuple[str, str]] = set()
        counts: dict[str, int] = {}
        for pair in pairs:
            texts = (pair.source_text, pair.target_text)
            if texts in seen:
                self._found.repeated += 1
                continue
            seen.add(texts)
            self._found.pairs.append(pair)
            counts[pair.document] = counts.get(pair.document, 0) + 1
        for name, count in counts.items():
            pair_of_pages, target, licences = self._used[name]
            self._found.origins.append(
                PageOrigin(
                    source=name,
                    target=target,
                    way=pair_of_pages.way,
                    fetched=(pair_of_pages.source.day, pair_of_pages.target.day),
                    licences=licences,
                    pairs=count,
                )
            )


def _licences(sides: Sequence[PageFacts]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hint for facts in sides for hint in facts.licences))
