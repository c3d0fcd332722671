"""Send requests to servers one at a time, with pauses and a cache of responses.

Sources: RFC 9110 for conditional requests, `Retry-After` and `From`; RFC 6585 for
status 429.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from sphinx_amts._version import __version__
from sphinx_amts.corpus_collection.exchange import Limits, ask
from sphinx_amts.corpus_collection.page_cache import KeptAnswer
from sphinx_amts.errors import ConfigError, HostError, NoAnswerError, PageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sphinx_amts.corpus_collection.addresses import Address
    from sphinx_amts.corpus_collection.exchange import ServerAnswer
    from sphinx_amts.corpus_collection.hosts import NamedHosts
    from sphinx_amts.corpus_collection.page_cache import PageCache

ROBOT = "sphinx-amts"
"""Name of this program in the user agent and in robots.txt."""

FRESH_RULES = 86_400.0
"""Seconds for which stored rules of a host (robots.txt, tdmrep.json) are used."""

_TRIES = 3
_LONGEST_PAUSE = 60.0
"""Longest pause in seconds that a busy server may ask for."""

_MOST_FAILURES = 5
"""Failures in a row after which no more requests are sent to a host."""

_BUSY = frozenset({429, 503})
_CONTACT_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPolicy:
    """Rules for requests to servers.

    Attributes:
        delay: seconds between two requests to a host.
        fresh: seconds for which a stored response is used without a request.
        limits: limits of one exchange.
        contact: mail address or page by which the user can be reached, or "".
    """

    delay: float = 1.0
    fresh: float = 86_400.0
    limits: Limits = field(default_factory=lambda: Limits(bytes=4_000_000, seconds=30))
    contact: str = ""

    def __post_init__(self) -> None:
        if len(self.contact) > _CONTACT_CHARACTERS or not (
            self.contact.isascii() and (self.contact + "x").isprintable()
        ):
            raise ConfigError(
                "--contact: give an address of mail or of a page, in ASCII"
            )

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that identify this program and its user in requests."""
        note = "collects parallel texts"
        note += f"; contact: {self.contact}" if self.contact else ""
        headers = {
            "User-Agent": f"{ROBOT}/{__version__} ({note.translate(_NO_COMMENT)})",
        }
        if "@" in self.contact and " " not in self.contact:
            headers["From"] = self.contact
        return headers


_NO_COMMENT = {ord("("): "[", ord(")"): "]", ord("\\"): "/"}
"""Replacements of the characters that would end a comment in a header."""


@dataclass(slots=True)
class RequestCounts:
    """Numbers of requested pages.

    Attributes:
        asked: pages for which a request was sent.
        unchanged: pages of *asked* that the server confirmed as unchanged.
        kept: pages taken from the cache without a request.
    """

    asked: int = 0
    unchanged: int = 0
    kept: int = 0


