"""Collect the human translations of a book as pairs, from catalogs, editions, files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.alignment.resources import NOTHING, Resources
from sphinx_amts.editions.model import Edition
from sphinx_amts.editions.reading import open_project, read_edition
from sphinx_amts.editions.staging import Side, is_mixed
from sphinx_amts.errors import AlignmentError, AmtsError, UnlikeTextsError
from sphinx_amts.extension.messages.stop_words import stop_words
from sphinx_amts.files.folders import files_below
from sphinx_amts.languages.detection import Recognizer
from sphinx_amts.parallel_data.catalog_pairs import read_catalogs
from sphinx_amts.parallel_data.document_alignment import align_editions
from sphinx_amts.parallel_data.findings import UnpairedBlock
from sphinx_amts.parallel_data.known_text import known_text
from sphinx_amts.parallel_data.pairs import pair_of
from sphinx_amts.text.shares import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.alignment.word_list import WordList
    from sphinx_amts.editions.model import Pair
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.document_alignment import AlignedEditions

_CATALOG = ".po"
_LEAST_ALIGNED = 0.3
"""Least share of the source with a counterpart in an edition of the same book."""

_LEAST_SEPARATION = 0.05
_ENOUGH = 100


@dataclass(slots=True)
class HumanText:
    """Human translations found for a book, with notes and faults.

    Attributes:
        source: the book in its source language.
        pairs: pairs of a text, mostly a paragraph, and its translation.
        unpaired: blocks of the book or of an edition that have no counterpart.
        machine: number of texts left out because a machine wrote them.
        notes: notes for a maintainer, one line each.
        faults: files that could not be read, one line each.
        is_whole: whether all finished human translations in files of pairs were used.
        resources: word list and known translations for the languages.
    """

    source: Edition
    pairs: list[Pair] = field(default_factory=list)
    unpaired: list[UnpairedBlock] = field(default_factory=list)
    machine: int = 0
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    is_whole: bool = True
    resources: Resources = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFolder:
    """Folders of a book, and options for reading it.

    Attributes:
        srcdir: folder of the documents, with or without `conf.py`.
        confdir: folder of `conf.py`, if there is one.
        catalogs: text domain and file of the catalogs of the book in the target
            language.
        human_memory: file of the human memory of the book in the target language.
        words: word list of the two languages.
        run_conf: whether to run the `conf.py` of editions.
        jobs: number of processes that read documents.
    """

    srcdir: Path
    confdir: Path
    catalogs: tuple[tuple[str, Path], ...] = ()
    human_memory: Path | None = None
    words: WordList | None = None
    run_conf: bool = False
    jobs: int = 1


def find_human_text(
    book: BookFolder, languages: LanguagePair, origins: Iterable[Path]
) -> HumanText:
    """Collect pairs from *origins*, by default from the catalogs of the book.

    Args:
        book: folders of the book, and options for reading it.
        languages: languages of the book and of the translation.
        origins: folders of translated editions, folders of catalogs, catalogs, and
            files of pairs.

    Raises:
        AmtsError: the book cannot be read, or there is no human text at all.
    """
    by_origin = {origin: list(_catalogs(origin)) for origin in origins}
    others = [origin for origin, held in by_origin.items() if not held]
    catalogs = [known for held in by_origin.values() for known in held]
    if not by_origin:
        catalogs = list(book.catalogs)
    if (book.confdir / "conf.py").is_file():
        with open_project(
            book.srcdir, languages.source, confdir=book.confdir, jobs=book.jobs
        ) as (source, env):
            found = HumanText(source, notes=list(source.notes))
            _add_catalogs(found, catalogs, env, languages)
            # words are learned from what else people have translated of the book
            known, faults = known_text(
                book.catalogs if by_origin else (), book.human_memory, source, env
            )
            found.notes += faults
            found.resources = Resources(words=book.words, known=known)
    else:
        source = read_edition(
            book.srcdir, languages.source, Side.SOURCE, jobs=book.jobs
        )
        resources = Resources(words=book.words)
        found = HumanText(source, notes=list(source.notes), resources=resources)
        if catalogs:
            raise AlignmentError(
                f"{catalogs[0][1]}: catalogs have the markup of a Sphinx project, and "
                f"there is no conf.py in {book.srcdir}"
            )
        if not others and is_mixed(book.srcdir):
            others = [book.srcdir]
    unlike: UnlikeTextsError | None = None
    for origin in others:
        try:
            _add_origin(found, origin, languages, book)
        except AmtsError as exc:
            if isinstance(exc, UnlikeTextsError):
                unlike = exc
            found.faults.append(str(exc))
    if not found.pairs:
        if unlike and len(found.faults) == 1:
            raise unlike
        reasons = "; ".join(found.faults)
        raise AlignmentError(
            reasons
            or f"{book.srcdir}: there is no human text in {languages.target}; name an "
            "edition, catalogs or a file of pairs with --from"
        )
    return found


def _catalogs(origin: Path) -> Iterator[tuple[str, Path]]:
    """Yield text domain and file of the catalog *origin*, or of all in this folder."""
    if origin.suffix == _CATALOG:
        yield origin.stem, origin
    elif origin.is_dir() and not (origin / "conf.py").is_file():
        paths = [path for path in files_below(origin) if path.suffix == _CATALOG]
        # beside the folder of messages there may be catalogs of something else
        inner = {path: _messages_folder(path, origin) for path in paths}
        found = any(inner.values())
        for path in paths:
            folder = inner[path] if found else origin
            if folder is not None:
                yield path.relative_to(folder).with_suffix("").as_posix(), path


def _messages_folder(path: Path, origin: Path) -> Path | None:
    above = [p for p in path.parents if p.is_relative_to(origin)]
    return next((p for p in above if p.name == "LC_MESSAGES"), None)


def _add_catalogs(
    found: HumanText,
    catalogs: list[tuple[str, Path]],
    env: BuildEnvironment,
    languages: LanguagePair,
) -> None:
    read = read_catalogs(catalogs, found.source, env)
    found.machine += read.machine
    found.faults += read.faults
    for path, pairs in read.by_catalog.items():
        try:
            # untranslated text is in the source language
            translated = (p for p in pairs if p.source_text != p.target_text)
            refuse_language(path, languages.target, (p.target_text for p in translated))
        except AlignmentError as exc:
            found.faults.append(str(exc))
        else:
            found.pairs += pairs


def _add_origin(
    found: HumanText, origin: Path, languages: LanguagePair, book: BookFolder
) -> None:
    if origin.is_file():
        _add_file(found, origin, languages)
        return
    if not origin.exists():
        raise AlignmentError(f"{origin}: there is no such folder or file")
    target = read_edition(
        origin,
        languages.target,
        Side.TARGET,
        confdir=book.confdir if (book.confdir / "conf.py").is_file() else None,
        run_conf=book.run_conf,
        jobs=book.jobs,
    )
    refuse_edition(origin, target, found.source)
    found.notes += target.notes
    aligned = align_editions(found.source, target, found.resources)
    refuse_other_book(origin, found.source, aligned)
    found.pairs += [pair_of(pair, languages) for pair in aligned.pairs]
    found.unpaired += [
        *(
            UnpairedBlock("source", d, b.line, b.shown)
            for d, b in aligned.unpaired_source
        ),
        *(
            UnpairedBlock("target", d, b.line, b.shown)
            for d, b in aligned.unpaired_target
        ),
    ]


def _add_file(found: HumanText, origin: Path, languages: LanguagePair) -> None:
    from sphinx_amts.parallel_data.files import read_pairs

    file = read_pairs(origin, languages)
    refuse_language(origin, languages.source, [pair.source_text for pair in file.pairs])
    refuse_language(origin, languages.target, [pair.target_text for pair in file.pairs])
    found.pairs += file.pairs
    found.machine += file.machine
    found.faults += file.faults
    found.is_whole = found.is_whole and file.is_whole
    found.notes += [f"{origin}: {reason}" for reason in file.left_out]


def read_pair_files(paths: Iterable[Path], languages: LanguagePair) -> HumanText:
    """Read pairs from files of pairs, without a book.

    Raises:
        AmtsError: there is no pair in any file.
    """
    found = HumanText(Edition(language=languages.source))
    for path in paths:
        try:
            _add_file(found, path, languages)
        except AmtsError as exc:
            found.faults.append(str(exc))
    if not found.pairs:
        raise AlignmentError("; ".join(found.faults) or "the files have no pairs")
    return found


def refuse_language(origin: Path, code: str, texts: Iterable[str]) -> None:
    """Raise an error if *texts* together are not in the language *code*.

    Raises:
        AlignmentError: the texts are in another language.
    """
    other = Recognizer(code, stop_words()).other_language("\n".join(texts))
    if other:
        raise AlignmentError(
            f"{origin}: the text is not in {code!r} ({other}); name the right folder "
            "or file, or the right language with -l"
        )


def refuse_edition(origin: Path, target: Edition, source: Edition) -> None:
    """Raise an error if the translated text of an edition is not in its language.

    Raises:
        AlignmentError: the text is in another language.
    """
    known = set(_shown(source))
    refuse_language(
        origin, target.language, (text for text in _shown(target) if text not in known)
    )


def _shown(edition: Edition) -> Iterator[str]:
    for blocks in edition.documents.values():
        yield from (block.shown for block in blocks if block.message_kind is not None)


def refuse_other_book(folder: Path, source: Edition, aligned: AlignedEditions) -> None:
    """Raise an error if an edition is not a translation of the book.

    Raises:
        UnlikeTextsError: too little of the source has a counterpart, or the words of
            the pairs are no more alike than chance makes them.
    """
    texts = sum(
        block.message_kind is not None
        for blocks in source.documents.values()
        for block in blocks
    )
    sure = sum(len(p.source) for p in aligned.pairs if p.confidence >= 0.5)
    share = sure / texts if texts else 0.0
    alike = (
        len(aligned.pairs) < _ENOUGH
        or aligned.calibration.separation >= _LEAST_SEPARATION
    )
    if share < _LEAST_ALIGNED or not alike:
        reason = (
            f"{percent(share, 1)} of the source has a counterpart in it"
            if share < _LEAST_ALIGNED
            else "its words are no more like those of the source than chance makes them"
        )
        raise UnlikeTextsError(
            f"{folder}: these texts do not seem to be translations of each other "
            f"({reason}); name the folder of the right edition, and the right language "
            "with -l"
        )
