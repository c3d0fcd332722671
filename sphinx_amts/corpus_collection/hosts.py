"""Keep a crawl on the hosts that its user named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.corpus_collection.connections import is_local_name
from sphinx_amts.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.corpus_collection.addresses import Address

_USUAL_PORTS = frozenset({80, 443})


class NamedHosts:
    """Hosts that may be asked: those of the addresses that the user named.

    A host with a port of its own is another server than the same host without; whether
    an address begins with http or https makes no difference.

    Args:
        addresses: that the user named.
        local: names of hosts that may be in the local network, as their user says.
    """

    def __init__(self, addresses: Iterable[Address], local: Iterable[str] = ()) -> None:
        self._local = frozenset(name.lower() for name in local)
        self._named: set[tuple[str, int]] = set()
        for address in addresses:
            self._named.update((address.host, port) for port in _ports(address))

    def is_named(self, address: Address) -> bool:
        """Tell whether the host of an address was named."""
        return (address.host, address.port) in self._named

    def refuse_other(self, address: Address) -> None:
        """Raise an error for an address of a host that was not named.

        Raises:
            PageError: it is one.
        """
        if not self.is_named(address):
            raise PageError(
                f"leads to {address.authority}, a host that was not named; give an "
                "address of it too if it is meant"
            )

    def may_be_local(self, host: str) -> bool:
        """Tell whether a host may be one of the local network.

        Who names an address of the local network means it. Any other name may be
        anything: whoever owns it decides where it leads.
        """
        return host in self._local or is_local_name(host)


def _ports(address: Address) -> set[int]:
    own = {address.port}
    return own | _USUAL_PORTS if own & _USUAL_PORTS else own
