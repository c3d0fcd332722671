"""Find the language of a page in its address: `/en/a`, `a.es.html`, `?lang=es`.

Two addresses that differ in nothing but the language are those of one page in two
languages. Where one of the two names no language, as the main language of a site often
does, it is the address that is left without that part.
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
        side: 0 for the language of the source, 1 for that of the translation.
        start: index of its first character in the whole address.
        end: index behind its last one.
        code: how it is written.
        without: the whole address without the part.
    """

    side: int
    start: int
    end: int
    code: str
    without: str


class LanguageParts:
    """Parts of addresses that name one of two languages."""

    def __init__(self, languages: LanguagePair) -> None:
        self._languages = (languages.source, languages.target)

    def side_of_code(self, code: str) -> int | None:
        """Return the side whose language *code* is, or a region of; `None` if none."""
        code = code.strip().replace("_", "-")
        for side, wanted in enumerate(self._languages):
            if canonical(code) == canonical(wanted):
                return side
        for side, wanted in enumerate(self._languages):
            if is_region_of(code, wanted) or is_region_of(wanted, code):
                return side
        return None

    def is_exact(self, code: str, side: int) -> bool:
        """Tell whether *code* is the language of a side, not only a region of it."""
        return canonical(code.replace("_", "-")) == canonical(self._languages[side])

    def find(self, address: Address) -> list[LanguagePart]:
        """Return the parts of an address that name one of the languages."""
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
        """Return the side whose language an address names; `None` if none or both."""
        sides = {part.side for part in self.find(address)}
        return sides.pop() if len(sides) == 1 else None

    def keys(self, address: Address) -> Iterator[tuple[int | None, str]]:
        """Yield sides with keys; pages of two sides with one key are counterparts.

        The side of the address itself, as the key of pages without a language, is
        `None`.
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
        """Yield the sides of an address with the address of its page without them."""
        for part in self.find(address):
            yield part.side, part.without

    def counterparts(self, address: Address) -> Iterator[str]:
        """Yield addresses that the page may have in the other language."""
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
