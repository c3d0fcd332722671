"""Write segments as a whole HTML document, and parse its translation."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.html_reading import LocatingParser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ENDS_BLOCKS = frozenset({"body", "html"})
_ENDS_COMMENT = re.compile("[->]")
_ATTRIBUTE = re.compile(r"[a-zA-Z_:][-a-zA-Z0-9_:.]*")


def to_document(blocks: Iterable[tuple[str, str]], *, language: str) -> str:
    """Write segments as an HTML document with one block for each.

    Args:
        blocks: key and inner HTML of each segment, as `to_html` writes it.
        language: BCP 47 code of the text.
    """
    body = "".join(f'<p id="{escape(key)}">{inner}</p>\n' for key, inner in blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>'
        f'<meta charset="utf-8"></head>\n<body>\n{body}</body>\n</html>\n'
    )


def from_document(html: str, *, doubled: set[str] | None = None) -> dict[str, str]:
    """Parse a translated document into the inner HTML of each block, by key.

    A block that the end of the text cuts off is left out. So is one that occurs twice
    with different content: its key is added to *doubled*.

    Raises:
        PlaceableError: *html* cannot be read as HTML at all.
    """
    reader = _BlockReader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError as exc:  # how html.parser refuses some declarations
        raise PlaceableError(f"no HTML document: {exc}") from exc
    blocks: dict[str, str] = {}
    ambiguous: set[str] = set()
    for key, inner in reader.blocks():
        if blocks.setdefault(key, inner) != inner:
            ambiguous.add(key)
    if doubled is not None:
        doubled |= ambiguous
    return {key: inner for key, inner in blocks.items() if key not in ambiguous}


def is_sound(attrs: Iterable[tuple[str, str | None]]) -> bool:
    """Return whether *attrs* are attributes, not text swallowed by a broken tag."""
    return all(_ATTRIBUTE.fullmatch(n) and v is not None for n, v in attrs)


class _BlockReader(LocatingParser):
    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[tuple[str, list[str]]] = []
        self._key: str | None = None
        self._parts: list[str] = []

    def blocks(self) -> Iterator[tuple[str, str]]:
        """Yield key and inner HTML of each block that was parsed."""
        for key, parts in self._blocks:
            yield key, "".join(parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p":
            key = dict(attrs).get("id")
            if key is not None:
                self._finish()
                self._key = key.strip()
                return
        self._write_tag(tag, attrs, "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._write_tag(tag, attrs, "/")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p" and self._key is None:
            self._finish_late()
        elif tag == "p" or tag in _ENDS_BLOCKS:
            self._finish()
        else:
            raw = self.end_tag()
            sound = raw[2:-1].strip().lower() == tag
            self._parts.append(f"</{tag}>" if sound else raw)

    def handle_data(self, data: str) -> None:
        self._parts.append(escape(data, quote=False))

    def handle_comment(self, data: str) -> None:
        # kept for the reader of the block, which refuses what swallows text
        self._parts.append(f"<!--{_ENDS_COMMENT.sub('', data)}-->")

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def _write_tag(
        self, tag: str, attrs: list[tuple[str, str | None]], end: str
    ) -> None:
        if not is_sound(attrs):
            # left to the reader of the block, which knows whether text is lost with it
            self._parts.append(self.get_starttag_text() or "")
            return
        ids = "".join(
            f' id="{escape(value or "")}"' for name, value in attrs if name == "id"
        )
        self._parts.append(f"<{tag}{ids}{end}>")

    def _finish_late(self) -> None:
        """Keep the text between the end tag of a paragraph and a second end tag."""
        rest = "".join(self._parts)
        if self._blocks and rest.strip() and not rest.lstrip().startswith("<p"):
            self._blocks[-1][1].append(f"</p>{rest}</p>")
        self._parts.clear()

    def _finish(self) -> None:
        if self._key is not None:
            self._blocks.append((self._key, ["".join(self._parts).strip()]))
        self._key = None
        self._parts.clear()
