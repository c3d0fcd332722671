"""Read the sources of a collection: addresses, lists of addresses and folders."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.corpus_collection.addresses import Address, is_address, parse_address
from sphinx_amts.errors import CollectionError, PageError
from sphinx_amts.files.disk import as_utf8, errors_as, read_file

if TYPE_CHECKING:
    from collections.abc import Sequence

_LIST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class NamedPair:
    """Page and its translation, as named in a list of the user.

    Attributes:
        source: address of the page.
        target: address of its translation.
        place: ``file:line`` of the list that names the two addresses.
    """

    source: Address
    target: Address
    place: str


@dataclass(slots=True)
class Sources:
    """Sources that the user named for a collection.

    Attributes:
        addresses: address of a page or sitemap, from which further pages are found ->
            ``file:line`` of the list that names it, or "".
        pairs: pages and their translations that lists name.
        folders: folders with pages.
        faults: one message for each line of a list that is invalid.
    """

    addresses: dict[Address, str] = field(default_factory=dict)
    pairs: list[NamedPair] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def named(self) -> list[Address]:
        """Return all addresses that the user named, also those of pairs."""
        pairs = (side for pair in self.pairs for side in (pair.source, pair.target))
        return [*self.addresses, *pairs]


def read_sources(names: Sequence[str]) -> Sources:
    """Read the sources that the user named.

    Args:
        names: addresses, files with lists of addresses, folders of pages.

    Raises:
        CollectionError: a name is none of these, or a list has no valid address.
    """
    found = Sources()
    for name in names:
        path = Path(name)
        if is_address(name):
            try:
                found.addresses.setdefault(parse_address(name), "")
            except PageError as exc:
                raise CollectionError(str(exc)) from exc
        elif path.is_dir():
            found.folders.append(path)
        elif path.exists():
            _read_list(path, found)
        else:
            raise CollectionError(
                f"{name}: there is no such file or folder; an address begins with "
                "http:// or https://"
            )
    return found


def _read_list(path: Path, found: Sources) -> None:
    """Add the addresses in a file to *found*.

    Raises:
        CollectionError: the file cannot be read, or names no address.
    """
    with errors_as(CollectionError, f"{path}: cannot be read"):
        data = read_file(path, max_bytes=_LIST_BYTES)
    if data.startswith(b"\x1f\x8b") or data.lstrip()[:1] == b"<":
        raise CollectionError(
            f"{path}: a list has an address on each line; name pages by their folder, "
            "and a sitemap by its address"
        )
    text = as_utf8(data, path, CollectionError)
    before = len(found.named)
    for number, line in enumerate(text.split("\n"), start=1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        place = f"{path}:{number}"
        parts = [part.strip() for part in content.split("\t") if part.strip()]
        try:
            if len(parts) > 2:
                raise PageError(
                    "a line has one address, or two with a tab between them"
                )
            addresses = [parse_address(part) for part in parts]
            if len(addresses) == 2 and addresses[0] == addresses[1]:
                raise PageError("a page and its translation have two addresses")
        except PageError as exc:
            found.faults.append(f"{place}: {exc}")
            continue
        if len(addresses) == 2:
            found.pairs.append(NamedPair(addresses[0], addresses[1], place))
        else:
            found.addresses.setdefault(addresses[0], place)
    if len(found.named) == before:
        reasons = "; ".join(found.faults[:1])
        raise CollectionError(
            reasons or f"{path}: there is no address in it, one on each line"
        )
