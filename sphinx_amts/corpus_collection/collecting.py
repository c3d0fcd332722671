"""Make pairs of texts from pages and their translations."""

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
"""Share of the blocks of the shorter page that must have a sure counterpart."""

_SURE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOrigin:
    """Where the pairs of one page come from.

    Attributes:
        source: what the page is called: its address, or the path of its file.
        target: the same of its translation.
        way: how it is known that the two belong together.
        fetched: days on which they were fetched.
        licences: what they say of their licences.
        pairs: how many pairs of theirs were kept.
    """

    source: str
    target: str
    way: str
    fetched: tuple[str, str]
    licences: tuple[str, ...]
    pairs: int


@dataclass(slots=True)
class CollectedPairs:
    """Pairs that were collected.

    Attributes:
        pairs: in the order of their pages; their document is the name of the page.
        removed: with the rule that took each out.
        unpaired: blocks of pages that have no counterpart.
        repeated: pairs left out because another page has them too.
        origins: pages that pairs come from.
        faults: pages that were not used, one line each.
        off_subject: pages without the keywords.
    """

    pairs: list[Pair] = field(default_factory=list)
    removed: list[RemovedPair] = field(default_factory=list)
    unpaired: list[UnpairedBlock] = field(default_factory=list)
    repeated: int = 0
    origins: list[PageOrigin] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    off_subject: int = 0


class Collection:
    """Pages and their translations, to be made pairs of texts.

    Args:
        languages: of the pages.
        subject: on which they should be.
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
        """Add the texts of pages that are on the subject and in their languages.

        Args:
            found: the pages.
            pages: from which they are fetched.
            notify: is called with the number of pairs of pages read.
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
            granularity: how much text a pair is to hold.
            resources: what is known of the languages.
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
        """Return the names of pages whose texts are translations of each other."""
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
        """Keep each pair of texts once, with the first page that has it."""
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
