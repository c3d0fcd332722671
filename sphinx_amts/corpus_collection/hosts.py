"""Restrict a crawl to the hosts that the user named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.corpus_collection.connections import is_local_name
from sphinx_amts.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.corpus_collection.addresses import Address

_USUAL_PORTS = frozenset({80, 443})


class NamedHosts:
    """Hosts to which requests may be sent: those of addresses that the user named.

    A host with another port than 80 or 443 is a different server from the same host
    without a port. Addresses with http and https are treated alike.

    Args:
        addresses: addresses that the user named.
        local: names of hosts that the user allows to be in the local network.
    """

    def __init__(self, addresses: Iterable[Address], local: Iterable[str] = ()) -> None:
        self._local = frozenset(name.lower() for name in local)
        self._named: set[tuple[str, int]] = set()
        for address in addresses:
            self._named.update((address.host, port) for port in _ports(address))

    def is_named(self, address: Address) -> bool:
        """Return whether the user named the host of an address."""
        return (address.host, address.port) in self._named

    def refuse_other(self, address: Address) -> None:
        """Raise an error if the user did not name the host of an address.

        Raises:
            PageError: the host was not named.
        """
        if not self.is_named(address):
            raise PageError(
                f"leads to {address.authority}, a host that was not named; give an "
                "address of it too if it is meant"
            )

    def may_be_local(self, host: str) -> bool:
        """Return whether requests to *host* may go to the local network.

        They may if the user allowed it for this host, or if *host* itself is localhost
        or a local IP address. Any other name must not resolve to a local IP address.
        """
        return host in self._local or is_local_name(host)


def _ports(address: Address) -> set[int]:
    own = {address.port}
    return own | _USUAL_PORTS if own & _USUAL_PORTS else own
