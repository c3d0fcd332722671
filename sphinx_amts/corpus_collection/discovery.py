"""Find pages and their translations, by the links of pages and sitemaps.

A page is visited once, even if several links lead to it. Pages that are stated to be
translations of each other are visited before others, so that a limit of pages leaves
complete pairs. Here statements are taken as true: whether two texts are translations of
each other is found out when they are aligned.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx_amts.corpus_collection.addresses import (
    Address,
    is_address,
    parse_address,
    respelled,
)
from sphinx_amts.corpus_collection.exchange import LIST_BYTES, PAGE_TYPES, media_type
from sphinx_amts.corpus_collection.language_parts import LanguageParts
from sphinx_amts.corpus_collection.page_reading import PageFacts, read_facts
from sphinx_amts.corpus_collection.pairing import PageLinks, PagePair
from sphinx_amts.corpus_collection.sitemaps import kind_of, sitemap_entries, unpacked
from sphinx_amts.errors import HostError, PageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sphinx_amts.corpus_collection.fetching import Fetched, Pages
    from sphinx_amts.corpus_collection.sources import NamedPair
    from sphinx_amts.model import LanguagePair

_NO_PAGES = frozenset(
    ".7z .avi .bz2 .css .csv .deb .dmg .doc .docx .eot .epub .exe .gif .gz .ico .ipynb "
    ".iso .jar .jpeg .jpg .js .json .m4a .mov .mp3 .mp4 .mpeg .odt .ogg .otf .pdf .png "
    ".ppt .pptx .ps .rar .rpm .rss .svg .tar .tgz .tif .tiff .ttf .txt .wasm .wav "
    ".webm .webp .whl .woff .woff2 .xls .xlsx .xml .xz .zip".split()
)
"""Suffixes of files that are no pages; links to such files are not followed."""

_MOST_SITEMAPS = 200
_WAITING = 10
"""Pages that may be queued, for each page that may be visited."""

_MOST_GUESSES = 5
"""Guessed addresses on a host that may fail in a row before guessing stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlLimits:
    """Limits of a crawl.

    Attributes:
        pages: most pages to visit.
        depth: most links to follow in a row, from a page that the user named.
    """

    pages: int = 500
    depth: int = 3


@dataclass(slots=True)
class FoundPages:
    """Result of a crawl.

    Attributes:
        pairs: pages and their translations.
        faults: one line for each page or host that could not be used.
        pages: number of visited pages.
        forbidden: number of pages that the site does not allow to use.
        alone: number of pages in one of the languages that are in no pair.
        at_limit: whether pages were left out because of the limit of pages.
    """

    pairs: list[PagePair] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    pages: int = 0
    forbidden: int = 0
    alone: int = 0
    at_limit: bool = False


