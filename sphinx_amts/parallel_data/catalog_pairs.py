"""Read pairs from message catalogs; markup is parsed as in their book."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.catalogs.entries import human_written
from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.editions.model import Block, BlockKind, Edition, Pair, without_pictures
from sphinx_amts.errors import CatalogError
from sphinx_amts.extension.messages.extraction import dialect_of
from sphinx_amts.extension.session.book_codecs import codecs_outside_documents
from sphinx_amts.model import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.catalogs.po_reader import PoEntry
    from sphinx_amts.extension.messages.codecs import Codecs

_DAY = re.compile(r"^PO-Revision-Date:\s*(\d{4}-\d\d-\d\d)", re.M)


@dataclass(slots=True)
class CatalogPairs:
    """Pairs read from message catalogs, and a count of entries left out.

    Attributes:
        by_catalog: file of a catalog -> a pair for each entry translated by a person.
        lines: file of a catalog -> line of the entry of each of these pairs.
        machine: number of entries left out because a machine wrote them.
        faults: catalogs and entries that cannot be read, one line each.
    """

    by_catalog: dict[Path, list[Pair]] = field(default_factory=dict)
    lines: dict[Path, list[int]] = field(default_factory=dict)
    machine: int = 0
    faults: list[str] = field(default_factory=list)


def read_catalogs(
    paths: Iterable[tuple[str, Path]], edition: Edition, env: BuildEnvironment
) -> CatalogPairs:
    """Read pairs from the message catalogs of a book.

    Entries for text that the book no longer has give pairs as well. Fuzzy entries give
    none, as no person has confirmed them.

    Args:
        paths: text domain and file of each catalog.
        edition: the book in its source language.
        env: build environment in which the book was read.
    """
    with codecs_outside_documents(env) as codecs:
        reader = _Reader(edition, env, codecs)
        for domain, path in paths:
            try:
                reader.read(domain, path)
            except CatalogError as exc:
                reader.result.faults.append(str(exc))
    return reader.result


class _Reader:
    def __init__(self, edition: Edition, env: BuildEnvironment, codecs: Codecs) -> None:
        self.result = CatalogPairs()
        self._codecs = codecs
        self._blocks: dict[str, tuple[str, Block]] = {}
        for name, found in edition.documents.items():
            for block in found:
                if block.dialect is not None:
                    self._blocks.setdefault(block.text, (name, block))
        self._dialects: dict[str, Dialect] = {}
        for name in edition.documents:
            if dialect := dialect_of(env, name):
                domain = docname_to_domain(name, env.config.gettext_compact)
                self._dialects.setdefault(domain, dialect)
        self._usual = next(iter(self._dialects.values()), Dialect.RST)

    def read(self, domain: str, path: Path) -> None:
        entries = read_entries(path)
        header = next((e.msgstr for e in entries if not e.msgid), "")
        day = match[1] if (match := _DAY.search(header)) else ""
        human, machine = human_written(entries)
        self.result.machine += machine
        pairs = self.result.by_catalog.setdefault(path, [])
        lines = self.result.lines.setdefault(path, [])
        for entry in human:
            try:
                pairs.append(self._pair(domain, entry, day))
            except Exception as exc:  # roles raise anything
                place = f"{path}:{entry.line}"
                self.result.faults.append(f"{place}: its markup cannot be read ({exc})")
            else:
                lines.append(entry.line)

    def _pair(self, domain: str, entry: PoEntry, day: str) -> Pair:
        document, block = self._blocks.get(entry.msgid, (domain, None))
        dialect = block.dialect if block else None
        dialect = dialect or self._dialects.get(domain, self._usual)
        source = block.inlines if block else self._codecs.encode(entry.msgid, dialect)
        return Pair(
            source=without_pictures(source),
            target=without_pictures(self._codecs.encode(entry.msgstr, dialect)),
            document=document,
            line=block.line if block else 0,
            changed=day,
            title=block is not None and block.kind is BlockKind.TITLE,
        )
