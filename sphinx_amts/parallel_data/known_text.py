"""Collect the known translations of a book, from which other words are learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.editions.model import without_pictures
from sphinx_amts.errors import CatalogError
from sphinx_amts.extension.session.book_codecs import codecs_outside_documents
from sphinx_amts.markup.model import visible_text
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.model import Dialect
from sphinx_amts.parallel_data.catalog_pairs import read_catalogs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.editions.model import Edition


def known_text(
    catalogs: Iterable[tuple[str, Path]],
    human_memory: Path | None,
    edition: Edition,
    env: BuildEnvironment,
) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Return texts of a book with their existing human translations.

    A file that cannot be read is left out, as the translations are only an aid.

    Args:
        catalogs: text domain and file of each catalog.
        human_memory: file with translations of earlier wordings.
        edition: the book in its source language.
        env: build environment in which the book was read.

    Returns:
        pairs of source and target text as readers see them, sorted, and the faults of
        files, one line each.
    """
    read = read_catalogs(catalogs, edition, env)
    faults = list(read.faults)
    pairs = {
        (pair.source_text, pair.target_text)
        for found in read.by_catalog.values()
        for pair in found
    }
    if human_memory is not None:
        try:
            pairs |= _remembered(HumanMemory.load(human_memory), env)
        except CatalogError as exc:
            faults.append(str(exc))
    told = sorted((s, t) for s, t in pairs if s.strip() and t.strip() and s != t)
    return tuple(told), faults


def _remembered(memory: HumanMemory, env: BuildEnvironment) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    with codecs_outside_documents(env) as codecs:
        for record in memory.records.values():
            dialect = record.dialect or Dialect.PLAIN
            try:
                source, target = (
                    visible_text(without_pictures(codecs.encode(text, dialect)))
                    for text in (record.source, record.target)
                )
            except Exception:  # noqa: S112 roles raise anything
                continue
            found.add((source, target))
    return found
