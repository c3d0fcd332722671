"""Write the converted book to disk without overwriting what a person wrote."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.files.folders import first_link_to, is_name_below
from sphinx_amts.files.json_shape import TEXTS, mapping_of, read_shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

LEDGER = ".amts-convert.json"
"""Name of the file that records digests of the content written to each path."""


def refuse_overlap(source: Path, destination: Path) -> None:
    """Raise an error if one of the two folders is the other or is in it.

    Raises:
        ConfigError: the folders are the same, or one of them is in the other.
    """
    source, destination = source.resolve(), destination.resolve()
    if destination.is_relative_to(source) or source.is_relative_to(destination):
        raise ConfigError(
            f"{destination}: is the folder that is converted, or one in it or around "
            "it; name a folder elsewhere"
        )


def write_book(destination: Path, files: Mapping[str, bytes]) -> int:
    """Write *files* below *destination*; return the number of files changed or removed.

    Either all files are written or none. A file that is not from an earlier conversion,
    or was edited since, is never replaced. Files of an earlier conversion that are not
    in *files* are removed. Nothing is written or removed behind a symbolic link.

    Raises:
        ConfigError: a file that no conversion wrote is there, or one cannot be written.
    """
    ledger = destination / LEDGER
    try:
        _refuse_links(destination, [LEDGER, *files])
        known = _read(ledger)
        foreign = [
            name
            for name, data in files.items()
            if not _is_ours(destination / name, data, known.get(name, []))
        ]
        if foreign:
            more = f", and {len(foreign) - 1} more" if len(foreign) > 1 else ""
            raise ConfigError(
                f"{destination / min(foreign)}: no conversion has written it, or it "
                f"was changed since{more}; nothing was written. Move it away, or "
                "convert into another folder"
            )
        digests = {name: [_digest(data)] for name, data in files.items()}
        # the next run recognises files that an interrupted run has written
        both = {
            name: sorted({*known.get(name, []), *digests.get(name, [])})
            for name in known.keys() | digests.keys()
        }
        write_if_changed(ledger, _written(both))
        changed = sum(
            write_if_changed(destination / name, data)
            for name, data in sorted(files.items())
        )
        changed += _remove(destination, known, files.keys())
        write_if_changed(ledger, _written(digests))
    except OSError as exc:
        raise ConfigError(
            f"{exc.filename or destination}: cannot be read or written "
            f"({exc.strerror or exc})"
        ) from exc
    return changed


def _refuse_links(destination: Path, names: Iterable[str]) -> None:
    for name in names:
        link = first_link_to(destination, name)
        if link is not None:
            raise ConfigError(
                f"{link}: a symbolic link, behind which nothing is written; move it "
                "away, or convert into another folder"
            )


def _is_ours(path: Path, data: bytes, digests: list[str]) -> bool:
    if not path.exists():
        return True
    if not path.is_file():
        return False
    there = path.read_bytes()
    return there == data or _digest(there) in digests


def _remove(
    destination: Path, known: Mapping[str, list[str]], wanted: Iterable[str]
) -> int:
    """Remove unwanted files of an earlier conversion, unless they were edited.

    Args:
        destination: folder of the converted book.
        known: digests of the content that conversions wrote, by path.
        wanted: paths of files to keep.

    Returns:
        The number of files removed.
    """
    removed = 0
    for name in sorted(known.keys() - set(wanted)):
        path = destination / name
        if first_link_to(destination, name) is not None or not path.is_file():
            continue
        if _digest(path.read_bytes()) in known[name]:
            path.unlink()
            removed += 1
    return removed


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _written(digests: Mapping[str, list[str]]) -> bytes:
    return (json.dumps(digests, indent=1, sort_keys=True) + "\n").encode()


def _read(ledger: Path) -> dict[str, list[str]]:
    if not ledger.is_file():
        return {}
    try:
        known: dict[str, list[str]] = read_shape(ledger, mapping_of(TEXTS))
    except ValueError as exc:
        raise ConfigError(
            f"{ledger}: damaged ({exc}); restore it, or convert into another folder"
        ) from exc
    for name in known:
        if not is_name_below(name):
            raise ConfigError(
                f"{ledger}: names {name[:40]!r}, which no conversion writes; restore "
                "the file, or convert into another folder"
            )
    return known
