"""A folder of chapters, made into Sphinx projects: the book, and its edition."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.services.d2l.blocks import convert_chapter
from sphinx_amts.services.d2l.inline import Book
from sphinx_amts.services.d2l.labels import Kind, labels_of
from sphinx_amts.storage.files import as_utf8, write_if_changed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

EDITIONS = "editions"
"""Folder of the book in which the projects of its translations lie."""

_ORIGIN = "_origin"
_BIBLIOGRAPHY = "d2l.bib"
_MARK = "# Made by `sphinx-amts convert d2l`; made anew by it while this line stands."
_FIRST = ("chapter_preface", "chapter_installation", "chapter_notation")
_CONF = """\
{mark}
project = "{title}"
language = "{language}"
extensions = [{extensions}]
source_suffix = {{".md": "markdown"}}
root_doc = "index"
exclude_patterns = [{excluded}]
numfig = True
myst_enable_extensions = ["amsmath", "colon_fence", "dollarmath"]
myst_dmath_double_inline = True
# Cells hold commands of notebooks too, which no lexer of Python reads.
suppress_warnings = [{suppressed}]
"""
_BOOK = """\
locale_dirs = ["locales"]
gettext_compact = False
amts_languages = {{"{target}": {{}}}}
"""
_SOURCES = """\
bibtex_bibfiles = ["{bibliography}"]
"""


@dataclass(slots=True)
class Converted:
    """What became of a folder.

    Attributes:
        documents: how many chapters the book has.
        translated: how many of them the edition has.
        missing: kind and name of what chapters refer to and the folder lacks, with
            how often.
    """

    documents: int = 0
    translated: int = 0
    missing: Counter[tuple[str, str]] = field(default_factory=Counter)


def convert_book(source: Path, target: Path, languages: tuple[str, str]) -> Converted:
    """Convert the chapters in *source*; write the projects into *target*.

    Args:
        source: folder of chapters. `NAME_origin.md` is what `NAME.md` translates; a
            folder without such names is a book that is not translated.
        target: folder of the book; its edition is in a folder of `editions`.
        languages: of the book, and of the translation.

    Raises:
        ConfigError: there is nothing to convert, or the target holds anything else.
    """
    sides = _chapters(source)
    if not sides[0]:
        raise ConfigError(f"{source}: there are no chapters in it (.md)")
    if source == target or source in target.parents or target in source.parents:
        raise ConfigError(f"{target}: name a folder outside of {source}")
    conf = target / "conf.py"
    if target.is_dir() and any(target.iterdir()):
        ours = conf.is_file() and _MARK in conf.read_text("utf-8", "replace")
        if not ours:
            raise ConfigError(
                f"{target}: there are files in it that this command did not write; "
                "name another folder"
            )
    result = Converted(documents=len(sides[0]), translated=len(sides[1]))
    missing = _convert_side(source, sides[0], target, languages[0], languages[1])
    result.missing += missing
    if sides[1]:
        folder = target / EDITIONS / languages[1]
        result.missing += _convert_side(source, sides[1], folder, languages[1], "")
    return result


def _chapters(source: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """Return the chapters of both languages, by document name."""
    paths = [
        path
        for path in sorted(source.rglob("*.md"))
        if not any(part.startswith(".") for part in path.relative_to(source).parts)
    ]
    origins = {path for path in paths if path.stem.endswith(_ORIGIN)}

    def name(path: Path) -> str:
        return path.relative_to(source).with_suffix("").as_posix()

    if not origins:
        return {name(p): p for p in paths if _is_chapter(p)}, {}
    return (
        {name(path).removesuffix(_ORIGIN): path for path in paths if path in origins},
        {
            name(path): path
            for path in paths
            if path.with_stem(f"{path.stem}{_ORIGIN}") in origins
        },
    )


def _is_chapter(path: Path) -> bool:
    """Whether a file is no word to the reader of a repository."""
    return not path.stem.isupper()


def _convert_side(
    source: Path,
    chapters: Mapping[str, Path],
    target: Path,
    language: str,
    translation: str,
) -> Counter[tuple[str, str]]:
    """Write a project; return what its chapters refer to in vain."""
    texts = {name: _read(path) for name, path in chapters.items()}
    labels: dict[str, Kind] = {}
    owners: dict[str, str] = {}
    for name, text in texts.items():
        for label, kind in labels_of(text.splitlines()).items():
            labels.setdefault(label, kind)
            owners.setdefault(label, name)
    bibliography = (source / _BIBLIOGRAPHY).is_file()
    book = Book(labels, owners, frozenset(texts), bibliography)
    pages = {name: convert_chapter(text, name, book) for name, text in texts.items()}
    pages["index"] = _with_contents(pages.get("index", "# Contents\n"), book)
    for name, page in pages.items():
        path = target / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_if_changed(path, page.encode())
    for picture in sorted(book.pictures):
        if (source / picture).is_file():
            path = target / picture
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / picture, path)
        elif "://" not in picture:
            book.missing["picture", picture] += 1
    if bibliography:
        shutil.copyfile(source / _BIBLIOGRAPHY, target / _BIBLIOGRAPHY)
    conf = _conf(book, language, translation)
    write_if_changed(target / "conf.py", conf.encode())
    return book.missing


def _with_contents(page: str, book: Book) -> str:
    """Return the first page with a table of contents of all that is in none."""
    left = sorted(
        book.documents - book.listed - {"index"},
        key=lambda name: (_rank(name), name),
    )
    if not left:
        return page
    lines = ["```{toctree}", ":maxdepth: 2", ":numbered:", "", *left, "```"]
    return page + "\n" + "\n".join(lines) + "\n"


def _rank(name: str) -> int:
    folder = name.partition("/")[0]
    return _FIRST.index(folder) if folder in _FIRST else len(_FIRST)


def _conf(book: Book, language: str, translation: str) -> str:
    suppressed = ["misc.highlighting_failure"]
    if any(kind == "picture" for kind, _ in book.missing):
        suppressed.append("image.not_readable")
    extensions = ["myst_parser"]
    if translation:
        extensions.append("sphinx_amts")
    if book.bibliography:
        extensions.append("sphinxcontrib.bibtex")
    excluded = [EDITIONS, "_build", "locales"] if translation else []
    text = _CONF.format(
        mark=_MARK,
        title="Dive into Deep Learning",
        language=language,
        extensions=_quoted(extensions),
        excluded=_quoted(excluded),
        suppressed=_quoted(suppressed),
    )
    if translation:
        text += _BOOK.format(target=translation)
    if book.bibliography:
        text += _SOURCES.format(bibliography=_BIBLIOGRAPHY)
    return text


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise ConfigError(f"{path}: {exc.strerror or exc}") from exc
    return as_utf8(data, path, ConfigError).replace("\r\n", "\n")
