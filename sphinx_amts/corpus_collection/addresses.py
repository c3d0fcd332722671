"""Parse and normalise the addresses (URLs) of pages, absolute or relative to a page.

Different spellings of a URL become the same address. Sources: RFC 3986, section 6.2;
WHATWG, "URL", for errors that browsers tolerate.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from sphinx_amts.errors import PageError

FOLDER = "folder"
"""Scheme of the addresses of pages in local folders; `parse_address` refuses it."""

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_IGNORED = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_UNRESERVED = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
)
_SHOWN = 200


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Normalised address (URL) of a page, without a fragment.

    Attributes:
        scheme: "http" or "https"; `FOLDER` for a page of a local folder.
        host: name in ASCII and lower case, or IP address; for a page of a local folder,
            the number of the folder.
        port: number of the port; 0 for a page of a local folder.
        target: path and query.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Return the host, with the port unless it is the default of the scheme."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == _PORTS.get(self.scheme, 0)
        return host if usual else f"{host}:{self.port}"

    @property
    def path(self) -> str:
        """Return the path, without the query."""
        return self.target.partition("?")[0]

    def with_target(self, target: str) -> Address:
        """Return the address of another *target* on the same host."""
        return Address(self.scheme, self.host, self.port, target)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def is_address(text: str) -> bool:
    """Return whether *text* is an address rather than the path of a file."""
    return "://" in text


def parse_address(text: str, base: Address | None = None) -> Address:
    """Parse *text* as an address, relative to the page *base* if there is one.

    Raises:
        PageError: *text* is no http or https address that can be requested.
    """
    text = _IGNORED.sub("", text).strip("\x00 \x0b\x0c")
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    if len(text) > _LONGEST:
        raise PageError(f"{shown}: longer than {_LONGEST} characters")
    try:
        if base is not None and base.scheme == FOLDER and not _is_absolute(text):
            joined = urljoin(f"http://folder{base.target}", text)
            return base.with_target(_target(joined))
        parts = urlsplit(urljoin(str(base), text) if base is not None else text)
        port = parts.port
    except ValueError as exc:
        raise PageError(f"{shown}: no address ({exc})") from exc
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise PageError(f"{shown}: only http and https are asked")
    if parts.username is not None or parts.password is not None:
        raise PageError(f"{parts.hostname}: an address with a name or a password")
    host = _host(parts.hostname or "", shown)
    found = Address(
        scheme, host, _PORTS[scheme] if port is None else port, _target(parts.geturl())
    )
    if len(str(found)) > _LONGEST or not found.port:
        raise PageError(f"{shown}: no address that a server can be asked for")
    return found


def respelled(address: Address, text: str) -> Address:
    """Parse *text*, which is the text of *address* with some changes.

    Raises:
        PageError: *text* is no address.
    """
    if address.scheme != FOLDER:
        return parse_address(text)
    return address.with_target(text.removeprefix(str(address.with_target(""))))


def _is_absolute(text: str) -> bool:
    return text.startswith("//") or _SCHEME.match(text) is not None


def _host(name: str, shown: str) -> str:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        host = name.lower().rstrip(".")
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as exc:
        raise PageError(f"{shown}: {name!r} is no name of a host") from exc
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise PageError(f"{shown}: {name!r} is no name of a host")
    return host


def _target(text: str) -> str:
    """Return the normalised path and query of an address."""
    parts = urlsplit(text)
    path = _without_dots(parts.path) if "/." in parts.path else parts.path or "/"
    target = _escaped(path, "/:@!$&'()*+,;=~")
    if parts.query:
        target += f"?{_escaped(parts.query, '/:@!$&()*+,;=~?')}"
    return target if target.startswith("/") else f"/{target}"


def _without_dots(path: str) -> str:
    """Return *path* with its parts ``.`` and ``..`` resolved."""
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            del kept[max(1, len(kept) - 1) :]
        elif part != ".":
            kept.append(part)
    if parts[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _escaped(text: str, safe: str) -> str:
    text = quote(text, safe=f"%{safe}")
    text = re.sub(r"%(?![0-9a-fA-F]{2})", "%25", text)
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()
