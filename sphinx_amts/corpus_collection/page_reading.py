"""Read the metadata of a page: its language, its links, and rules for its use.

Sources: Google's and Yandex' descriptions of the robots meta tag and `X-Robots-Tag`;
W3C Community Group report "TDM Reservation Protocol" (2024); RFC 8288 for the header
`Link`; RFC 6596 for canonical addresses; microformats `rel-license`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_amts.corpus_collection.addresses import Address, parse_address
from sphinx_amts.corpus_collection.html_text import parsed
from sphinx_amts.corpus_collection.requests import ROBOT
from sphinx_amts.corpus_collection.reservations import RESERVED
from sphinx_amts.errors import PageError
from sphinx_amts.files.json_text import DamagedJson, parse_json
from sphinx_amts.text.printable import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_amts.corpus_collection.fetching import Fetched

_MOST_LINKS = 2000
_MOST_ALTERNATES = 300
_MOST_LICENCES = 3
_LICENCE_CHARACTERS = 200
_LINK_HEADER = re.compile(
    r'<([^<>]{1,2000})>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^",;]+))*)'
)
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^",;\s]+))')
_VALUES = re.compile(r"max-[a-z-]+|unavailable_after")
"""Pattern of directives that have a value after a colon, and are no names of robots."""

_LICENCE_PLACE = re.compile(
    r"creativecommons\.org/(?:licenses|publicdomain)/|gnu\.org/licenses/", re.IGNORECASE
)
_LICENCE_NAMES = frozenset(
    {"dc.rights", "dcterms.rights", "dcterms.license", "license", "licence", "rights"}
    | {"copyright"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """Metadata of a page, as the page and its server state them.

    Attributes:
        address: address at which the page was found, after redirects.
        identity: canonical address of the page, or *address* if none is stated.
        language: language code that the page states, or "".
        alternates: language code and address of each language version that the page
            states, including the page itself.
        links: addresses to which the page links, in order.
        refusal: why the text of the page must not be used, or "" if it may be used.
        follows: whether the links of the page may be followed.
        licences: statements of the page on its licence.
        day: day on which the page was fetched, as ``2025-01-31``; "" if unknown.
    """

    address: Address
    identity: Address
    language: str
    alternates: tuple[tuple[str, Address], ...]
    links: tuple[Address, ...]
    refusal: str
    follows: bool
    licences: tuple[str, ...]
    day: str


def read_facts(page: Fetched) -> PageFacts:
    """Parse a page, and return its metadata.

    Raises:
        PageError: the page cannot be parsed.
    """
    return _FactReader(page, parsed(page.body, page.headers)).facts()


class _FactReader:
    def __init__(self, page: Fetched, tree: Any) -> None:
        self._page = page
        self._tree = tree
        self._base = page.address
        for found in tree.xpath("//base/@href")[:1]:
            self._base = self._address(found) or page.address

    def facts(self) -> PageFacts:
        directives = self._directives()
        return PageFacts(
            address=self._page.address,
            identity=self._canonical() or self._page.address,
            language=self._language(),
            alternates=tuple(self._alternates()),
            links=tuple(self._links()),
            refusal=self._refusal(directives),
            follows=not directives & {"nofollow", "none"},
            licences=tuple(self._licences()),
            day=self._page.day,
        )

    def _address(self, text: str) -> Address | None:
        try:
            return parse_address(str(text), self._base)
        except PageError:
            return None

    def _language(self) -> str:
        stated = self._tree.get("lang") or self._tree.get("xml:lang") or ""
        header = self._page.headers.get("content-language", "")
        return str(stated).strip() or ("" if "," in header else header.strip())

    def _meta(self, *names: str) -> Iterator[str]:
        for element in self._tree.iter("meta"):
            name = element.get("name") or element.get("property") or ""
            if name.strip().lower() in names:
                yield element.get("content") or ""

    def _canonical(self) -> Address | None:
        for element in self._tree.iter("link"):
            if "canonical" in _words(element.get("rel")) and element.get("href"):
                found = self._address(element.get("href"))
                same = found and found.authority == self._page.address.authority
                return found if same else None
        return None

    def _alternates(self) -> Iterator[tuple[str, Address]]:
        stated = [
            (element.get("hreflang"), element.get("href"))
            for element in self._tree.iter("link", "a")
            if element.get("hreflang") and element.get("href")
            if "alternate" in _words(element.get("rel"))
        ]
        stated += _linked(self._page.headers.get("link", ""))
        for code, place in list(dict.fromkeys(stated))[:_MOST_ALTERNATES]:
            if address := self._address(place):
                yield code.strip(), address

    def _links(self) -> list[Address]:
        found: dict[Address, None] = {}
        for element in self._tree.iter("a", "area"):
            if not element.get("href") or "nofollow" in _words(element.get("rel")):
                continue
            if len(found) >= _MOST_LINKS:
                break
            if address := self._address(element.get("href")):
                found[address] = None
        return list(found)

    def _directives(self) -> set[str]:
        """Return the directives of the page and its server for this robot."""
        found: set[str] = set()
        for content in self._meta("robots", ROBOT):
            found.update(part.strip().lower() for part in content.split(","))
        for line in self._page.headers.get("x-robots-tag", "").lower().split("\n"):
            robot = ""
            for part in line.split(","):
                name, colon, value = part.partition(":")
                if colon and not _VALUES.fullmatch(name.strip()):
                    robot, part = name.strip(), value  # noqa: PLW2901
                if robot in {"", ROBOT}:
                    found.add(part.strip())
        return found

    def _refusal(self, directives: set[str]) -> str:
        for word in ("noindex", "none", "noai"):
            if word in directives:
                return f"its robots tag says {word}"
        reserved = self._page.headers.get("tdm-reservation", "")
        if "1" in {reserved.strip(), *map(str.strip, self._meta("tdm-reservation"))}:
            return RESERVED
        machine = any(word.strip().lower() == "mt" for word in self._meta(*_MACHINE))
        if machine or self._tree.xpath(_MACHINE_MARKS):
            return "a machine translated it, as it says"
        return ""

    def _licences(self) -> list[str]:
        found: list[str] = []
        for element in self._tree.iter("link", "a"):
            place = element.get("href") or ""
            rel = _words(element.get("rel"))
            if "license" in rel or _LICENCE_PLACE.search(place):
                address = self._address(place)
                found.append(str(address) if address else "")
        found += self._meta(*_LICENCE_NAMES)
        for script in self._tree.xpath("//script[@type='application/ld+json']"):
            found += _stated_licences(script.text or "")
        lines = (" ".join(text.split())[:_LICENCE_CHARACTERS] for text in found)
        hints = dict.fromkeys(visible(line) for line in lines if line)
        return list(hints)[:_MOST_LICENCES]


_MACHINE = ("ms.translationtype",)
_MACHINE_MARKS = (
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' amts-machine ')]"
)
"""XPath of the marks by which this package labels machine translations."""


def _words(value: str | None) -> list[str]:
    return (value or "").lower().split()


def _linked(header: str) -> Iterator[tuple[str, str]]:
    """Yield language code and address of each alternate in a header ``Link``."""
    for place, rest in _LINK_HEADER.findall(header):
        found: Mapping[str, str] = {
            name.lower(): quoted or plain
            for name, quoted, plain in _PARAMETER.findall(rest)
        }
        if "alternate" in _words(found.get("rel")) and found.get("hreflang"):
            yield found["hreflang"], place


def _stated_licences(text: str) -> list[str]:
    """Return the licences stated in JSON-LD data of schema.org."""
    try:
        data = parse_json(text, lenient=True)
    except DamagedJson:
        return []
    things: Sequence[Any] = data if isinstance(data, list) else [data]
    graphs = [thing.get("@graph") for thing in things if isinstance(thing, dict)]
    inner = [thing for graph in graphs if isinstance(graph, list) for thing in graph]
    found = [thing for thing in (*things, *inner) if isinstance(thing, dict)]
    stated = [thing.get("license") for thing in found]
    stated = [one.get("@id") if isinstance(one, dict) else one for one in stated]
    return [one for one in stated if isinstance(one, str)]
