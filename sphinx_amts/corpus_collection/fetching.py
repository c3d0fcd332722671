"""Fetch pages from the web, or from local folders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from sphinx_amts.corpus_collection.addresses import FOLDER, Address, parse_address
from sphinx_amts.corpus_collection.exchange import LIST_TYPES, NO_PAGE, PAGE_TYPES
from sphinx_amts.corpus_collection.reservations import Reservations
from sphinx_amts.corpus_collection.robots import REDIRECTS, Robots
from sphinx_amts.errors import ConfigError, HostError, PageError
from sphinx_amts.files.disk import errors_as, read_file, reason_of
from sphinx_amts.files.folders import files_below

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sphinx_amts.corpus_collection.hosts import NamedHosts
    from sphinx_amts.corpus_collection.language_parts import LanguageParts
    from sphinx_amts.corpus_collection.requests import Requests

_HOPS = 10
_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Page that was fetched.

    Attributes:
        address: address of the page, after all redirects.
        headers: headers of the response.
        body: content of the page.
        day: day on which the page was received, as ``2025-01-31``; "" if unknown.
    """

    address: Address
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    day: str = ""


class Pages(Protocol):
    """Set of pages that can be fetched, from the web or from folders.

    Attributes:
        on_web: whether the pages are fetched from the web.
    """

    on_web: bool

    def fetch(self, address: Address, *, is_list: bool = False) -> Fetched:
        """Fetch and return the page at *address*.

        Args:
            address: address of the page.
            is_list: whether a sitemap is accepted as well.

        Raises:
            PageError: the page cannot or must not be fetched.
        """

    def may_fetch(self, address: Address) -> bool:
        """Return whether *address* belongs to a host or folder that the user named."""

    def name(self, address: Address) -> str:
        """Return the name of a page for messages and origins."""


class WebPages:
    """Pages on the web, of the hosts that the user named.

    Args:
        requests: requests to the servers, with a cache.
        hosts: hosts that the user named.
    """

    on_web = True

    def __init__(self, requests: Requests, hosts: NamedHosts) -> None:
        self._requests = requests
        self._hosts = hosts
        self._robots = Robots(requests, hosts)
        self._reservations = Reservations(requests)

    def may_fetch(self, address: Address) -> bool:
        """Return whether the user named the host of *address*."""
        return self._hosts.is_named(address)

    def name(self, address: Address) -> str:
        """Return the address as text."""
        return str(address)

    def fetch(self, address: Address, *, is_list: bool = False) -> Fetched:
        """Fetch the page at *address*, following redirects within the named hosts.

        Raises:
            PageError: the page cannot be fetched, or rules of its site forbid it.
        """
        types = PAGE_TYPES | LIST_TYPES if is_list else PAGE_TYPES
        here = address
        seen = {here}
        while True:
            self._refuse(here, address)
            kept = self._requests.answer(here, types=types)
            if kept.status not in REDIRECTS:
                break
            place = kept.headers.get("location", "")
            if not place:
                raise PageError(f"a redirect (status {kept.status}) that leads nowhere")
            here = parse_address(place, here)
            if here in seen:
                raise PageError("its redirects lead back to it")
            seen.add(here)
            if len(seen) > _HOPS:
                raise PageError(f"more than {_HOPS} redirects")
        if kept.status != 200:
            raise PageError(
                f"the server answers with status {kept.status}",
                transient=kept.status >= 500,
                status=kept.status,
            )
        if kept.fault:
            raise PageError(kept.fault, harmless=kept.fault.startswith(NO_PAGE))
        return Fetched(address=here, body=kept.body, headers=kept.headers, day=kept.day)

    def _refuse(self, address: Address, first: Address) -> None:
        self._hosts.refuse_other(address)
        try:
            self._robots.refuse_forbidden(address)
            self._reservations.refuse_reserved(address)
        except HostError:
            raise
        except PageError as exc:
            if address == first:
                raise
            raise PageError(f"leads to {address}: {exc}", forbidden=True) from exc


class FolderPages:
    """Pages in local folders, whose addresses are valid in this run only.

    Args:
        folders: folders with pages. Folders that are named after languages, as ``en``
            and ``es``, belong together if they are in the same folder.
        parts: finder of languages in names.
        max_bytes: most bytes of one page.
    """

    on_web = False

    def __init__(
        self, folders: Sequence[Path], parts: LanguageParts, max_bytes: int
    ) -> None:
        self._max_bytes = max_bytes
        self._files: dict[Address, Path] = {}
        tops: dict[Path, int] = {}
        for folder in folders:
            whole = folder.resolve()
            of_language = parts.side_of_code(whole.name) is not None
            number = tops.setdefault(whole.parent if of_language else whole, len(tops))
            base = Address(FOLDER, str(number), 0, "/")
            with errors_as(ConfigError, f"{folder}: cannot be read"):
                found = files_below(folder)
            for path in found:
                if path.suffix.lower() in _SUFFIXES:
                    name = path.relative_to(folder).as_posix()
                    target = f"/{whole.name}/{name}" if of_language else f"/{name}"
                    self._files[parse_address(quote(target), base)] = path

    @property
    def addresses(self) -> list[Address]:
        """Return the addresses of all pages, in order."""
        return list(self._files)

    def may_fetch(self, address: Address) -> bool:
        """Return whether there is a file for *address*."""
        return address.with_target(address.path) in self._files

    def name(self, address: Address) -> str:
        """Return the path of the file, with slashes; the path of *address* if none."""
        path = self._files.get(address.with_target(address.path))
        return path.as_posix() if path is not None else address.target

    def fetch(
        self,
        address: Address,
        *,
        is_list: bool = False,  # noqa: ARG002
    ) -> Fetched:
        """Read the page in the file of *address*.

        Raises:
            PageError: there is no such file, or it cannot be read.
        """
        here = address.with_target(address.path)
        path = self._files.get(here)
        if path is None:
            raise PageError("there is no such file")
        try:
            body = read_file(path, max_bytes=self._max_bytes)
        except OSError as exc:
            raise PageError(f"cannot be read ({reason_of(exc)})") from exc
        return Fetched(address=here, body=body)
