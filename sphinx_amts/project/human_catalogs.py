"""Add entries to the human catalogs of a book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.catalogs.human_writer import NewEntry, add_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.catalogs.credit import Credit
    from sphinx_amts.catalogs.human_writer import Addition
    from sphinx_amts.project.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedText:
    """A message with its translation and its location.

    Attributes:
        document: name of the document of the message.
        place: file, relative to the source folder, and line, as `file:line`.
        msgid: the message.
        msgstr: the translation, in the markup of the message.
    """

    document: str
    place: str
    msgid: str
    msgstr: str


class HumanCatalogs:
    """The human catalogs of a book for one language, to which entries are added.

    Args:
        book: book of the catalogs.
        env: build environment in which the book was read.
        language: language of the catalogs.
    """

    def __init__(self, book: Book, env: BuildEnvironment, language: str) -> None:
        _, self._project = book.settings(language)
        self._env = env
        self._language = language
        self._folder = book.locale_dir() / language / "LC_MESSAGES"
        self._catalogs = dict(book.human_catalogs(language))

    def add(
        self,
        texts: Iterable[PlacedText],
        *,
        replace_fuzzy: bool = False,
        credit: Credit,
        dry_run: bool = False,
    ) -> Iterator[tuple[Path, Addition]]:
        """Add *texts* to the catalogs, each message once per catalog.

        Args:
            texts: messages with translations.
            replace_fuzzy: whether a translation replaces that of a fuzzy entry.
            credit: who made the translations.
            dry_run: whether to write nothing.

        Yields:
            each catalog, and what was added to it.

        Raises:
            CatalogError: a catalog is damaged, ambiguous or cannot be written.
        """
        compact = self._env.config.gettext_compact
        domains: dict[str, dict[str, NewEntry]] = {}
        for text in texts:
            domain = docname_to_domain(text.document, compact)
            domains.setdefault(domain, {}).setdefault(text.msgid, self._entry(text))
        for domain, found in sorted(domains.items()):
            path = self._catalogs.get(domain, self._folder / f"{domain}.po")
            yield (
                path,
                add_entries(
                    path,
                    list(found.values()),
                    language=self._language,
                    project=self._project,
                    replace_fuzzy=replace_fuzzy,
                    credit=credit,
                    dry_run=dry_run,
                ),
            )

    def _entry(self, text: PlacedText) -> NewEntry:
        return NewEntry(
            msgid=text.msgid, msgstr=text.msgstr, locations=(f"../../{text.place}",)
        )
