"""Decide which pages are translations of each other, by statements about them.

If several translations are stated for one page, the most reliable statement counts: a
list of the user, two pages that name each other, a sitemap, one page that names the
other, and last the similarity of the two addresses.
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
"""Kinds of statements, the most reliable first -> description for origins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePair:
    """Page and its translation.

    Attributes:
        source: metadata of the page in the source language.
        target: metadata of the page in the target language.
        way: how the pair was found, in words.
    """

    source: PageFacts
    target: PageFacts
    way: str

    @property
    def sides(self) -> tuple[PageFacts, PageFacts]:
        """Return the metadata of both pages, source first."""
        return self.source, self.target


class PageLinks:
    """Statements about pages and their translations.

    Args:
        parts: finder of languages in addresses and codes.
    """

    def __init__(self, parts: LanguageParts) -> None:
        self._parts = parts
        # source and target -> origins of statements: a kind, or the address of a page
        self._said: dict[tuple[Address, Address], set[str | Address]] = {}

    def add(self, source: Address, target: Address, by: str | Address) -> None:
        """Store the statement that *target* is the translation of *source*.

        Args:
            source: address of a page.
            target: address of its translation.
            by: kind of the statement, or the address of the page that states it.
        """
        if source != target:
            self._said.setdefault((source, target), set()).add(by)

    def side_of(self, facts: PageFacts) -> int | None:
        """Return 0 for a page in the source language, 1 for the target language.

        `None` is returned if the page is in neither, or its language is unknown.
        """
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
        """Store the statements of a page about its translation.

        Args:
            facts: metadata of the page.
            side: language of the page, as `side_of` returns it.
            alternates: alternates of the page that may be visited.

        Returns:
            addresses of source and translation except the page itself; empty if the
            page states no pair.
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
        """Store the statement of a sitemap about a page and its translation.

        Args:
            own: address of the entry in the sitemap; `None` if it is invalid.
            alternates: language codes and addresses of the entry's alternates.

        Returns:
            addresses of the page and its translation; empty if no pair is stated.
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
            visited: requested address -> metadata of the page, `None` without a page.
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
        """Return the alternate in each of the two languages, or `None`.

        An alternate with exactly the code of the language is preferred to a regional
        form.
        """
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
        """Yield pairs of pages whose addresses differ only in the language."""
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
    """Return the most reliable kind of the statements about a pair.

    Args:
        key: addresses of the two pages.
        witnesses: kinds of statements, and addresses of pages that state the pair.
    """
    if "list" in witnesses:
        return "list"
    if witnesses.issuperset(key):
        return "both"
    if "sitemap" in witnesses:
        return "sitemap"
    return "page" if any(not isinstance(by, str) for by in witnesses) else "address"
