"""Join pieces of reStructuredText so that they are parsed as meant.

The pieces are concatenated and parsed. Wherever docutils sees something else than what
was meant, a backslash or an escaped space is inserted, and only there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from docutils.parsers.rst.states import Body

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.limits import refuse_long
from sphinx_amts.markup.rst_scanner import NULL, Scanner
from sphinx_amts.model import MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.markup.rst_writing import Piece

_GAP = f"{NULL} "
"""An escaped space: separates words for docutils, and is not shown."""

_BLOCK_START = re.compile(
    "|".join(
        f"(?:{re.compile(Body.patterns[name]).pattern})"
        for name in Body.initial_transitions
        if name not in {"line", "text"}
    )
)
_RULE = re.compile(Body.patterns["line"])
_CLASSIFIER = re.compile("(?<! ) ++(?=: )")
"""Separator at which Sphinx cuts a term of a glossary."""
_NOQA = re.compile(r"#\s*noqa\s*\Z")
"""Mark that sphinx.transforms.i18n.parse_noqa cuts off the end of a message."""


@dataclass(slots=True)
class _Element:
    start: int
    end: int
    implicit: bool
    faulty: bool
    verbatim: bool


class Fitting:
    """Pieces of reStructuredText that are being joined."""

    def __init__(
        self,
        pieces: Iterable[Piece],
        scanner: Scanner,
        kind: MessageKind,
    ) -> None:
        self._kind = kind
        self._scanner = scanner
        self._elements: list[_Element] = []
        parts: list[str] = []
        end = 0
        for piece in pieces:
            # a blank at the start would make a quote of the block
            null = piece.null if end else piece.null.lstrip(" ")
            parts.append(null)
            start, end = end, end + len(null)
            if piece.is_element:
                self._elements.append(
                    _Element(start, end, piece.implicit, piece.faulty, piece.verbatim)
                )
        text = "".join(parts)
        self._text = text.rstrip() if not text.endswith(_GAP) else text
        # each turn puts something in, at most two for each character there is
        self._turns = 2 * len(text) + 100

    def fit(self) -> str:
        """Join the pieces, with escapes where needed, and return the source text.

        Raises:
            PlaceableError: an element cannot be written at its position.
        """
        if not self._text:
            return ""
        self._fit_inline()
        while self._fit_block():
            self._fit_inline()  # what was put in may have made or unmade markup
        return self._text.replace(NULL, "\\")

    def _fit_inline(self) -> None:
        if self._scanner.is_plain(self._text):
            return
        refuse_long(len(self._text))
        fitted = ""
        # what is put in behind an element can make it longer
        while fitted != self._text or self._fit_addresses():
            fitted = self._text
            base = 0
            for element in [e for e in self._elements if not e.implicit]:
                base = self._reach(base, element)
            self._reach(base, None)

    def _reach(self, base: int, element: _Element | None) -> int:
        """Escape text after *base* until *element* is the next markup that is parsed.

        Args:
            base: index where parsing continues.
            element: the element; `None` to escape the rest of the text.

        Returns:
            index where parsing continues, which is the end of *element*.

        Raises:
            PlaceableError: the element cannot be written at its position.
        """
        start = base
        while True:
            self._count()
            found = self._scanner.find(self._text, base, start)
            start = base
            goal = len(self._text) + 1 if element is None else element.start
            if found is None or found.seen > goal:
                if element is None:
                    return base
                if not self._part(base, element):
                    return self._give_up(element, base)
            elif found.seen < goal:
                if not found.nodes and found.end <= goal:
                    base = found.end
                elif found.escape < goal:
                    self._escape(found.escape)
                    # the backslash can end a name that stands right before it
                    start = self._text.rfind(" ", base, found.seen) + 1
                elif element is None or not self._part_before(element):
                    raise PlaceableError(f"{self._text!r} cannot be written")
            elif element is not None:
                if found.nodes and found.end == element.end:
                    return element.end
                # what stands before may turn it into text, what follows lengthen it
                part = self._part_behind if found.nodes else self._part_before
                if not part(element):
                    return self._give_up(element, base)

    def _fit_addresses(self) -> bool:
        """Repair the first address that is parsed wrongly; `False` if there is none."""
        borders = [(0, 0)]
        borders += [(e.start, e.end) for e in self._elements if not e.implicit]
        borders.append((len(self._text), len(self._text)))
        return any(
            self._fit_run(start, end) for (_, start), (end, _) in pairwise(borders)
        )

    def _fit_run(self, start: int, end: int) -> bool:
        self._count()
        meant = [
            e
            for e in self._elements
            if e.implicit and start <= e.start and e.end <= end
        ]
        run = self._text[start:end]
        found = [
            (start + first, start + last)
            for first, last in self._scanner.addresses(run)
        ]
        done = start
        for element in meant:
            if (element.start, element.end) in found:
                done = element.end
                continue
            other = next((f for f in found if f[0] >= done), None)
            if other and other[1] <= element.start:
                self._escape_address(*other)
            elif not self._unmask(done, element, end) and not self._part(
                start, element
            ):
                shown = self._text[element.start : element.end]
                raise PlaceableError(f"the address {shown!r} cannot be written here")
            return True
        wanted = {(e.start, e.end) for e in meant}
        others = [other for other in found if other not in wanted]
        for other in reversed(others):  # those before it stay where they are
            self._escape_address(*other)
        return bool(others)

    def _unmask(self, start: int, element: _Element, end: int) -> bool:
        """Separate the address *element* from an earlier address that hides it.

        An address of an unknown scheme is no link, but hides all addresses after it.

        Returns:
            whether there was such an address, and the text has changed.
        """
        match = self._scanner.patterns.uri.search(self._text[start:end])
        if match is None or start + match.start() >= element.start:
            return False
        if start + match.end() > element.start:
            return self._part_before(element)
        self._escape(start + match.end("scheme"))
        return True

    def _escape_address(self, start: int, end: int) -> None:
        address = self._text[start:end]
        for sign in "@:":
            position = address.find(sign)
            while position > 0 and address[position - 1] == NULL:
                position = address.find(sign, position + 1)
            if position >= 0:
                self._escape(start + position)
                return
        self._escape(start)

    def _fit_block(self) -> bool:
        """Escape text that Sphinx would not take for a paragraph; `False` if none."""
        line = self._text.replace(NULL, "\\")
        if line.endswith("::") and not self._text.endswith(f"{NULL}::"):
            self._escape(len(self._text) - 1)
            return True
        noqa = _NOQA.search(self._text)
        if noqa and self._text[noqa.start() - 1 : noqa.start()] != NULL:
            if self._is_verbatim(noqa.start()):
                self._text += _GAP
            else:
                self._escape(noqa.start())
            return True
        if self._kind is MessageKind.TERM:
            places = [found.end() for found in _CLASSIFIER.finditer(self._text)]
            places = [place for place in places if not self._is_verbatim(place)]
            for place in reversed(places):  # those before it stay where they are
                self._escape(place)
            if places:
                return True
        if _BLOCK_START.match(line) or (
            len(line) > 3 and _RULE.match(line)  # docutils takes shorter ones as text
        ):
            element_first = bool(self._elements) and self._elements[0].start == 0
            gap = element_first or line.startswith("\\")
            self._insert(0, _GAP if gap else NULL)
            return True
        return False

    def _is_verbatim(self, position: int) -> bool:
        return any(e.verbatim and e.start <= position < e.end for e in self._elements)

    def _give_up(self, element: _Element, base: int) -> int:
        """Turn *element* into plain text, if docutils could not parse it in the source.

        Returns:
            *base*, where parsing continues.

        Raises:
            PlaceableError: docutils could parse the element, but cannot here.
        """
        if not element.faulty:
            shown = self._text[element.start : element.end].replace(NULL, "\\")
            raise PlaceableError(f"{shown!r} cannot be written here")
        self._elements.remove(element)
        self._escape(element.start)
        return base

    def _part(self, base: int, element: _Element) -> bool:
        """Separate *element* from the text that hides it; `False` if impossible."""
        if self._scanner.may_begin(self._text, base, element.start):
            return self._part_behind(element)
        return self._part_before(element)

    def _part_before(self, element: _Element) -> bool:
        if self._text.startswith(_GAP, element.start - len(_GAP)):
            return False
        self._insert(element.start, _GAP)
        return True

    def _part_behind(self, element: _Element) -> bool:
        if self._text.startswith(_GAP, element.end) or element.end == len(self._text):
            return False
        self._insert(element.end, _GAP)
        return True

    def _escape(self, position: int) -> None:
        self._insert(position, NULL)

    def _insert(self, position: int, what: str) -> None:
        self._text = self._text[:position] + what + self._text[position:]
        for element in self._elements:
            if element.start >= position:
                element.start += len(what)
            if element.end > position:
                element.end += len(what)

    def _count(self) -> None:
        self._turns -= 1
        if self._turns < 0:
            raise PlaceableError(f"{self._text!r} cannot be written")
