"""Find the language of a page in its address: `/en/a`, `a.es.html`, `?lang=es`.

Two addresses that differ only in the language lead to one page in two languages. The
main language of a site is often not in the address. So an address without a language
is compared with addresses from which the language is removed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sphinx_amts.languages.codes import canonical, is_region_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.corpus_collection.addresses import Address
    from sphinx_amts.model import LanguagePair

_CODE = r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?"
_PARTS = (
    re.compile(rf"(?<=/)(?P<code>{_CODE})(?P<gone>/|(?=$)|(?=\?))"),  # a folder
    # part of the name of a file: a.es.html, a_es.html, a-es.html
    re.compile(rf"(?P<gone>(?<=[^/])[._-])(?P<code>{_CODE})(?=\.[A-Za-z]+(?:$|\?))"),
    re.compile(rf"(?<=/)(?P<code>{_CODE})(?P<gone>\.html?)(?=$|\?)"),  # es.html
    re.compile(
        rf"(?P<gone>(?<=[?&])(?:lang|language|locale|hl|l)=)(?P<code>{_CODE})(?=&|$)"
    ),
)
_SUBDOMAIN = re.compile(rf"(?P<code>{_CODE})(?P<gone>\.)(?=[^.]+\.)")
_MARK = "\0"


class LanguagePart(NamedTuple):
    """Part of an address that names a language.

    Attributes:
        side: 0 for the source language, 1 for the target language.
        start: index of the first character of the code in the whole address.
        end: index after the last character of the code.
        code: language code as written in the address.
        without: the whole address without the code and its separator.
    """

    side: int
    start: int
    end: int
    code: str
    without: str


class LanguageParts:
    """Finder of the parts of addresses that name one of two languages.

    A language is given as a side: 0 for the source language, 1 for the target language.
    """

    def __init__(self, languages: LanguagePair) -> None:
        self._languages = (languages.source, languages.target)

    def side_of_code(self, code: str) -> int | None:
        """Return the side of the language *code*, or of a regional form, or `None`."""
        code = code.strip().replace("_", "-")
        for side, wanted in enumerate(self._languages):
            if canonical(code) == canonical(wanted):
                return side
        for side, wanted in enumerate(self._languages):
            if is_region_of(code, wanted) or is_region_of(wanted, code):
                return side
        return None

    def is_exact(self, code: str, side: int) -> bool:
        """Return whether *code* is the language of *side*, not only a regional form."""
        return canonical(code.replace("_", "-")) == canonical(self._languages[side])

    def find(self, address: Address) -> list[LanguagePart]:
        """Return the parts of an address that name a language, in their order."""
        start = len(str(address)) - len(address.target)
        found = [
            part
            for pattern in _PARTS
            for part in self._matches(pattern, str(address), start)
        ]
        name = len(address.scheme) + len("://")
        match = _SUBDOMAIN.match(str(address), name)
        if match and not address.host.replace(".", "").isdigit():
            found += self._part(match, str(address))
        return sorted(set(found), key=lambda part: part.start)

    def side_of(self, address: Address) -> int | None:
        """Return the side of the language in an address; `None` for none or both."""
        sides = {part.side for part in self.find(address)}
        return sides.pop() if len(sides) == 1 else None

    def keys(self, address: Address) -> Iterator[tuple[int | None, str]]:
        """Yield pairs of side and key, by which counterparts are found.

        Two addresses that have the same key with different sides differ only in the
        language. For an address without a language, the side is `None` and the key is
        the address itself.
        """
        parts = self.find(address)
        text = str(address)
        for part in parts:
            yield part.side, f"{text[: part.start]}{_MARK}{text[part.end :]}"
        if len(parts) > 1 and len({part.side for part in parts}) == 1:
            yield parts[0].side, _replaced(text, parts, [_MARK] * len(parts))
        if not parts:
            yield None, text

    def unmarked(self, address: Address) -> Iterator[tuple[int, str]]:
        """Yield each language in an address, as a side, and the address without it."""
        for part in self.find(address):
            yield part.side, part.without

    def counterparts(self, address: Address) -> Iterator[str]:
        """Yield the address that a page may have in the other language, if any."""
        parts = self.find(address)
        if len({part.side for part in parts}) != 1:
            return
        other = self._languages[1 - parts[0].side].replace("_", "-")
        if parts[0].code == parts[0].code.lower():
            other = other.lower()
        yield _replaced(str(address), parts, [other] * len(parts))

    def _matches(
        self, pattern: re.Pattern[str], text: str, start: int
    ) -> Iterator[LanguagePart]:
        for match in pattern.finditer(text, max(0, start)):
            yield from self._part(match, text)

    def _part(self, match: re.Match[str], text: str) -> list[LanguagePart]:
        side = self.side_of_code(match["code"])
        if side is None:
            return []
        start, end = match.span("code")
        first = min(start, match.start("gone"))
        last = max(end, match.end("gone"))
        without = f"{text[:first]}{text[last:]}".replace("?&", "?").removesuffix("?")
        return [LanguagePart(side, start, end, match["code"], without)]


def _replaced(text: str, parts: Sequence[LanguagePart], codes: Sequence[str]) -> str:
    for part, code in zip(reversed(parts), reversed(codes), strict=True):
        text = f"{text[: part.start]}{code}{text[part.end :]}"
    return text
