"""Open files that may be compressed, as streams with a limit on their content."""

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
"""Bytes of content that a compressed file may always have, whatever its own size."""

_MOST_RATIO = 500
"""Highest accepted ratio of content to compressed size; that of text is about 20."""

_MOST_WINDOW = 27
"""Binary logarithm of the largest window of a zstd file, the default of `zstd`."""


class CutOff(CorpusError):
    """Raised while a stream is read that ends early, is damaged or is too large."""


def bare_name(path: Path) -> str:
    """Return the file name of *path* without the suffix of a compression."""
    return path.stem if path.suffix.lower() in COMPRESSED else path.name


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open *path* for reading, and decompress it if its suffix is in `COMPRESSED`.

    Errors of decompression are raised while the stream is read, as `CutOff`.

    Raises:
        OSError: the file cannot be opened, or is no regular file.
        CorpusError: the package that decompresses zstd is not installed.
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
    """Open the file *name* of a ZIP archive for reading.

    Errors of decompression are raised while the stream is read, as `CutOff`.

    Raises:
        CorpusError: the file is encrypted, damaged or compressed in an unknown way.
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
    """Return the types of errors that decompressors raise on damaged data."""
    found: list[type[Exception]] = [EOFError, OSError, zlib.error, zipfile.BadZipFile]
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    if module := sys.modules.get(name):
        found.append(module.ZstdError)
    return tuple(found)


class _Content(io.RawIOBase):
    """Content of a compressed file; reading beyond a limit raises `CutOff`.

    Args:
        stream: the stream that decompresses the file.
        size: size of the compressed file in bytes.
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
