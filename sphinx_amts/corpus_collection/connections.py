"""Connect to servers whose IP address was checked, and read until a deadline.

The machine that runs a crawl may reach more than the web: services on the machine, in
its network or in its cloud. The name of a host on the web may resolve to the IP address
of such a service, and to another address at the next look-up. So a name is looked up
once, its addresses are checked, and the connection is made to a checked address.

Sources: the registries of special-purpose addresses of RFC 6890; RFC 6052 for IPv4 in
IPv6.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import ssl
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

from sphinx_amts.errors import HostError, NoAnswerError, PageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.corpus_collection.addresses import Address

    AnyIp = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_CONNECT_SECONDS = 10.0
"""Time limit for the connection to one of the IP addresses of a host."""


def is_local(text: str) -> bool:
    """Return whether an IP address does not belong to the public internet.

    Raises:
        ValueError: *text* is no IP address.
    """
    ip: AnyIp = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_local(str(inner))
        if ip.is_site_local:
            return True
    return not ip.is_global or ip.is_multicast or ip.is_reserved


def is_local_name(host: str) -> bool:
    """Return whether the name or IP address *host* itself is of the local network."""
    try:
        return is_local(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Deadline:
    """Time at which a request and its response must be finished.

    Args:
        seconds: seconds from now.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds until the deadline.

        Raises:
            NoAnswerError: the deadline is over.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise late(self.seconds)
        return left


def late(seconds: float) -> NoAnswerError:
    """Return the error for a server that did not answer within *seconds*."""
    return NoAnswerError(
        f"no whole answer within {seconds:g} seconds; --timeout gives more",
        transient=True,
    )


@contextmanager
def connected(
    address: Address, deadline: Deadline, *, local: bool
) -> Iterator[HTTPConnection]:
    """Connect to the host of *address*, and close the connection after the block.

    Args:
        address: address of the page to request.
        deadline: deadline for the whole exchange.
        local: whether the host may be in the local network.

    Raises:
        PageError: the host cannot be reached, or is in the local network.
    """
    with closing(_socket(address, deadline, local=local)) as opened:
        if address.scheme == "https":
            opened = _encrypted(opened, address, deadline)  # noqa: PLW2901
        with closing(opened):
            connection = HTTPConnection(address.host, address.port)
            # nothing else connects: the library only writes to and reads from it
            connection.sock = _TimedSocket(opened, deadline)
            yield connection


def _encrypted(
    plain: socket.socket, address: Address, deadline: Deadline
) -> socket.socket:
    try:
        plain.settimeout(deadline.left())
        context = ssl.create_default_context()
        return context.wrap_socket(plain, server_hostname=address.host)
    except (OSError, ValueError) as exc:
        raise _unreachable(exc, deadline, address) from exc


def _socket(address: Address, deadline: Deadline, *, local: bool) -> socket.socket:
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise HostError(
            f"{address.host}: nobody knows this name ({_reason(exc)})", transient=True
        ) from exc
    fault: Exception | None = None
    refused = ""
    for family, kind, protocol, _, place in found:
        ip = str(place[0])
        if not local and is_local(ip):
            refused = ip
            continue
        opened = socket.socket(family, kind, protocol)
        try:
            opened.settimeout(min(_CONNECT_SECONDS, deadline.left()))
            opened.connect(place)
        except OSError as exc:
            opened.close()
            fault = exc
        else:
            return opened
    if fault is None:
        raise HostError(
            f"{address.host}: its address {refused} is one of the local network, which "
            "is not asked; if that is meant, allow it with --allow-local "
            f"{address.host}"
        )
    raise _unreachable(fault, deadline, address) from fault


def _unreachable(exc: Exception, deadline: Deadline, address: Address) -> PageError:
    if isinstance(exc, TimeoutError):
        deadline.left()  # the time may be over
        return NoAnswerError("the server does not answer", transient=True)
    if isinstance(exc, ssl.SSLCertVerificationError):
        return HostError(
            f"{address.authority}: its certificate is not valid ({exc.verify_message})"
        )
    return NoAnswerError(f"cannot be reached ({_reason(exc)})", transient=True)


def _reason(exc: Exception) -> str:
    return (isinstance(exc, OSError) and exc.strerror) or str(exc)


class _TimedSocket:
    """Socket for `http.client` whose operations fail when the deadline is over."""

    def __init__(self, inner: socket.socket, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._inner.settimeout(self._deadline.left())
        self._inner.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb"
        return io.BufferedReader(_Reading(self._inner, self._deadline))

    def close(self) -> None:
        """Do nothing, as the response may not have been read yet."""


class _Reading(io.RawIOBase):
    """Stream of the bytes from a socket, until the deadline."""

    def __init__(self, inner: socket.socket, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._inner.settimeout(self._deadline.left())
        return self._inner.recv_into(buffer)
