"""Files: written so that readers see the old content or the new, read as UTF-8."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from sphinx_amts.errors import AmtsError, ConfigError


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write *data* to *path* unless it is there already; return whether it was not.

    Raises:
        OSError: the folder or the file cannot be written.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".amts-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return True


def as_utf8(data: bytes, path: Path, error: type[AmtsError] = ConfigError) -> str:
    """Return *data*, the content of *path*, as text, without a byte order mark.

    Raises:
        AmtsError: *error*, with the line of the first byte that is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise error(f"{path}:{line}: not UTF-8; save the file as UTF-8") from exc


def seen_from_here(path: Path) -> Path:
    """Return *path* relative to the working directory if it is below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