class Discovery:
    """Crawl that visits pages to find pages and their translations.

    Args:
        pages: the web or the folders from which pages are fetched.
        languages: languages of the pages and their translations.
        limits: limits of the crawl.
        notify: called with the number of visited pages, for each page.
    """

    def __init__(
        self,
        pages: Pages,
        languages: LanguagePair,
        limits: CrawlLimits,
        notify: Callable[[int], None],
    ) -> None:
        self._pages = pages
        self._parts = LanguageParts(languages)
        self._links = PageLinks(self._parts)
        self._limits = limits
        self._notify = notify
        self._found = FoundPages()
        self._facts: dict[Address, PageFacts | None] = {}
        self._told: set[str] = set()
        self._soon: deque[tuple[Address, int]] = deque()
        # queues by host; hosts take turns, so that no host waits for pauses of another
        self._later: dict[str, deque[tuple[Address, int]]] = {}
        self._queued: set[Address] = set()
        self._guesses: set[Address] = set()
        self._misses: dict[str, int] = {}
        self._named: Mapping[Address, str] = {}
        self._sitemaps = 0

    def run(
        self, addresses: Mapping[Address, str], pairs: Sequence[NamedPair] = ()
    ) -> FoundPages:
        """Visit the named pages and the pages that they lead to, and pair them.

        Args:
            addresses: address of a page or sitemap -> ``file:line`` that names the
                address, or "".
            pairs: pages and their translations that a list names.
        """
        self._named = dict(addresses)
        for pair in pairs:
            self._links.add(pair.source, pair.target, "list")
            for side in (pair.source, pair.target):
                self._named.setdefault(side, pair.place)
                if side not in addresses:
                    self._visit(side, leads=False)
        for address in addresses:
            self._open(address)
            self._visit_all(only_soon=True)
        self._visit_all()
        paired = self._links.pairs(self._facts)
        self._name_lost(pairs, paired)
        self._found.pairs = [found for found in paired if self._is_usable(found)]
        used = {facts.identity for found in paired for facts in found.sides}
        visited = [facts for facts in self._facts.values() if facts is not None]
        sides = {f.identity for f in visited if self._links.side_of(f) is not None}
        self._found.alone = len(sides - used)
        return self._found

    def _name_lost(
        self, named: Sequence[NamedPair], paired: Sequence[PagePair]
    ) -> None:
        """Report the pairs of a list of which a page was put into another pair."""
        kept = {(found.source.identity, found.target.identity) for found in paired}
        kept |= {(found.source.address, found.target.address) for found in paired}
        for pair in named:
            sides = self._facts.get(pair.source), self._facts.get(pair.target)
            if sides[0] is None or sides[1] is None:
                continue
            both = {
                (sides[0].identity, sides[1].identity),
                (sides[0].address, sides[1].address),
            }
            if not both & kept:
                self._found.faults.append(
                    f"{pair.place}: one of the two pages is in another pair already"
                )

    def _is_usable(self, pair: PagePair) -> bool:
        """Return whether the texts of both pages may be used; report refused pages."""
        refused = [facts for facts in pair.sides if facts.refusal]
        for facts in refused:
            self._tell(facts.address, PageError(facts.refusal, forbidden=True))
        return not refused

    def _open(self, address: Address, depth: int = 0) -> None:
        """Visit a page or sitemap that the user named, or a sitemap of an index."""
        if address in self._facts:
            return
        try:
            page = self._fetch(address, is_list=True)
            if page is None:
                return
            data = unpacked(page.body, LIST_BYTES)
            media = media_type(page.headers)
            if kind := kind_of(data):
                self._read_sitemap(data, page.address, kind, depth)
            elif media == "text/plain":
                lines = data.decode("utf-8-sig", "replace").split("\n")
                self._queue_listed(lines, page.address)
            elif media in PAGE_TYPES or not media:
                self._enter(address, read_facts(page), 0)
            else:
                raise PageError(f"neither a page nor a sitemap, but {media}")
        except PageError as exc:
            self._tell(address, exc)

    def _read_sitemap(self, data: bytes, base: Address, kind: str, depth: int) -> None:
        """Queue the pages of a sitemap, or open the sitemaps of an index.

        Raises:
            PageError: the sitemap is damaged or the index too large; the entries before
                the fault have been used.
        """
        self._sitemaps += 1
        self._found.pages -= 1  # a sitemap is no page
        for entry in sitemap_entries(data):
            if kind == "sitemapindex":
                inner = self._parsed(entry.place, base)
                if inner is None or not self._may_fetch(inner):
                    continue
                if depth >= 2 or self._sitemaps >= _MOST_SITEMAPS:
                    raise PageError("an index of more sitemaps than are read")
                self._open(inner, depth + 1)
                continue
            own = self._parsed(entry.place, base)
            others = [
                (code, address)
                for code, place in entry.alternates
                if (address := self._parsed(place, base)) is not None
                if self._is_wanted(code, address)
            ]
            if self._is_full():
                return
            if sides := self._links.add_listed(own, others):
                self._soon += [(one, self._limits.depth) for one in sides]
                self._queued.update(sides)
            elif own is not None and self._may_fetch(own):
                self._queue(own, self._limits.depth)

    def _queue_listed(self, lines: Iterable[str], base: Address) -> None:
        """Queue the pages of a sitemap in plain text, with an address on each line.

        Raises:
            PageError: no line is an address.
        """
        listed = [line for line in lines if is_address(line)]
        if not listed:
            raise PageError("neither a page nor a sitemap, but text")
        for line in listed:
            address = self._parsed(line, base)
            if address is not None and self._may_fetch(address):
                self._queue(address, self._limits.depth)

    def _parsed(self, text: str, base: Address) -> Address | None:
        try:
            return parse_address(text, base)
        except PageError as exc:
            self._tell(base, exc)
            return None

    def _may_fetch(self, address: Address) -> bool:
        """Return whether an address may be visited; report a host that is not named."""
        if self._pages.may_fetch(address):
            return True
        if not self._pages.on_web:
            return False  # pages of a folder lead to where they are published
        self._tell(
            address,
            HostError(
                f"{address.authority}: pages of it are listed here, but it was not "
                "named; give an address of it too if it is meant"
            ),
        )
        return False

    def _is_wanted(self, code: str, address: Address) -> bool:
        """Return whether an alternate is in one of the languages and may be visited."""
        return self._parts.side_of_code(code) is not None and self._may_fetch(address)

    def _visit_all(self, *, only_soon: bool = False) -> None:
        while self._soon or (self._later and not only_soon):
            address, depth = self._soon.popleft() if self._soon else self._next_later()
            if address in self._facts:
                continue
            if self._found.pages >= self._limits.pages:
                self._found.at_limit = True
                return
            self._visit(address, depth)

    def _visit(self, address: Address, depth: int = 0, *, leads: bool = True) -> None:
        if address in self._facts:
            return
        try:
            if (page := self._fetch(address)) is not None:
                self._enter(address, read_facts(page), depth, leads=leads)
        except PageError as exc:
            if address in self._guesses and exc.status:
                self._misses[address.authority] += 1
            elif not exc.harmless or address in self._named:
                self._tell(address, exc)

    def _fetch(self, address: Address, *, is_list: bool = False) -> Fetched | None:
        """Fetch the page at *address*; return `None` if the limit of pages is reached.

        Raises:
            PageError: the page cannot be used.
        """
        if self._found.pages >= self._limits.pages:
            self._found.at_limit = True
            return None
        self._facts[address] = None
        self._found.pages += 1
        self._notify(self._found.pages)
        return self._pages.fetch(address, is_list=is_list)

    def _enter(
        self, address: Address, facts: PageFacts, depth: int, *, leads: bool = True
    ) -> None:
        """Store the facts of a page; queue the pages it leads to if *leads* is true."""
        # there may be a thousand links, and fifty languages
        own = [
            (code, other)
            for code, other in facts.alternates
            if self._parts.side_of_code(code) is not None
        ]
        kept = replace(facts, links=(), alternates=tuple(own))
        self._facts[address] = kept
        self._facts[facts.address] = kept
        if address in self._guesses:
            self._misses[address.authority] = 0
        if not leads:
            return
        side = self._links.side_of(facts)
        alternates = [
            (code, other)
            for code, other in facts.alternates
            if self._is_wanted(code, other)
        ]
        stated = self._links.add_stated(facts, side, alternates)
        self._soon += [(other, depth) for other in stated]
        if not stated and side is not None:
            self._guess(facts.address, depth)
        if side is None and facts.language and depth:
            return  # in a third language, and not where the user begins
        if facts.follows and depth < self._limits.depth:
            for link in facts.links:
                suffix = PurePosixPath(link.path).suffix.lower()
                if suffix not in _NO_PAGES and self._pages.may_fetch(link):
                    self._queue(link, depth + 1)

    def _queue(self, address: Address, depth: int) -> None:
        """Queue a page, unless it is known or the queue is full."""
        if address in self._facts or address in self._queued or self._is_full():
            return
        self._queued.add(address)
        self._later.setdefault(address.authority, deque()).append((address, depth))

    def _next_later(self) -> tuple[Address, int]:
        """Return the next queued page with its depth; hosts take turns."""
        host = next(iter(self._later))
        waiting = self._later.pop(host)
        found = waiting.popleft()
        if waiting:
            self._later[host] = waiting  # behind the others
        return found

    def _is_full(self) -> bool:
        full = len(self._queued) > _WAITING * self._limits.pages
        self._found.at_limit |= full
        return full

    def _guess(self, address: Address, depth: int) -> None:
        """Queue the address that a page may have in the other language."""
        host = address.authority
        for text in self._parts.counterparts(address):
            try:
                other = respelled(address, text)
            except PageError:
                continue
            if other in self._facts or not self._pages.may_fetch(other):
                continue
            if self._misses.setdefault(host, 0) < _MOST_GUESSES:
                self._guesses.add(other)
                self._soon.append((other, depth))

    def _tell(self, address: Address, error: PageError) -> None:
        """Add a fault of a page to the faults; add a fault of a whole host once."""
        self._found.forbidden += error.forbidden
        if isinstance(error, HostError):
            line = str(error)
        else:
            place = self._named.get(address, "")
            where = self._pages.name(address)
            line = f"{place}: {where}: {error}" if place else f"{where}: {error}"
        if line not in self._told:
            self._told.add(line)
            self._found.faults.append(line)
