"""Read sitemaps and indexes of sitemaps, compressed or not.

Sources: sitemaps.org, "Sitemaps XML format"; Google, "Tell Google about localized
versions of your page", for alternates.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.corpus_collection.exchange import Unpacker
from sphinx_amts.errors import PageError, TranslationMemoryError
from sphinx_amts.interchange.xml_stream import XmlReader

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = re.compile(rb"<(?:[\w.-]+:)?(urlset|sitemapindex)[\s>]")
_HEAD_BYTES = 20_000
_GZIP_START = b"\x1f\x8b"
_LINK = "http://www.w3.org/1999/xhtml link"


@dataclass(slots=True)
class SitemapEntry:
    """Entry of a sitemap or of an index of sitemaps.

    Attributes:
        place: address of the page or sitemap, as written in the file.
        alternates: language code and address of each language version of the page.
        line: number of the line on which the entry begins, from 1.
    """

    place: str = ""
    alternates: list[tuple[str, str]] = field(default_factory=list)
    line: int = 0


def unpacked(data: bytes, max_bytes: int) -> bytes:
    """Return *data*, decompressed if it is a gzip file.

    Raises:
        PageError: the gzip file is damaged, or has more than *max_bytes* of content.
    """
    if not data.startswith(_GZIP_START):
        return data
    unpacker = Unpacker(max_bytes)
    try:
        result = unpacker.unpack(data)
    except zlib.error as exc:
        raise PageError("a packed file that is damaged") from exc
    if len(result) > max_bytes:
        raise PageError(f"unpacks to more than {max_bytes / 1_000_000:g} MB")
    if not unpacker.is_whole:
        raise PageError("a packed file that is cut off")
    return result


def kind_of(data: bytes) -> str:
    """Return the kind of a sitemap, "urlset" or "sitemapindex"; "" for other data."""
    found = _ROOT.search(data[:_HEAD_BYTES])
    return found[1].decode() if found and data.lstrip()[:1] in {b"<", b"\xef"} else ""


def sitemap_entries(data: bytes) -> Iterator[SitemapEntry]:
    """Yield the entries of a sitemap, or of an index of sitemaps.

    Raises:
        PageError: the file is damaged; the entries before the fault have been yielded.
    """
    reader = _SitemapReader(kind_of(data))
    try:
        yield from reader.read(io.BytesIO(data))
    except TranslationMemoryError as exc:
        raise PageError(str(exc)) from exc


class _SitemapReader(XmlReader[SitemapEntry]):
    format = "sitemap"

    def __init__(self, root: str) -> None:
        super().__init__()
        self.root = root
        self._unit_name = "url" if root == "urlset" else "sitemap"
        self._entry: SitemapEntry | None = None
        self._text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._unit_name:
            self.begin_unit()
            self._entry = SitemapEntry(line=self.line)
        elif name == "loc" and self._entry is not None:
            self._text = []
        elif name == _LINK and self._entry is not None:
            code, place = attributes.get("hreflang"), attributes.get("href")
            if code and place and "alternate" in attributes.get("rel", "").split():
                self._entry.alternates.append((code, place))

    def end(self, name: str) -> None:
        if name == self._unit_name and self._entry is not None:
            self.end_unit(self._entry)
            self._entry = None
        elif name == "loc" and self._entry is not None and self._text is not None:
            self._entry.place = "".join(self._text).strip()
            self._text = None

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
