"""Write segments in the exchange form, HTML for engines, and parse engines' answers.

Elements are numbered from 1 in reading order and carry their number as id (`x1`).
Placeables are `translate="no"` and show their text only as context: the text that comes
back inside a placeable is thrown away. Kinds of elements that get a tag of their own
are listed in `exchange_restore`; all others are a `span`. The forms for engines that
take text only, and for whole documents, have modules of their own and are exported here
as well.
"""

from __future__ import annotations

import re
from html import escape
from itertools import count
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange_document import (
    from_document,
    is_sound,
    to_document,
)
from sphinx_amts.markup.exchange_restore import restore, tag_of
from sphinx_amts.markup.exchange_text import (
    from_runs,
    from_tokens,
    plain_runs,
    to_tokens,
)
from sphinx_amts.markup.exchange_tree import DEPTH, FOREIGN, ExchangeNode
from sphinx_amts.markup.html_reading import LocatingParser, is_text
from sphinx_amts.markup.model import Inline, Placeable, Span, Text, elements, merged
from sphinx_amts.text.normal_forms import normal_form

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

__all__ = [
    "from_document",
    "from_html",
    "from_runs",
    "from_tokens",
    "key_form",
    "plain_runs",
    "read_answer",
    "to_document",
    "to_html",
    "to_tokens",
]

_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_WRAPPERS = frozenset(
    "html body div p section article main blockquote font span".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source wbr".split())
_KEPT = re.compile(r"[tT]([0-9]{1,6})/?")
_OURS = re.compile(r"[xX][0-9]{1,6}/?")
_NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9:]*")


def to_html(
    inlines: Iterable[Inline],
    numbers: Iterable[int] | None = None,
    *,
    keep: re.Pattern[str] | None = None,
) -> str:
    """Write the segment *inlines* in the exchange form, as inner HTML of one block.

    Args:
        inlines: the segment.
        numbers: numbers of the elements of *inlines* in reading order; `None` to number
            them from 1. Given where *inlines* is the translation of a segment, whose
            numbers it has to share.
        keep: pattern of words in the text that must not be translated. Each gets an id
            of its own (`t1`); the key form of the segment does not depend on these ids.
    """
    numbered = iter(count(1) if numbers is None else numbers)
    kept = count(1)

    def write(part: Iterable[Inline]) -> Iterator[str]:
        for inline in part:
            if isinstance(inline, Text):
                yield from _written(inline.text, keep, kept)
                continue
            tag, number = tag_of(inline), next(numbered)
            if isinstance(inline, Placeable):
                # engines drop empty elements
                shown = escape(inline.text or inline.source, quote=False)
                yield f'<{tag} id="x{number}" translate="no">{shown}</{tag}>'
            else:
                content = "".join(write(inline.children))
                yield f'<{tag} id="x{number}">{content}</{tag}>'

    return "".join(write(inlines))


def _written(
    text: str, keep: re.Pattern[str] | None, kept: Iterator[int]
) -> Iterator[str]:
    position = 0
    for found in keep.finditer(text) if keep is not None else ():
        yield escape(text[position : found.start()], quote=False)
        word = escape(found[0], quote=False)
        yield f'<span id="t{next(kept)}" translate="no">{word}</span>'
        position = found.end()
    yield escape(text[position:], quote=False)


def from_html(
    html: str, source: Sequence[Inline], *, sent: str | None = None
) -> tuple[Inline, ...]:
    """Parse an engine's translation *html* of the segment *source*.

    Elements are taken from *source* by their id, in any order; white space is
    collapsed. Elements that wrap the whole answer are ignored.

    Args:
        html: the engine's answer.
        source: the segment that is translated.
        sent: the exchange form that the engine was given, if it was written from
            another segment with the key form of *source*, or with `keep`; else `None`.

    Raises:
        PlaceableError: an element is lost, doubled, invented, swapped, emptied or
            under another parent, the text is gone, or the markup is damaged.
    """
    opaque = {
        number
        for number, element in enumerate(elements(source), 1)
        if isinstance(element, Placeable)
    }
    answer = _unwrapped(read_answer(html, opaque))
    if sent is None:
        return restore(answer, source)
    return restore(answer, source, sent=read_answer(sent, opaque))


def read_answer(html: str, opaque: Collection[int]) -> ExchangeNode:
    """Parse an exchange form, or an engine's answer to one, into a tree.

    Args:
        html: the exchange form or the answer.
        opaque: numbers of the placeables, inside which damaged markup is ignored.

    Raises:
        PlaceableError: the markup is damaged.
    """
    if is_text(html):
        return ExchangeNode(children=[html] if html else [])
    return _Reader(opaque).read(html)


