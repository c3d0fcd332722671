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
        source: text that *target* translates: the message, or for a fuzzy entry the
            previous source; empty for a fuzzy entry without a previous source.
        digest: digest of *source*, see `message_digest`.
        target: the translation (msgstr).
        message: the message (msgid).
        fuzzy: whether the entry is flagged fuzzy.
        own_digest: digest of *message*.
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
        order: digests of the messages, in the order of the catalog.
        present: texts of the entries that are not obsolete.
        obsolete: texts of the obsolete entries.
        fault: why the catalog cannot be read, or "".
        obsolete_fault: why the obsolete entries cannot be read, or "".
    """

    order: list[str]
    present: list[EntryTexts]
    obsolete: list[EntryTexts]
    fault: str = ""
    obsolete_fault: str = ""


def read_texts(path: Path) -> CatalogTexts:
    """Read the texts of a human catalog, those of obsolete entries included."""
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
    """Texts of human catalogs; a catalog is parsed again only if it has changed.

    Args:
        path: file that keeps the texts between builds; `None` to keep them in memory.
        digest_of: returns a digest of the content of a file.
    """

    def __init__(self, path: Path | None, digest_of: Callable[[Path], str]) -> None:
        self._kept = KeptByContent(_KEPT, path)
        self._digest_of = digest_of

    @classmethod
    def of(cls, catalogs: CatalogChain) -> KeptTexts:
        """Create the texts of *catalogs*, kept in the folder `catalogs.kept`."""
        path = catalogs.kept / FILE if catalogs.kept is not None else None
        return cls(path, catalogs.file_digest)

    def read(self, path: Path) -> CatalogTexts:
        """Return the texts of the catalog at *path*."""
        # the path is in the key, because faults name the file
        key = f"{self._digest_of(path)} {path}"
        order, present, obsolete, *faults = self._kept.get(key, lambda: _plain(path))
        return CatalogTexts(
            order,
            [EntryTexts(*row) for row in present],
            [EntryTexts(*row) for row in obsolete],
            *faults,
        )

    def save(self) -> None:
        """Write the texts that were read to the file, for the next build."""
        self._kept.save()


def _plain(path: Path) -> tuple[object, ...]:
    """Return the texts of a catalog as values that `marshal` can write."""
    texts = read_texts(path)
    present, obsolete = ([tuple(row) for row in rows] for rows in texts[1:3])
    return (texts.order, present, obsolete, *texts[3:])
