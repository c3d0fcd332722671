"""Make pairs of human translations for the translation memory of a CAT tool."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import read_human
from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.document_records.faults import displayed
from sphinx_amts.editions.model import Pair
from sphinx_amts.errors import CatalogError
from sphinx_amts.markup.model import Text
from sphinx_amts.parallel_data.tmx_output import non_xml_character

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx_amts.catalogs.chain import CatalogChain


def memory_pairs(
    texts: Iterable[tuple[str, str]], catalogs: CatalogChain
) -> tuple[list[Pair], list[str]]:
    """Return pairs for a TMX file, and a line for each text that TMX cannot hold.

    Args:
        texts: sources and human translations, of any wording.
        catalogs: catalogs of the language, to find the file of a text that is left out;
            texts in none of them are in the human memory.
    """
    kept: list[Pair] = []
    unfit: dict[tuple[str, str], str] = {}
    for source, text in sorted(set(texts)):
        if character := non_xml_character(source + text):
            unfit[source, text] = character
        else:
            kept.append(Pair(source=(Text(source),), target=(Text(text),), document=""))
    places = _places(catalogs) if unfit else {}
    memory = catalogs.human_memory
    elsewhere = displayed(memory) if memory else "human memory"
    return kept, [
        f"{places.get(pair, elsewhere)}: not in the memory: holds {character}, which "
        "no TMX file can; delete the character"
        for pair, character in unfit.items()
    ]


def _places(catalogs: CatalogChain) -> dict[tuple[str, str], str]:
    """Return file and line of each pair of source and translation in the catalogs."""
    return dict(_placed(path for _, path in catalogs.all_human()))


def _placed(paths: Iterable[Path]) -> Iterator[tuple[tuple[str, str], str]]:
    for path in paths:
        with suppress(CatalogError):  # reported by `check`
            if path.suffix == ".po":
                for entry in read_entries(path):
                    place = f"{displayed(path)}:{entry.line}"
                    yield (entry.msgid, entry.msgstr), place
            else:
                for pair in read_human(path).items():
                    yield pair, displayed(path)
