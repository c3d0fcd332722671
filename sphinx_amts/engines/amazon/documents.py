"""Pack segments into HTML documents of a batch job, and unpack the results.

Each segment is a block whose id is the key of the segment, so that the documents alone
show which result belongs to which segment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange_document import from_document, to_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.engines.base import Item

CONTENT_TYPE = "text/html"

MAX_SEGMENT = 900_000
"""Most UTF-8 bytes of a segment, which must fit into one document.

The service accepts documents of a million characters and one MB of text. Source: quotas
of Amazon Translate for batch documents.
"""

_DOCUMENT = 200_000
"""UTF-8 bytes of one document, far below the limits of the service, so that a failed
or damaged document loses few segments."""

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Document:
    """One HTML document of a batch job.

    Attributes:
        name: file name, safe in any file system and URL.
        keys: keys of the segments in the document, in order.
        text: the document as HTML.
    """

    name: str
    keys: tuple[str, ...]
    text: str


def pack(items: Iterable[Item], *, language: str) -> Iterator[Document]:
    """Yield documents that contain *items*, within the size limits of the service.

    Args:
        items: segments, none longer than `MAX_SEGMENT`.
        language: BCP 47 code of the language of the segments.
    """
    batch: list[Item] = []
    size = number = 0
    for item in items:
        length = len(item.html.encode())
        if batch and size + length > _DOCUMENT:
            number += 1
            yield _document(number, batch, language)
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield _document(number + 1, batch, language)


def _document(number: int, items: list[Item], language: str) -> Document:
    return Document(
        name=f"{number:06}.html",
        keys=tuple(item.key for item in items),
        text=to_document(((item.key, item.html) for item in items), language=language),
    )


def unpack(content: bytes) -> dict[str, str]:
    """Return the inner HTML of the intact segments of an HTML document, by key.

    A truncated document has the segments before its end. Segments that are not valid
    UTF-8 are left out. A document that cannot be parsed has no intact segments.
    """
    try:
        return from_document(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        text = content.decode("utf-8-sig", errors="replace")
    except PlaceableError:
        return {}
    try:
        blocks = from_document(text)
    except PlaceableError:
        return {}
    return {key: html for key, html in blocks.items() if _REPLACEMENT not in html}
