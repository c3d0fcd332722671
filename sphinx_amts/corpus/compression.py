"""Open files that may be compressed, as streams of bounded size."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from sphinx_amts.errors import CorpusError
from sphinx_amts.extras import install
from sphinx_amts.files.disk import open_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _typeshed import SupportsRead

COMPRESSED = (".gz", ".zst")
"""Suffixes of compressed files."""

_BUFFER_BYTES = 1 << 20
_HARMLESS_BYTES = 100_000_000
"""Content up to which no file is an attack, however small it is."""

_MOST_RATIO = 500
"""Bytes of content for one of the file; those of text are some twenty."""

_MOST_WINDOW = 27
"""Binary logarithm of the memory that a zstd file may ask for, as its own tool has."""


class CutOff(CorpusError):
    """Raised in the middle of a stream that ends early, or is damaged."""


def bare_name(path: Path) -> str:
    """Return the name of *path* without the suffix of its compression."""
    return path.stem if path.suffix.lower() in COMPRESSED else path.name


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open *path* for reading; its content is decompressed where the suffix says so.

    Errors of decompression are raised by reading, as `CutOff`.

    Raises:
        OSError: it cannot be opened, or is no regular file.
        CorpusError: a package is missing.
    """
    suffix = path.suffix.lower()
    with open_file(path) as file:
        if suffix not in COMPRESSED:
            yield file
            return
        stream: SupportsRead[bytes] = (
            _zstd(path, file) if suffix == ".zst" else gzip.GzipFile(fileobj=file)
        )
        limited = _Content(stream, path.stat().st_size)
        yield io.BufferedReader(limited, _BUFFER_BYTES)


@contextmanager
def opened_member(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """Open a file of a ZIP archive for reading, likewise.

    Raises:
        CorpusError: it is encrypted, or compressed in an unknown way.
    """
    try:
        stream = archive.open(name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as exc:
        raise CorpusError(f"{name} in it cannot be read ({exc})") from exc
    with stream:
        limited = _Content(stream, archive.getinfo(name).compress_size)
        yield io.BufferedReader(limited, _BUFFER_BYTES)


def _zstd(path: Path, file: IO[bytes]) -> SupportsRead[bytes]:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        try:
            from backports import zstd
        except ImportError as exc:
            raise CorpusError(
                f"{path}: reading it needs a package that is not installed; "
                f"{install('corpus')}"
            ) from exc
    window = int(zstd.DecompressionParameter.window_log_max)
    return zstd.ZstdFile(file, options={window: _MOST_WINDOW})


def _errors() -> tuple[type[Exception], ...]:
    """Return what readers of compressed files raise on damage."""
    found: list[type[Exception]] = [EOFError, OSError, zlib.error, zipfile.BadZipFile]
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    if module := sys.modules.get(name):
        found.append(module.ZstdError)
    return tuple(found)


class _Content(io.RawIOBase):
    """Content of a compressed file, up to a limit.

    Args:
        stream: what decompresses it.
        size: bytes of the file.
    """

    def __init__(self, stream: SupportsRead[bytes], size: int) -> None:
        self._stream = stream
        self._most = max(_HARMLESS_BYTES, size * _MOST_RATIO)
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except _errors() as exc:
            reason = str(exc) or type(exc).__name__
            raise CutOff(
                f"it is cut off or damaged ({reason}); fetch it again"
            ) from exc
        self._size += len(data)
        if self._size > self._most:
            raise CutOff(
                f"it holds more than {_MOST_RATIO} times its size, as no text does"
            )
        buffer[: len(data)] = data
        return len(data)
