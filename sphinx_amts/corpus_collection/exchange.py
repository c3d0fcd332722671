"""Request one page from a server, and read the response within limits.

A response may be larger than its headers say, may decompress to a thousand times its
size, and may arrive so slowly that it never ends. So it is read in small parts, and the
connection is closed as soon as a limit is exceeded.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING

from sphinx_amts.corpus_collection.connections import Deadline, connected
from sphinx_amts.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx_amts.corpus_collection.addresses import Address

KEPT_HEADERS = (
    "content-language", "content-type", "etag", "last-modified", "link", "location",
    "retry-after", "tdm-reservation", "x-robots-tag",
)  # fmt: skip
"""Names of the headers of a response that are used."""

LIST_BYTES = 50_000_000
"""Most bytes of a sitemap that the sitemap protocol allows."""

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
LIST_TYPES = frozenset(
    {"text/xml", "application/xml", "application/gzip", "application/x-gzip"}
    | {"application/octet-stream", "text/plain"}
)
"""Media types of sitemaps, which may be compressed."""

NO_PAGE = "no page"
"""Beginning of the fault of a response whose media type is not wanted."""

_SEPARATORS = {"x-robots-tag": "\n"}
"""Separators for joining the values of a header that occurs several times.

For all other headers the separator is ", ".
"""

_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.5"
_CHUNK = 65_536
_HEADER_BYTES = 4000
_SHOWN = 100
_GZIP = 31
"""Format for `zlib`: a header of gzip, and the largest window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one exchange.

    Attributes:
        bytes: most bytes of a page, before and after decompression.
        list_bytes: most bytes of a sitemap, before and after decompression.
        seconds: most seconds from the connection to the last byte.
    """

    bytes: int
    seconds: float
    list_bytes: int = LIST_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAnswer:
    """Response of a server.

    Attributes:
        status: HTTP status.
        headers: name in lower case -> value, for the headers in `KEPT_HEADERS`.
        body: decompressed content; empty unless the status is 200 and *fault* is "".
        fault: why the content is not used, or "" if it is used.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    fault: str = ""


def ask(
    address: Address,
    headers: Mapping[str, str],
    limits: Limits,
    *,
    local: bool,
    types: Collection[str] = (),
) -> ServerAnswer:
    """Request a page, and return the response of the server.

    Args:
        address: address of the page.
        headers: headers of the request.
        limits: limits of the exchange.
        local: whether the host may be in the local network.
        types: media types that are wanted; empty for all types.

    Raises:
        PageError: the server cannot be reached, does not respond in time, or the
            response is incomplete.
    """
    deadline = Deadline(limits.seconds)
    with connected(address, deadline, local=local) as connection:
        try:
            connection.putrequest(
                "GET", address.target, skip_host=True, skip_accept_encoding=True
            )
            connection.putheader("Host", address.authority)
            connection.putheader("Accept", _ACCEPT)
            connection.putheader("Accept-Encoding", "gzip")
            connection.putheader("Connection", "close")
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            return _read(connection.getresponse(), limits, deadline, types)
        except (HTTPException, OSError, ValueError) as exc:
            deadline.left()
            reason = str(exc)[:_SHOWN] or type(exc).__name__
            raise PageError(
                f"the answer breaks off ({reason})", transient=True
            ) from exc


def _read(
    response: HTTPResponse, limits: Limits, deadline: Deadline, types: Collection[str]
) -> ServerAnswer:
    kept = {
        name: _SEPARATORS.get(name, ", ").join(values)[:_HEADER_BYTES]
        for name in KEPT_HEADERS
        if (values := response.headers.get_all(name))
    }
    status = response.status
    if status != 200:
        return ServerAnswer(status=status, headers=kept)
    media = media_type(kept)
    if types and media and media not in types:
        return ServerAnswer(
            status=status, headers=kept, fault=f"{NO_PAGE}, but {media[:_SHOWN]}"
        )
    coding = (response.headers.get("content-encoding") or "identity").strip().lower()
    if coding not in {"identity", "gzip", "x-gzip"}:
        fault = f"packed as {coding[:_SHOWN]}, which was not asked for"
        return ServerAnswer(status=status, headers=kept, fault=fault)
    limit = limits.list_bytes if media in LIST_TYPES else limits.bytes
    fault, body = _content(response, limit, deadline, packed=coding != "identity")
    return ServerAnswer(status=status, headers=kept, body=body, fault=fault)


def media_type(headers: Mapping[str, str]) -> str:
    """Return the media type of a response, without parameters, or "" if unknown."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _content(
    response: HTTPResponse, limit: int, deadline: Deadline, *, packed: bool
) -> tuple[str, bytes]:
    """Return why the content of a response is not used, or "", and the content.

    Raises:
        PageError: the content is incomplete.
    """
    too_large = f"larger than {limit / 1_000_000:g} MB; --max-size takes more"
    length = response.length
    if length is not None and length > limit:
        return too_large, b""
    unpacker = Unpacker(limit) if packed else None
    parts: list[bytes] = []
    received = size = 0
    while chunk := response.read1(_CHUNK):
        deadline.left()
        received += len(chunk)
        if unpacker is not None:
            try:
                chunk = unpacker.unpack(chunk)
            except zlib.error:
                return "packed in a way that cannot be read", b""
        size += len(chunk)
        parts.append(chunk)
        if max(received, size) > limit:
            return too_large, b""
    if length is not None and received < length:
        raise PageError("the answer breaks off", transient=True)
    if unpacker is not None and not unpacker.is_whole:
        raise PageError("the answer breaks off in its packed content", transient=True)
    return "", b"".join(parts)


class Unpacker:
    """Decompress gzip data up to a limit.

    Args:
        limit: most bytes of decompressed data.
    """

    def __init__(self, limit: int) -> None:
        self._left = limit + 1
        self._inner = zlib.decompressobj(_GZIP)

    @property
    def is_whole(self) -> bool:
        """Return whether the end of the compressed data has been read."""
        return self._inner.eof

    def unpack(self, data: bytes) -> bytes:
        """Decompress the next part of the data.

        All calls together return at most one byte more than the limit, by which the
        caller sees that the limit is exceeded.

        Raises:
            zlib.error: the data are not in the format gzip.
        """
        parts = []
        while data and self._left > 0:
            if self._inner.eof:  # several files in one, as some programs write
                self._inner = zlib.decompressobj(_GZIP)
            part = self._inner.decompress(data, self._left)
            self._left -= len(part)
            parts.append(part)
            data = self._inner.unconsumed_tail or self._inner.unused_data
        return b"".join(parts)
