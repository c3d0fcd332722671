"""Convert a folder of documents without `conf.py` into a Sphinx project.

The documents are copied; the originals never change. Two layouts are supported: a
folder for each language, and one folder in which `NAME_origin.md` is the source of
`NAME.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.errors import AlignmentError, ConfigError
from sphinx_amts.extras import install, is_installed
from sphinx_amts.files.disk import as_utf8, errors_as, read_file, write_if_changed
from sphinx_amts.files.folders import files_below
from sphinx_amts.files.json_shape import NOTEBOOK_CELL, list_of, object_of, parse_shape
from sphinx_amts.files.json_text import DamagedJson
from sphinx_amts.importers.d2l.conversion import convert

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from pathlib import Path

ROOT = "amts-contents"
"""Name of the root document of a staged project, which no author uses."""

_ORIGIN = "_origin"
_D2L = re.compile(r"^:(?:eq)?label:`|^:begin_tab:`|^```\{\.python \.input", re.M)
_MARKDOWN = (".md", ".markdown", ".ipynb")
_SUFFIXES = (".rst", *_MARKDOWN)
_SKIPPED_FOLDERS = frozenset({"_build", "build", "node_modules", "locale", "locales"})
_CONF = """\
project = "edition"
root_doc = "{root}"
extensions = [{extensions}]
source_suffix = {{".rst": "restructuredtext", ".md": "markdown"}}
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
suppress_warnings = ["myst", "ref", "toc", "image"]
"""


_NOTEBOOK = object_of(cells=list_of(NOTEBOOK_CELL))


class Side(StrEnum):
    """Source or target language, in a folder that has documents in both."""

    SOURCE = "source"
    TARGET = "target"


@dataclass(slots=True)
class Staged:
    """A Sphinx project of documents copied from a folder.

    Attributes:
        folder: folder of the project.
        files: name of a document -> file that it was copied from.
        rewritten: whether the line numbers of the copies differ from those of the
            original files.
    """

    folder: Path
    files: dict[str, Path] = field(default_factory=dict)
    rewritten: bool = False


def is_mixed(folder: Path) -> bool:
    """Return whether *folder* contains both languages, sources as `NAME_origin.md`."""
    return any(path.stem.endswith(_ORIGIN) for path in _documents(folder, _SUFFIXES))


def stage(folder: Path, work: Path, side: Side, suffixes: Iterable[str] = ()) -> Staged:
    """Copy the documents of one language of *folder* into a project under *work*.

    Args:
        folder: folder of the documents.
        work: folder of the project.
        side: language to copy if *folder* contains both.
        suffixes: suffixes of documents besides the usual ones, such as `.txt`.

    Raises:
        AlignmentError: there are no documents, or a file is not UTF-8.
        ConfigError: the package that reads Markdown is missing, or D2L's files cannot
            be converted.
    """
    wanted = (*_SUFFIXES, *suffixes)
    chosen = _chosen(folder, side, wanted)
    if not chosen:
        raise AlignmentError(
            f"{folder}: there are no documents in it (.md, .rst or .ipynb)"
        )
    markdown = any(path.suffix in _MARKDOWN for path in chosen.values())
    if markdown and not is_installed("myst_parser"):
        raise ConfigError(f"{folder}: to read Markdown, run `{install('myst')}`")
    texts = {name: _text(path) for name, path in chosen.items()}
    staged = Staged(work, chosen, rewritten=_is_d2l(texts.values()))
    if staged.rewritten:
        files = _converted(folder, side)
    else:
        extensions = '"myst_parser"' if markdown else ""
        files = {
            "conf.py": _CONF.format(root=ROOT, extensions=extensions).encode(),
            f"{ROOT}.rst": f"{ROOT}\n{'=' * len(ROOT)}\n".encode(),
        }
        for name, text in texts.items():
            suffix = chosen[name].suffix
            suffix = ".md" if suffix in _MARKDOWN else suffix
            files[f"{name}{suffix}"] = text.encode()
    _write(work, files, wanted)
    return staged


def _write(work: Path, files: Mapping[str, bytes], suffixes: Container[str]) -> None:
    """Write *files* below *work*, and delete documents of earlier runs from it."""
    wanted = {work / name: data for name, data in files.items()}
    for path in _documents(work, suffixes) if work.is_dir() else ():
        if path not in wanted:
            path.unlink()
    for path, data in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_if_changed(path, data)


def _is_d2l(texts: Iterable[str]) -> bool:
    return any(_D2L.search(text) for text in texts)


def _converted(folder: Path, side: Side) -> dict[str, bytes]:
    """Return the converted files of one language of a folder in D2L notation."""
    converted = convert(folder, source=Side.SOURCE, target=Side.TARGET)
    below = f"editions/{Side.TARGET}/"
    edition = {
        name.removeprefix(below): data
        for name, data in converted.files.items()
        if name.startswith(below)
    }
    if side is Side.TARGET and edition:
        return edition
    return {
        name: data
        for name, data in converted.files.items()
        if not name.startswith("editions/")
    }


def _chosen(folder: Path, side: Side, suffixes: Container[str]) -> dict[str, Path]:
    """Return the document files of one language, by document name."""
    documents = sorted(_documents(folder, suffixes))
    origins = [path for path in documents if path.stem.endswith(_ORIGIN)]
    if not origins:
        return {_name(folder, path): path for path in documents}
    if side is Side.SOURCE:
        return {_name(folder, p).removesuffix(_ORIGIN): p for p in origins}
    return {
        _name(folder, path): path
        for path in documents
        if path.with_stem(f"{path.stem}{_ORIGIN}") in origins
    }


def _documents(folder: Path, suffixes: Container[str]) -> list[Path]:
    return [
        path
        for path in files_below(folder)
        if path.suffix in suffixes
        and not any(
            part.startswith(".") or part in _SKIPPED_FOLDERS
            for part in path.relative_to(folder).parts[:-1]
        )
    ]


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).with_suffix("").as_posix()


def _text(path: Path) -> str:
    with errors_as(AlignmentError, f"{path}:"):
        data = read_file(path)
    text = as_utf8(data, path, AlignmentError)
    return _notebook_text(path, text) if path.suffix == ".ipynb" else text


def _notebook_text(path: Path, text: str) -> str:
    """Return a notebook as Markdown: its Markdown cells, and its code in fences."""
    try:
        notebook = parse_shape(text, _NOTEBOOK, lenient=True)
    except DamagedJson as exc:
        place = f"{path}:{exc.line}" if exc.line else path
        raise AlignmentError(f"{place}: not a notebook ({exc.reason})") from exc
    parts = [
        (cell["cell_type"], _without_surrogates("".join(cell["source"])))
        for cell in notebook["cells"]
    ]
    return "\n\n".join(
        source if kind == "markdown" else f"~~~~~~\n{source}\n~~~~~~"
        for kind, source in parts
    )


def _without_surrogates(text: str) -> str:
    """Return *text* with lone surrogates replaced, so that UTF-8 can encode it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
