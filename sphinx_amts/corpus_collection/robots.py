"""Refuse pages that the robots.txt of their host forbids, and respect its delays.

Sources: RFC 9309; for `Crawl-delay`, which is not in this RFC, the practice of search
engines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.corpus_collection.addresses import Address, parse_address
from sphinx_amts.corpus_collection.exchange import Limits
from sphinx_amts.corpus_collection.requests import FRESH_RULES, ROBOT
from sphinx_amts.errors import HostError, PageError

if TYPE_CHECKING:
    from protego import Protego

    from sphinx_amts.corpus_collection.hosts import NamedHosts
    from sphinx_amts.corpus_collection.page_cache import KeptAnswer
    from sphinx_amts.corpus_collection.requests import Requests

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOPS = 5
_LIMITS = Limits(bytes=1_000_000, seconds=30, list_bytes=1_000_000)
"""Limits for robots.txt; RFC 9309 requires at least 500 KiB to be read."""

_LONGEST_DELAY = 300.0


@dataclass(frozen=True, slots=True)
class _Rules:
    """Rules of a host: everything is allowed without rules, nothing with a fault.

    Attributes:
        parsed: the parsed robots.txt; `None` if the host has none.
        fault: message on a fault of robots.txt, or "".
    """

    parsed: Protego | None = None
    fault: str = ""


class Robots:
    """Rules of hosts for this program, read from their robots.txt.

    Args:
        requests: requests by which each robots.txt is fetched.
        hosts: hosts that the user named.
    """

    def __init__(self, requests: Requests, hosts: NamedHosts) -> None:
        self._requests = requests
        self._hosts = hosts
        self._known: dict[tuple[str, str], _Rules] = {}

    def refuse_forbidden(self, address: Address) -> None:
        """Raise an error for a page that robots.txt does not allow to request.

        Raises:
            PageError: robots.txt forbids the page.
            HostError: robots.txt cannot be read, or demands too long pauses.
        """
        key = (address.scheme, address.authority)
        if key not in self._known:
            self._known[key] = self._rules(address)
        rules = self._known[key]
        if rules.fault:
            raise HostError(rules.fault)
        if rules.parsed is not None and not rules.parsed.can_fetch(str(address), ROBOT):
            raise PageError("forbidden by robots.txt", forbidden=True)

    def _rules(self, address: Address) -> _Rules:
        home = address.with_target("/robots.txt")
        try:
            kept = self._read(home)
        except HostError as exc:
            return _Rules(fault=str(exc))
        except PageError as exc:
            return _Rules(
                fault=f"{home}: {exc}; without it nothing of {home.authority} is asked"
            )
        if kept is None:
            return _Rules()
        from protego import Protego

        parsed = Protego.parse(kept.body.decode("utf-8-sig", "replace"))
        delay = parsed.crawl_delay(ROBOT) or 0.0
        rate = parsed.request_rate(ROBOT)
        if rate is not None and rate.requests > 0:
            delay = max(delay, rate.seconds / rate.requests)
        if delay > _LONGEST_DELAY:
            return _Rules(
                fault=f"{home}: asks for {delay:g} seconds between two requests; "
                "nothing of it is asked"
            )
        if delay > 0:
            self._requests.slow_down(address, delay)
        return _Rules(parsed)

    def _read(self, address: Address) -> KeptAnswer | None:
        """Fetch a robots.txt; return `None` if the host has none.

        Raises:
            PageError: the file cannot be read, so that everything counts as forbidden.
        """
        for _ in range(_HOPS + 1):
            kept = self._requests.answer(
                address, limits=_LIMITS, fresh=FRESH_RULES, counted=False
            )
            if kept.status in REDIRECTS:
                address = parse_address(kept.headers.get("location", ""), address)
                self._hosts.refuse_other(address)
                continue
            if kept.fault:
                raise PageError(kept.fault)
            if kept.status == 200:
                return kept
            if 400 <= kept.status < 500:
                return None
            raise PageError(f"the server answers with status {kept.status}")
        raise PageError(f"more than {_HOPS} redirects")
