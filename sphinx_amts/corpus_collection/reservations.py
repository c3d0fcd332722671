"""Refuse pages whose owners reserve text and data mining for themselves.

The reservations are in a file on the server. Source: W3C Community Group report "TDM
Reservation Protocol", 2024.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_amts.corpus_collection.exchange import Limits
from sphinx_amts.corpus_collection.requests import FRESH_RULES, ROBOT
from sphinx_amts.errors import PageError
from sphinx_amts.files.json_text import DamagedJson, parse_json

if TYPE_CHECKING:
    from protego import Protego

    from sphinx_amts.corpus_collection.addresses import Address
    from sphinx_amts.corpus_collection.requests import Requests

RESERVED = "its owner reserves text and data mining (tdm-reservation)"

_PLACE = "/.well-known/tdmrep.json"
_LIMITS = Limits(bytes=1_000_000, seconds=30, list_bytes=1_000_000)
_MOST_RULES = 1000


class Reservations:
    """Reservations of text and data mining, by host.

    Args:
        requests: requests by which the file of each host is fetched.
    """

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._known: dict[str, list[tuple[Protego, bool]]] = {}

    def refuse_reserved(self, address: Address) -> None:
        """Raise an error if the owner of a page reserves text and data mining.

        Raises:
            PageError: the page is reserved.
        """
        host = address.authority
        if host not in self._known:
            self._known[host] = self._rules(address.with_target(_PLACE))
        for pattern, reserved in self._known[host]:
            if not pattern.can_fetch(str(address), ROBOT):
                if reserved:
                    raise PageError(RESERVED, forbidden=True)
                return

    def _rules(self, address: Address) -> list[tuple[Protego, bool]]:
        """Fetch the rules of a host; return no rules if they cannot be fetched.

        Args:
            address: address of the file with the rules.
        """
        try:
            kept = self._requests.answer(
                address, limits=_LIMITS, fresh=FRESH_RULES, counted=False
            )
        except PageError:
            return []
        return parse_reservations(kept.body) if kept.status == 200 else []


def parse_reservations(data: bytes) -> list[tuple[Protego, bool]]:
    """Parse the content of a ``tdmrep.json``.

    Invalid rules are left out, and an invalid file has no rules.

    Returns:
        pairs of a pattern, which *disallows* the matching addresses, and whether these
        addresses are reserved. The first matching pattern counts.
    """
    from protego import Protego

    try:
        stated: Any = parse_json(data)
    except DamagedJson:
        return []
    rules = []
    for rule in stated[:_MOST_RULES] if isinstance(stated, list) else []:
        location = rule.get("location") if isinstance(rule, dict) else None
        if isinstance(location, str) and location.startswith(("/", "*")):
            line = " ".join(location.split())
            pattern = Protego.parse(f"User-agent: *\nDisallow: {line}")
            rules.append((pattern, rule.get("tdm-reservation") in (1, "1")))
    return rules
