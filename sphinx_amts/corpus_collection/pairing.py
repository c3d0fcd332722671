"""Decide which pages are translations of each other, from what is said of them.

Where several say it of one page, the better witness is believed: a list of the user,
two pages that name each other, a sitemap, one page that names another, and last the two
addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_amts.corpus_collection.addresses import Address
    from sphinx_amts.corpus_collection.language_parts import LanguageParts
    from sphinx_amts.corpus_collection.page_reading import PageFacts

_WAYS = {
    "list": "named in a list",
    "both": "hreflang of both pages",
    "sitemap": "hreflang in a sitemap",
    "page": "hreflang of one page",
    "address": "language in the address",
}
"""Ways in which pairs are found, best first, as origins name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePair:
    """A page and its translation.

    Attributes:
        source: the page in the language of the source.
        target: that in the language of the translation.
        way: how it is known, in words.
    """

    source: PageFacts
    target: PageFacts
    way: str

    @property
    def sides(self) -> tuple[PageFacts, PageFacts]:
        """Return both pages."""
        return self.source, self.target


class PageLinks:
    """What is said of pages and their translations.

    Args:
        parts: finds languages in addresses.
    """

    def __init__(self, parts: LanguageParts) -> None:
        self._parts = parts
        # source and target -> who says it: a way, or the address of a page
        self._said: dict[tuple[Address, Address], set[str | Address]] = {}

    def add(self, source: Address, target: Address, by: str | Address) -> None:
        """Note that *target* is said to be the translation of *source*.

        Args:
            source: address of a page.
            target: address of another one.
            by: the way, or the address of the page that says it.
        """
        if source != target:
            self._said.setdefault((source, target), set()).add(by)

    def side_of(self, facts: PageFacts) -> int | None:
        """Return the language of a page: 0 of the source, 1 of the translation."""
        own = (facts.address, facts.identity)
        for code, address in facts.alternates:
            side = self._parts.side_of_code(code)
            if address in own and side is not None:
                return side
        if facts.language:
            return self._parts.side_of_code(facts.language)
        return self._parts.side_of(facts.address)

    def add_stated(
        self,
        facts: PageFacts,
        side: int | None,
        alternates: Sequence[tuple[str, Address]],
    ) -> list[Address]:
        """Note what a page says of its translations; return those to be visited.

        Args:
            facts: of the page.
            side: its language.
            alternates: those of its alternates that may be visited.
        """
        best = self._best(alternates)
        if side is not None:
            best[side] = facts.address
        if best[0] is None or best[1] is None:
            return []
        self.add(best[0], best[1], facts.address)
        return [address for address in (best[0], best[1]) if address != facts.address]

    def add_listed(
        self, own: Address | None, alternates: Sequence[tuple[str, Address]]
    ) -> list[Address]:
        """Note what a sitemap says of a page; return the two pages, if it does.

        Args:
            own: address of its entry.
            alternates: of the entry.
        """
        best = self._best(alternates)
        stated = {address for _, address in alternates}
        if own is not None and own not in stated:
            side = self._parts.side_of(own)
            missing = [number for number in (0, 1) if best[number] is None]
            if side in missing:
                best[side] = own
            elif side is None and len(missing) == 1:
                best[missing[0]] = own
        if best[0] is None or best[1] is None:
            return []
        self.add(best[0], best[1], "sitemap")
        return [best[0], best[1]]

    def pairs(self, visited: Mapping[Address, PageFacts | None]) -> list[PagePair]:
        """Return pages with their translations, each page in one pair at most.

        Args:
            visited: asked address -> what the page says, `None` if it has none.
        """
        pages = {f.address: f for f in visited.values() if f is not None}
        for source, target in self._by_address(pages):
            self.add(source, target, "address")
        said: dict[tuple[Address, Address], set[str | Address]] = {}
        facts: dict[Address, PageFacts] = {}
        for (source, target), witnesses in self._said.items():
            sides = visited.get(source), visited.get(target)
            if sides[0] is None or sides[1] is None:
                continue
            key = (sides[0].identity, sides[1].identity)
            if key[0] == key[1]:  # a translation that names its source as canonical
                key = (sides[0].address, sides[1].address)
            facts.setdefault(key[0], sides[0])
            facts.setdefault(key[1], sides[1])
            said.setdefault(key, set()).update(
                found.identity
                if not isinstance(by, str) and (found := visited.get(by)) is not None
                else by
                for by in witnesses
            )
        ways = list(_WAYS)
        ranked = sorted(
            (ways.index(_way(key, witnesses)), number, key)
            for number, (key, witnesses) in enumerate(said.items())
        )
        used: set[Address] = set()
        chosen: list[PagePair] = []
        for rank, _, (source, target) in ranked:
            if source == target or {source, target} & used:
                continue
            used |= {source, target}
            way = _WAYS[ways[rank]]
            chosen.append(PagePair(source=facts[source], target=facts[target], way=way))
        return sorted(chosen, key=lambda pair: (pair.source.address, pair.way))

    def _best(self, alternates: Iterable[tuple[str, Address]]) -> list[Address | None]:
        """Return for each language the alternate in it, best one of no region."""
        found: list[Address | None] = [None, None]
        exact = [False, False]
        for code, address in alternates:
            side = self._parts.side_of_code(code)
            if side is None:
                continue
            is_exact = self._parts.is_exact(code, side)
            if found[side] is None or (is_exact and not exact[side]):
                found[side], exact[side] = address, is_exact
        return found

    def _by_address(
        self, pages: Mapping[Address, PageFacts]
    ) -> Iterator[tuple[Address, Address]]:
        """Yield pages whose addresses differ in nothing but their language."""
        sides: dict[str, list[Address | None]] = {}
        plain: dict[str, Address] = {}
        for address in pages:
            for side, key in self._parts.keys(address):
                if side is None:
                    plain[key] = address
                else:
                    both = sides.setdefault(key, [None, None])
                    both[side] = both[side] or address
        for source, target in sides.values():
            if source is not None and target is not None:
                yield source, target
        for address in pages:
            for side, without in self._parts.unmarked(address):
                other = plain.get(without)
                if other is None or self.side_of(pages[other]) == side:
                    continue
                yield (other, address) if side else (address, other)


def _way(key: tuple[Address, Address], witnesses: set[str | Address]) -> str:
    """Return the best way in which a pair is known."""
    if "list" in witnesses:
        return "list"
    if witnesses.issuperset(key):
        return "both"
    if "sitemap" in witnesses:
        return "sitemap"
    return "page" if any(not isinstance(by, str) for by in witnesses) else "address"
