"""Connect to servers whose address was checked, and read from them before a deadline.

A crawl goes out from a machine that may reach more than the web: services of its own,
of its network, of its cloud. A name on the web may resolve to one of them, and to
another address the next time it is looked up. So a name is looked up once, its
addresses are checked, and the connection is made to one that was checked.

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
"""To one of the addresses of a host."""


def is_local(text: str) -> bool:
    """Tell whether an IP address is not one of the public internet."""
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
    """Tell whether a host as an address names it is one of the local network."""
    try:
        return is_local(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Deadline:
    """Time at which an exchange has to be over."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            NoAnswerError: there are none.
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
    """Keep a connection to the host of an address for a block.

    Args:
        address: of the page to ask for.
        deadline: for the whole exchange.
        local: whether the host may be one of the local network.

    Raises:
        PageError: it cannot be reached, or may not be asked.
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
    """Socket for `http.client` whose every step ends at the deadline."""

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
        """Leave the socket open: its answer may not have been read yet."""


class _Reading(io.RawIOBase):
    """What comes from a socket, until the deadline."""

    def __init__(self, inner: socket.socket, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._inner.settimeout(self._deadline.left())
        return self._inner.recv_into(buffer)
