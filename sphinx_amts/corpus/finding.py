"""Find the collections of pairs in files and folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.corpus.catalogs import SUFFIX, CatalogCollection, catalogs_of_language
from sphinx_amts.corpus.compression import COMPRESSED, bare_name
from sphinx_amts.corpus.moses import (
    ArchivedLines,
    LineAligned,
    is_of_language,
    language_part,
    partner,
)
from sphinx_amts.corpus.pair_files import WholeFile
from sphinx_amts.corpus.tab_separated import TabSeparated
from sphinx_amts.corpus.tmx import TmxCollection
from sphinx_amts.errors import CorpusError
from sphinx_amts.files.folders import files_below
from sphinx_amts.parallel_data.files import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx_amts.corpus.model import PairCollection
    from sphinx_amts.model import LanguagePair

_STREAMED: dict[str, Callable[[Path], PairCollection]] = {
    ".tmx": TmxCollection,
    ".tsv": TabSeparated,
    ".tab": TabSeparated,
    ".zip": ArchivedLines,
}
_SMALL = tuple(suffix for suffix in SUFFIXES if suffix not in _STREAMED)
"""Suffixes of formats that are read as a whole, and only without compression."""

KINDS = (
    "two files whose lines belong together (name.en and name.es), "
    f"{', '.join(_STREAMED)}, {', '.join(_SMALL)} or {SUFFIX}; the first three also "
    f"with {' or '.join(COMPRESSED)}"
)


def find_collections(
    paths: Iterable[Path], languages: LanguagePair
) -> tuple[list[PairCollection], list[str]]:
    """Find the collections at *paths*.

    A path is a file, the common beginning of the names of two aligned files, or a
    folder of files and catalogs. A collection that several paths name is returned once.

    Args:
        paths: files and folders.
        languages: languages of the pairs.

    Returns:
        the collections, sorted by name, and an error message for each path without one.
    """
    found: dict[tuple[Path, ...], PairCollection] = {}
    faults = []
    for path in paths:
        try:
            collections = _collections_of(path, languages)
        except CorpusError as exc:
            faults.append(str(exc))
            continue
        for collection in collections:
            files = tuple(file.resolve() for file in collection.files)
            found.setdefault(files, collection)
    ordered = sorted(found.values(), key=lambda c: (c.name, c.files))
    return ordered, faults


def _collections_of(path: Path, languages: LanguagePair) -> list[PairCollection]:
    """Return the collections at one path.

    Raises:
        CorpusError: there is no collection at *path*.
    """
    if path.is_dir():
        return _in_folder(path, languages)
    if path.exists():
        return [_of_file(path, languages)]
    beside = _files_beside(path)
    for file in beside:
        if language_part(file)[0] == path.name and (
            pair := _aligned(file, beside, languages)
        ):
            return [pair]
    raise CorpusError(
        f"{path}: there is no such file or folder, nor {path.name}.{languages.source} "
        f"with {path.name}.{languages.target}"
    )


def _of_file(path: Path, languages: LanguagePair) -> PairCollection:
    if collection := _by_suffix(path):
        return collection
    if pair := _aligned(path, _files_beside(path), languages):
        return pair
    codes = (languages.source, languages.target)
    if any(is_of_language(language_part(path)[1], code) for code in codes):
        prefix, _ = language_part(path)
        raise CorpusError(
            f"{path}: the other file of the pair is not beside it; name it "
            f"{prefix}.{languages.source} or {prefix}.{languages.target}"
        )
    raise CorpusError(f"{path}: pairs are in {KINDS}")


def _in_folder(folder: Path, languages: LanguagePair) -> list[PairCollection]:
    files = files_below(folder)
    found: list[PairCollection] = []
    for path in files:
        if path.suffix == SUFFIX:
            continue
        if collection := _by_suffix(path):
            found.append(collection)
        elif is_of_language(language_part(path)[1], languages.source) and (
            pair := _aligned(path, files, languages)
        ):
            found.append(pair)
    if catalogs := catalogs_of_language(files, languages.target):
        found.append(CatalogCollection(folder, tuple(catalogs)))
    if not found:
        raise CorpusError(
            f"{folder}: there are no pairs in this folder; they are in {KINDS}"
        )
    return found


def _by_suffix(path: Path) -> PairCollection | None:
    suffix = Path(bare_name(path)).suffix.lower()
    if make := _STREAMED.get(suffix):
        return make(path)
    if path.suffix.lower() in _SMALL:
        return WholeFile(path)
    if path.suffix == SUFFIX:
        return CatalogCollection(path, (path,))
    return None


def _aligned(
    path: Path, among: Sequence[Path], languages: LanguagePair
) -> LineAligned | None:
    """Return *path* and its partner in *among*, or `None` if there is no partner."""
    own = language_part(path)[1]
    if is_of_language(own, languages.source):
        other = partner(path, languages.target, among)
        return LineAligned(path, other) if other else None
    if is_of_language(own, languages.target):
        other = partner(path, languages.source, among)
        return LineAligned(other, path) if other else None
    return None


def _files_beside(path: Path) -> list[Path]:
    try:
        return sorted(p for p in path.parent.iterdir() if p.is_file())
    except OSError:
        return []
