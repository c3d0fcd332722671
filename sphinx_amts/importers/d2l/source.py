"""Find chapters, their languages and bibliographies in D2L's folder."""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import as_utf8, errors_as, read_file
from sphinx_amts.files.folders import file_below, files_below, is_name_below

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = "_origin"
_CHAPTER = "chapter_"
_SKIPPED = frozenset({"_build", "build", "node_modules", "contrib", "ci", "static"})
_LONGEST = 2000
"""Maximum length of a line of the configuration, in characters."""

_BIB_KEY = re.compile(
    r"^[ \t]*@(?!comment|string|preamble)\w+[ \t]*[{(]\s*([^\s,]+)",
    re.MULTILINE | re.IGNORECASE,
)
_ENTRY = re.compile(r"^[ \t]*+(?:[^<>\n]*+<)?/?([\w./-]++)>?[ \t]*+$", re.MULTILINE)


@dataclass(slots=True, kw_only=True)
class Folder:
    """The files in a folder with a D2L book.

    Attributes:
        path: the folder.
        title: name of the book.
        originals: document name -> file in the source language.
        translations: document name -> file in the other language.
        left_out: Markdown files that are no chapters.
        bibliographies: BibTeX files.
        cited: citation keys in the BibTeX files.
    """

    path: Path
    title: str
    originals: dict[str, Path] = field(default_factory=dict)
    translations: dict[str, Path] = field(default_factory=dict)
    left_out: list[Path] = field(default_factory=list)
    bibliographies: list[Path] = field(default_factory=list)
    cited: frozenset[str] = frozenset()


def read_folder(path: Path) -> Folder:
    """Find the chapters and bibliographies of the D2L book in the folder *path*.

    Raises:
        ConfigError: there are no chapters, or a file cannot be read.
    """
    if not path.is_dir():
        raise ConfigError(f"{path}: there is no such folder")
    found = [file for file in _files(path) if file.suffix == ".md"]
    chapters = _chapters(path, found)
    if not chapters:
        raise ConfigError(f"{path}: there are no chapters in it (chapter_…/NAME.md)")
    folder = Folder(path=path, title=_title(path))
    folder.left_out = [file for file in found if file not in chapters]
    mixed = any(file.stem.endswith(ORIGIN) for file in chapters)
    for file in chapters:
        name = file.relative_to(path).with_suffix("").as_posix()
        if mixed and not name.endswith(ORIGIN):
            folder.translations[name] = file
        else:
            folder.originals[name.removesuffix(ORIGIN)] = file
    folder.bibliographies = [file for file in _files(path) if file.suffix == ".bib"]
    folder.cited = frozenset(
        key
        for file in folder.bibliographies
        for key in _BIB_KEY.findall(read_text(file))
    )
    return folder


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with line feeds as line ends.

    Raises:
        ConfigError: the file cannot be read, or is not UTF-8.
    """
    with errors_as(ConfigError, f"{path}:"):
        data = read_file(path)
    return as_utf8(data, path).replace("\r\n", "\n").replace("\r", "\n")


def _files(path: Path) -> list[Path]:
    """Return the files of the book; none outside of it, where links may lead."""
    return [
        file
        for file in files_below(path)
        if is_name_below(name := file.relative_to(path).as_posix())
        and name.isprintable()
        and _SKIPPED.isdisjoint(name.split("/")[:-1])
    ]


def _chapters(path: Path, found: list[Path]) -> list[Path]:
    """Return the Markdown files of *found* that are chapters.

    Chapters are the index, the documents that it names, and all files in folders
    `chapter_…`; where there are no such folders, all files in subfolders.
    """
    indexes = (path / "index.md", path / f"index{ORIGIN}.md")
    index = [file for file in found if file in indexes]
    named = {name for file in index for name in _ENTRY.findall(read_text(file))}
    parts = {file: file.relative_to(path).parts for file in found}
    typical = any(p[0].startswith(_CHAPTER) for p in parts.values() if len(p) > 1)

    def is_chapter(file: Path) -> bool:
        name = file.relative_to(path).with_suffix("").as_posix().removesuffix(ORIGIN)
        below = len(parts[file]) > 1
        return (
            file in index
            or name in named
            or (below and (not typical or parts[file][0].startswith(_CHAPTER)))
        )

    return [file for file in found if is_chapter(file)]


def _title(path: Path) -> str:
    """Return the title in d2lbook's configuration, else the name of the folder."""
    config = configparser.ConfigParser(interpolation=None)
    file = file_below(path, "config.ini")
    try:
        text = read_file(file).decode() if file else ""
        if any(len(line) > _LONGEST for line in text.split("\n")):
            return path.name  # parsing a long line takes hours, only for a title
        config.read_string(text)
    except (configparser.Error, UnicodeDecodeError, OSError):
        return path.name
    title = config.get("project", "title", fallback="").strip()
    return title or path.name