class Requests:
    """Requests to servers, with pauses between two requests to the same host.

    Args:
        hosts: hosts that the user named.
        cache: cache of responses.
        manners: rules for requests.
        sleep: function that waits for a number of seconds.
    """

    def __init__(
        self,
        hosts: NamedHosts,
        cache: PageCache,
        manners: RequestPolicy,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.counts = RequestCounts()
        self._hosts = hosts
        self._cache = cache
        self._manners = manners
        self._sleep = sleep
        self._delays: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._failures: Counter[str] = Counter()
        self._given_up: dict[str, HostError] = {}
        self._done: set[Address] = set()

    @property
    def slow_hosts(self) -> dict[str, float]:
        """Return the pauses in seconds of hosts that ask for longer pauses, by host."""
        usual = self._manners.delay
        return {host: s for host, s in self._delays.items() if s > usual}

    def slow_down(self, address: Address, delay: float) -> None:
        """Pause at least *delay* seconds between two requests to a host."""
        self._delays[address.authority] = max(delay, self._manners.delay)

    def answer(
        self,
        address: Address,
        *,
        types: Collection[str] = (),
        fresh: float | None = None,
        limits: Limits | None = None,
        counted: bool = True,
    ) -> KeptAnswer:
        """Return the response for *address*, from the cache or from the server.

        Args:
            address: address on a host that the user named.
            types: media types that are wanted; empty for all types.
            fresh: seconds for which a stored response is used; `None` for the value of
                *manners*.
            limits: limits of the exchange; `None` for those of *manners*.
            counted: whether the request counts in `counts`, as a page.

        Raises:
            PageError: the server gives no complete response.
            CollectionError: the response cannot be stored.
        """
        kept = self._cache.get(address)
        limits = limits or self._manners.limits
        terms = f"{limits.bytes} {' '.join(sorted(types))}"
        if kept and (
            (kept.fault and kept.terms != terms)  # may be wanted now
            or (kept.status >= 500 and address not in self._done)  # may be there now
        ):
            kept = None
        age = time.time() - kept.checked if kept else 0.0
        longest = self._manners.fresh if fresh is None else fresh
        if kept and (address in self._done or 0 <= age < longest):
            self.counts.kept += counted and address not in self._done
            self._done.add(address)
            return kept
        self.counts.asked += counted
        self._done.add(address)
        answer = self._patiently(address, kept, types, limits)
        now = datetime.now(UTC)
        seconds = int(now.timestamp())
        if answer.status == 304 and kept:
            self.counts.unchanged += counted
            kept = replace(kept, checked=seconds)
            self._cache.put(address, kept)
            return kept
        same = kept is not None and kept.body == answer.body != b""
        new = KeptAnswer(
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            fault=answer.fault,
            day=kept.day if kept is not None and same else f"{now:%Y-%m-%d}",
            checked=seconds,
            terms=terms,
        )
        self._cache.put(address, new)
        return new

    def _patiently(
        self,
        address: Address,
        kept: KeptAnswer | None,
        types: Collection[str],
        limits: Limits,
    ) -> ServerAnswer:
        """Send a request, unless the host has failed; count failures of the host.

        Raises:
            HostError: no more requests are sent to the host.
            PageError: the server gives no complete response.
        """
        host = address.authority
        if host in self._given_up:
            raise self._given_up[host]
        if self._failures[host] >= _MOST_FAILURES:
            raise HostError(
                f"{host}: gave no answer {_MOST_FAILURES} times in a row, and is not "
                "asked any more; the same command asks for the rest later"
            )
        headers = self._manners.headers
        if kept and kept.status == 200 and not kept.fault:
            if tag := kept.headers.get("etag"):
                headers["If-None-Match"] = tag
            if changed := kept.headers.get("last-modified"):
                headers["If-Modified-Since"] = changed
        try:
            answer = self._ask(address, headers, types, limits)
        except HostError as exc:
            self._given_up[host] = exc
            raise
        except NoAnswerError:
            self._failures[host] += 1
            raise
        self._failures[host] = 0
        return answer

    def _ask(
        self,
        address: Address,
        headers: dict[str, str],
        types: Collection[str],
        limits: Limits,
    ) -> ServerAnswer:
        host = address.authority
        for number in range(1, _TRIES + 1):
            delay = self._delays.get(host, self._manners.delay)
            self._sleep(max(0.0, self._next.get(host, 0.0) - time.monotonic()))
            try:
                answer = ask(
                    address,
                    headers,
                    limits,
                    local=self._hosts.may_be_local(address.host),
                    types=types,
                )
            finally:
                self._next[host] = time.monotonic() + delay
            if answer.status not in _BUSY:
                return answer
            pause = _retry_after(answer, 2**number * delay)
            if pause > _LONGEST_PAUSE:
                break
            self._next[host] += pause
        raise PageError("the server is too busy; try again later", transient=True)


def _retry_after(answer: ServerAnswer, otherwise: float) -> float:
    """Return the seconds that a busy server asks to wait, else *otherwise*."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return otherwise
