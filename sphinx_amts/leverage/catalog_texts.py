"""Read the texts of human catalogs, and keep them from one build to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx_amts.catalogs.entries import is_shown
from sphinx_amts.catalogs.po_reader import read_entries, read_obsolete
from sphinx_amts.errors import CatalogError
from sphinx_amts.files.kept_by_content import KeptByContent
from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.memory.human_memory import message_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.catalogs.po_reader import PoEntry

_KEPT = KeptData("texts of catalogs", 1)
FILE = "texts.kept"


class EntryTexts(NamedTuple):
    """Texts of an entry that Sphinx could show.

    Attributes:
        source: its message, or for a fuzzy entry its previous source; a fuzzy entry may
            have none.
        digest: hash of that, see `message_digest`.
        target: its translation.
        message: its message.
        fuzzy: whether it is flagged fuzzy.
        own_digest: hash of its message.
    """

    source: str
    digest: str
    target: str
    message: str
    fuzzy: bool
    own_digest: str


class CatalogTexts(NamedTuple):
    """Texts of one human catalog.

    Attributes:
        order: hashes of its messages, in their order.
        present: its entries.
        obsolete: its obsolete entries.
        fault: why it cannot be read, or "".
        obsolete_fault: why its obsolete entries cannot be read, or "".
    """

    order: list[str]
    present: list[EntryTexts]
    obsolete: list[EntryTexts]
    fault: str = ""
    obsolete_fault: str = ""


def read_texts(path: Path) -> CatalogTexts:
    """Read the texts of a human catalog, obsolete ones included."""
    try:
        everything = read_entries(path)
    except CatalogError as exc:
        return CatalogTexts([], [], [], str(exc))
    fault = ""
    obsolete: list[PoEntry] = []
    try:
        obsolete = read_obsolete(path)
    except CatalogError as exc:
        fault = str(exc)
    return CatalogTexts(
        [message_digest(entry.msgid) for entry in everything if entry.msgid],
        _texts(everything),
        _texts(obsolete),
        obsolete_fault=fault,
    )


def _texts(entries: Iterable[PoEntry]) -> list[EntryTexts]:
    found = []
    for entry in filter(is_shown, entries):
        source = entry.previous if entry.fuzzy else entry.msgid
        own = message_digest(entry.msgid)
        found.append(
            EntryTexts(
                source,
                message_digest(source),
                entry.msgstr,
                entry.msgid,
                entry.fuzzy,
                own,
            )
        )
    return found


class KeptTexts:
    """Texts of human catalogs, each parsed again only if its content has changed.

    Args:
        path: where they are kept; `None` to keep them only in this process.
        digest_of: returns a digest of the content of a file.
    """

    def __init__(self, path: Path | None, digest_of: Callable[[Path], str]) -> None:
        self._kept = KeptByContent(_KEPT, path)
        self._digest_of = digest_of

    @classmethod
    def of(cls, catalogs: CatalogChain) -> KeptTexts:
        """Return the texts that are kept of *catalogs*."""
        path = catalogs.kept / FILE if catalogs.kept is not None else None
        return cls(path, catalogs.file_digest)

    def read(self, path: Path) -> CatalogTexts:
        """Return the texts of the catalog at *path*."""
        # faults name the file
        key = f"{self._digest_of(path)} {path}"
        order, present, obsolete, *faults = self._kept.get(key, lambda: _plain(path))
        return CatalogTexts(
            order,
            [EntryTexts(*row) for row in present],
            [EntryTexts(*row) for row in obsolete],
            *faults,
        )

    def save(self) -> None:
        """Keep the texts that were read."""
        self._kept.save()


def _plain(path: Path) -> tuple[object, ...]:
    """Return the texts of a catalog as values that `marshal` can write."""
    texts = read_texts(path)
    present, obsolete = ([tuple(row) for row in rows] for rows in texts[1:3])
    return (texts.order, present, obsolete, *texts[3:])
