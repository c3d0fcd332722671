"""Cache computed data in files beside the doctrees, to load them in milliseconds.

Such a file can be made again at any time, so a file that is damaged, half-written, of
another version or for another key counts as missing, and a file that cannot be written
is left out. The files are trusted like the doctrees beside them: whoever can write
there can run code. They are never committed.
"""

from __future__ import annotations

import contextlib
import marshal
import sys
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sphinx_amts._version import __version__
from sphinx_amts.files.disk import discard_irregular, open_file, read_file, write_parts

if TYPE_CHECKING:
    from pathlib import Path

_DIGEST = 16
_MAX_BYTES = 2_000_000_000


class KeptData:
    """Kind of cached data, which consist of values that `marshal` can write.

    Args:
        kind: name of the data.
        version: version of the shape of the data; raise it when the shape or its
            meaning changes.
    """

    def __init__(self, kind: str, version: int) -> None:
        self._kind = f"{kind} {version}"

    def load(self, path: Path, key: str) -> Any:
        """Return the data stored at *path* for *key*; `None` if there are none.

        Args:
            path: the file.
            key: digest of all that the data depend on.
        """
        try:
            stored = read_file(path, max_bytes=_MAX_BYTES)
        except OSError:
            return None
        head = self._head(key)
        start = len(head) + _DIGEST
        body = memoryview(stored)[start:]
        if not stored.startswith(head) or stored[len(head) : start] != _digest(body):
            return None
        return marshal.loads(body)  # noqa: S302

    def store(self, path: Path, key: str, data: Any) -> None:
        """Store *data* at *path* for *key*, if that is possible."""
        with contextlib.suppress(OSError, ValueError):
            body = marshal.dumps(data)
            start = self._head(key) + _digest(body)
            if not _consists_of(path, start, body):
                discard_irregular(path)
                write_parts(path, (start, body))

    def _head(self, key: str) -> bytes:
        parts = (
            "sphinx-amts",
            __version__,
            self._kind,
            sys.implementation.cache_tag or sys.version,
            key,
        )
        return ("\0".join(parts) + "\n").encode("utf-8", "surrogateescape")


def _consists_of(path: Path, start: bytes, body: bytes) -> bool:
    try:
        with open_file(path) as stream:
            return stream.read(len(start)) == start and stream.read() == body
    except OSError:
        return False


def _digest(body: bytes | memoryview) -> bytes:
    return blake2b(body, digest_size=_DIGEST).digest()
