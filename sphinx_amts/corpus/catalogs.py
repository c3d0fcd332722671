"""Read pairs from the message catalogs of other books, without their sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.corpus.model import CorpusPair
from sphinx_amts.editions.model import Edition
from sphinx_amts.editions.reading import open_project
from sphinx_amts.languages.codes import canonical, is_known, is_region_of
from sphinx_amts.parallel_data.catalog_folder import empty_project
from sphinx_amts.parallel_data.catalog_pairs import read_catalogs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx_amts.corpus.model import CorpusFindings
    from sphinx_amts.model import LanguagePair

_MESSAGES = "LC_MESSAGES"
SUFFIX = ".po"


@dataclass(frozen=True, slots=True)
class CatalogCollection:
    """Collection of pairs in the message catalogs of one book.

    Attributes:
        folder: the folder that contains the catalogs, or the only catalog.
        paths: the catalogs.
    """

    folder: Path
    paths: tuple[Path, ...]

    @property
    def name(self) -> str:
        """Return the path of the folder, or of the only catalog, for messages."""
        return str(self.folder)

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the paths of the catalogs."""
        return self.paths

    def read(
        self, languages: LanguagePair, findings: CorpusFindings
    ) -> Iterator[CorpusPair]:
        """Yield a pair for each entry that a person has translated.

        The entries are parsed in an empty project, which knows only Sphinx's own roles.

        Raises:
            AmtsError: the empty project cannot be written.
        """
        project = empty_project(self.folder)
        with open_project(project, languages.source) as (_, env):
            nothing = Edition(language=languages.source)
            read = read_catalogs(((p.stem, p) for p in self.paths), nothing, env)
        findings.machine += read.machine
        findings.faults += read.faults
        for path, pairs in read.by_catalog.items():
            for pair, line in zip(pairs, read.lines[path], strict=True):
                source, target = pair.source_text, pair.target_text
                if source and target:
                    yield CorpusPair(source, target, str(path), line, pair.changed)


def catalogs_of_language(paths: Iterable[Path], language: str) -> list[Path]:
    """Return the catalogs among *paths* that may be in *language*.

    A catalog that is in the folder of another language, or is named after another
    language, is left out.
    """
    return [
        path for path in paths if path.suffix == SUFFIX and _may_be_in(path, language)
    ]


def _may_be_in(path: Path, language: str) -> bool:
    """Return whether neither folder nor name of a catalog names another language."""
    parts = path.parts[:-1]
    names = [path.stem]
    if _MESSAGES in parts:
        names = [parts[parts.index(_MESSAGES) - 1]]
    codes = [name for name in names if len(name) < 12 and is_known(canonical(name))]
    return all(
        canonical(code) == canonical(language) or is_region_of(code, language)
        for code in codes
    )