def key_form(inlines: Iterable[Inline]) -> str:
    """Return the key form (normalised source) of a segment, by which it is looked up.

    White space is collapsed, and text is in Unicode normal form C. Elements are
    numbered tags that name their kind, without the content of placeables, targets and
    dialect. Segments that differ otherwise have different key forms.
    """
    numbers = count(1)

    def write(part: Iterable[Inline]) -> Iterator[str]:
        for inline in merged(part):
            if isinstance(inline, Text):
                text = _BLANKS.sub(" ", inline.text)
                yield escape(normal_form("NFC", text), quote=False)
                continue
            tag = f"{next(numbers)} {escape(inline.kind)}"
            if isinstance(inline, Span):
                yield f"<{tag}>{''.join(write(inline.children))}</>"
            else:
                yield f"<{tag}/>"

    return "".join(write(inlines)).strip(" ")


class _Reader(LocatingParser):
    """Parser of an engine's answer into a tree, which refuses damaged markup."""

    def __init__(self, opaque: Collection[int]) -> None:
        super().__init__()
        self._opaque = opaque
        self._open = [ExchangeNode()]

    def read(self, html: str) -> ExchangeNode:
        try:
            self.feed(html)
            self.close()
        except AssertionError as exc:  # how html.parser refuses some declarations
            raise PlaceableError(f"damaged markup: {exc}") from exc
        if self.unfinished:
            raise PlaceableError(f"damaged markup at the end: {self.unfinished!r}")
        for branch in self._open:
            if not branch.is_plain:
                raise PlaceableError(f"<{branch.tag}> is never closed")
        return self._open[0]

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]], *, closed: bool = False
    ) -> None:
        if not is_sound(attrs):
            self._refuse_swallowed(self.get_starttag_text() or tag)
        ids = [value or "" for name, value in attrs if name == "id"]
        if len(ids) > 1:
            raise PlaceableError(f"<{tag}> has two ids")
        word = _KEPT.fullmatch(ids[0].strip()) if ids and tag == "span" else None
        number = _number(tag, ids[0]) if ids and word is None else None
        branch = ExchangeNode(tag, number, word=int(word[1]) if word else None)
        self._open[-1].children.append(branch)
        # `<code id=x1/>`: without quotes the slash belongs to the value
        if closed or tag in _VOID or (ids and ids[0].endswith("/")):
            return
        if len(self._open) > DEPTH:
            raise PlaceableError("elements are nested too deeply")
        self._open.append(branch)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs, closed=True)

    def handle_endtag(self, tag: str) -> None:
        raw = self.end_tag()
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                if raw[2:-1].strip().lower() != tag:
                    self._refuse_swallowed(raw)
                return
            if not self._open[depth].is_plain:
                break
        # with text in it, it may have been meant to end the placeable
        if not self._inside_placeable() or not _NAME.fullmatch(raw[2:-1].strip()):
            raise PlaceableError(f"</{tag}> closes nothing, or out of order")

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self._refuse(f"a comment ({data!r})")

    def handle_decl(self, decl: str) -> None:
        if not decl.lower().startswith("doctype"):
            self._refuse(f"a declaration ({decl!r})")

    def handle_pi(self, data: str) -> None:
        if not data.lower().startswith("xml"):
            self._refuse(f"an instruction ({data!r})")

    def unknown_decl(self, data: str) -> None:
        self._refuse(f"a declaration ({data!r})")

    def _refuse_swallowed(self, raw: str) -> None:
        if not self._inside_placeable():
            raise PlaceableError(f"there is text in a tag: {raw!r}")

    def _refuse(self, what: str) -> None:
        if not self._inside_placeable():
            raise PlaceableError(f"{what} is invented")

    def _inside_placeable(self) -> bool:
        return any(
            branch.number in self._opaque or branch.word is not None
            for branch in self._open
        )


def _number(tag: str, value: str) -> int | None:
    """Parse the number in an element's id.

    Returns:
        `None` for a block, whose id is a key; `FOREIGN` for an id that is not ours.
    """
    if tag in _WRAPPERS - {"span"} and not _OURS.fullmatch(value.strip()):
        return None
    digits = value.strip().rstrip("/").lower().removeprefix("x")
    # more digits than a segment has elements; `int` refuses thousands of them
    if digits.isascii() and digits.isdigit() and len(digits) < 7:
        return int(digits)
    return FOREIGN


def _unwrapped(branch: ExchangeNode) -> ExchangeNode:
    """Return the innermost element that encloses the whole answer."""
    while True:
        content = [
            child
            for child in branch.children
            if (child.strip() if isinstance(child, str) else child.tag != "head")
        ]
        only = content[0] if len(content) == 1 else None
        if (
            not isinstance(only, ExchangeNode)
            or not only.is_plain
            or only.tag not in _WRAPPERS
        ):
            return branch
        branch = only
