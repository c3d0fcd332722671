"""Refuse requests of web pages to a server on loopback; admit those of programs.

An address on loopback is no protection: every page that is open in a browser on this
machine can send requests to the server, by the address or by a name that resolves to
127.0.0.1 (DNS rebinding). Requests of pages are recognised by the headers that a
browser sets and a page cannot change.
"""

from __future__ import annotations

import io
import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from email.message import Message

LOOPBACK = "127.0.0.1"

_NAMES = (LOOPBACK, "localhost", "[::1]")
# boto3 puts the bucket before the name of a server, unless that is an address; names
# below localhost resolve to loopback only (RFC 6761)
_BUCKET_HOST = re.compile(r"(?=.{1,128}$)(?:[a-z0-9_-]+\.)+localhost")
_JSON = re.compile(r"application/(?:json|x-amz-json-1\.[01])", re.IGNORECASE)
_SITES = ("none", "same-origin")
_DIGITS = re.compile(r"[0-9]{1,15}")
_SECONDS = 30.0
_SLOWEST = 2**20  # least bytes in a second of a long body
_HEADERS = 8 * 2**20  # more than 100 lines of 64 KiB, where http.server stops


@dataclass(frozen=True, slots=True)
class Refusal:
    """Refusal of a request, with the HTTP status and the reason."""

    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class Gate:
    """Rules that decide which HTTP requests a server on loopback admits.

    Attributes:
        port: port of the server.
        control: prefix of the paths that control the server itself.
        shown: paths below *control* that change nothing and may be read with GET.
        largest: largest size of a request body, in bytes.
        chunked: whether a request body without Content-Length is allowed.
        buckets: whether a host name may start with the name of an S3 bucket.
    """

    port: int
    control: str
    shown: frozenset[str]
    largest: int
    chunked: bool = False
    buckets: bool = False

    def refusal(self, command: str, target: str, headers: Message) -> Refusal | None:
        """Return the refusal of a request, or `None` if the request is admitted.

        Args:
            command: the HTTP method.
            target: path and query of the request.
            headers: headers of the request.
        """
        hosts = headers.get_all("Host", [])
        if len(hosts) != 1:
            return Refusal(400, "exactly one header Host is needed")
        if not self._is_own_host(hosts[0]):
            return Refusal(421, "only names of this machine are answered")
        if not target.startswith(
            "/"
        ):  # the host of an absolute URL would override Host
            return Refusal(400, "only a path can be asked for")
        path = "/" + unquote(target.partition("?")[0]).lstrip("/")
        origins = headers.get_all("Origin", [])
        if any(not self._is_own_origin(origin) for origin in origins):
            return Refusal(403, "pages of other origins are not answered")
        sites = headers.get_all("Sec-Fetch-Site", [])
        if any(site.strip().lower() not in _SITES for site in sites):
            return Refusal(403, "pages of other sites are not answered")
        if path.startswith(self.control):
            refusal = self._control_refusal(command, path, headers)
            if refusal is not None:
                return refusal
        return self._body_refusal(headers)

    def _is_own_host(self, host: str) -> bool:
        name, port = _name_and_port(host.strip().lower())
        if port not in (None, str(self.port)):
            return False
        return name in _NAMES or bool(self.buckets and _BUCKET_HOST.fullmatch(name))

    def _is_own_origin(self, origin: str) -> bool:
        scheme, separator, host = origin.strip().lower().partition("://")
        name, port = _name_and_port(host)
        own_port = (port or "80") == str(self.port)
        return scheme == "http" and bool(separator) and name in _NAMES and own_port

    def _control_refusal(
        self, command: str, path: str, headers: Message
    ) -> Refusal | None:
        if command in ("GET", "HEAD") and path in self.shown:
            return None
        if "Origin" in headers or "Sec-Fetch-Site" in headers:
            return Refusal(403, "pages do not steer this server")
        if command != "POST":
            return Refusal(405, "this address is to be asked with POST")
        if not _JSON.fullmatch(headers.get_content_type()):
            return Refusal(415, "the content type must be application/json")
        return None

    def _body_refusal(self, headers: Message) -> Refusal | None:
        lengths = headers.get_all("Content-Length", [])
        if headers.get_all("Transfer-Encoding", []):
            if not self.chunked or lengths:
                return Refusal(411, "the body needs a length, and nothing else")
            return None
        if len(lengths) > 1 or any(not _DIGITS.fullmatch(each) for each in lengths):
            return Refusal(400, "the length of the body is no number")
        if any(int(each) > self.largest for each in lengths):
            return Refusal(413, f"a body has at most {self.largest} bytes")
        return None


