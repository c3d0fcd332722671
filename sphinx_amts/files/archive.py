"""Archive files in a ZIP file, which is verified before the files are deleted."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from sphinx_amts.errors import CatalogError
from sphinx_amts.files.disk import errors_as, read_file, reason_of, write_if_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_DATE = (1980, 1, 1, 0, 0, 0)
"""Date of every file, the first of the format: equal files make equal archives."""


def read_files(files: Iterable[Path]) -> dict[Path, bytes]:
    """Read *files*, and return the content of each.

    Raises:
        CatalogError: a file cannot be read.
    """
    content = {}
    for path in sorted(set(files)):
        with errors_as(CatalogError, f"{path}: cannot be read"):
            content[path] = read_file(path)
    return content


def write_archive(path: Path, content: Mapping[Path, bytes], root: Path) -> Path:
    """Write a ZIP archive under a free name, verify the archive, and return its path.

    Args:
        path: path of the archive; a number is added if another archive has it.
        content: content of each file, all of them below *root*.
        root: folder to which names in the archive are relative.

    Raises:
        CatalogError: the archive cannot be written, or differs when read again.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, data in sorted(content.items()):
            name = file.relative_to(root).as_posix()
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
    data = buffer.getvalue()
    target, number = path, 1
    try:
        while target.exists() and target.read_bytes() != data:
            number += 1
            target = path.with_stem(f"{path.stem}-{number}")
        write_if_changed(target, data)
        with zipfile.ZipFile(target) as archive:
            kept = {root / name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile) as exc:
        raise CatalogError(f"{target}: cannot be written ({reason_of(exc)})") from exc
    if kept != dict(content):
        raise CatalogError(f"{target}: it does not hold what was written into it")
    return target


def delete_archived(content: Mapping[Path, bytes], folders: Iterable[Path]) -> None:
    """Delete files that are unchanged since they were archived, and empty *folders*.

    Raises:
        CatalogError: a file has changed since it was archived, or cannot be deleted.
    """
    for path, data in content.items():
        with errors_as(CatalogError, f"{path}: cannot be deleted"):
            if path.read_bytes() != data:
                raise CatalogError(
                    f"{path}: it has changed since it was archived and is left alone; "
                    "run the command again"
                )
            path.unlink()
    for folder in folders:
        below = [path for path in folder.rglob("*") if path.is_dir()]
        for path in [*sorted(below, reverse=True), folder]:
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