def _name_and_port(host: str) -> tuple[str, str | None]:
    bracket = host.rfind("]")
    name, colon, port = host[bracket + 1 :].partition(":")
    return host[: bracket + 1] + name, port if colon else None


class _Wire(io.RawIOBase):
    """Stream that reads a connection within limits of time and bytes."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._deadline = 0.0
        self._left = 0

    def allow(self, seconds: float, length: int) -> None:
        """Limit the next reads to *seconds* from now, and to *length* bytes in all."""
        self._deadline = time.monotonic() + seconds
        self._left = length

    def readable(self) -> bool:
        """Return `True`: this stream can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read available bytes into *buffer*, and return their number.

        Raises:
            TimeoutError: the limit of time is exceeded.
            ConnectionAbortedError: the limit of bytes is exceeded.
        """
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the request takes too long")
        if self._left <= 0:
            raise ConnectionAbortedError("the request is too long")
        self._connection.settimeout(seconds)
        count = self._connection.recv_into(buffer)
        self._connection.settimeout(_SECONDS)
        self._left -= count
        return count


class GatedHandler(BaseHTTPRequestHandler):
    """HTTP handler that refuses requests which may come from a web page."""

    gate: Gate

    def setup(self) -> None:
        """Set up the connection, with limits of time and bytes."""
        super().setup()
        self._wire = _Wire(self.connection)
        self.rfile = io.BufferedReader(self._wire)

    def handle_one_request(self) -> None:
        """Read one request within the limits, and respond to the request."""
        self._admitted = False
        self._wire.allow(_SECONDS, _HEADERS)
        super().handle_one_request()

    def parse_request(self) -> bool:
        """Read the headers of a request, and return whether the request is admitted."""
        return super().parse_request() and self._admit()

    def handle_expect_100(self) -> bool:
        """Ask the client to send the body, if its request is admitted.

        Returns:
            whether the request is admitted.
        """
        return self._admit() and super().handle_expect_100()

    def send_header(self, keyword: str, value: str) -> None:
        """Send a header, unless it would let other origins read the response."""
        if not keyword.lower().startswith("access-control-"):
            super().send_header(keyword, value)

    def end_headers(self) -> None:
        """Add headers that hide the response from other origins; end the headers."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Log nothing: paths may contain any text."""

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: the state of the server records the requests."""

    def log_error(self, format: str, *args: Any) -> None:
        """Log nothing: a slow client is no fault of this server."""

    def _admit(self) -> bool:
        if self._admitted:
            return True
        refusal = self.gate.refusal(self.command, self.path, self.headers)
        if refusal is not None:
            self._refuse(refusal)
            return False
        self._admitted = True
        length = int(self.headers.get("Content-Length", self.gate.largest))
        self._wire.allow(_SECONDS + length / _SLOWEST, length + _HEADERS)
        return True

    def _refuse(self, refusal: Refusal) -> None:
        data = f"refused: {refusal.reason}\n".encode()
        self.close_connection = True
        self.send_response(refusal.status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        # a connection that is closed with an unread body is reset, and the answer is
        # lost: a short body is read and dropped
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self._wire.allow(1.0, 2**16)
            while self._wire.readinto(bytearray(2**12)):
                pass
