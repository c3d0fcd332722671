"""Keep the vectors of sentences in the user's cache, by encoder and sentences."""

from __future__ import annotations

import contextlib
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.files.disk import read_file, write_parts
from sphinx_amts.files.user_folders import vectors_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_amts.alignment.arrays import Singles
    from sphinx_amts.alignment.encoders import SentenceEncoder

_HEAD = b"sphinx-amts vectors 1\n"
_DIGEST = 16
_MAX_BYTES = 2_000_000_000
_KEPT_BYTES = 500_000_000
"""Greatest size of all files of vectors together; beyond it, old files are deleted."""


class KeptEncoder:
    """Encoder that keeps the vectors of a text in files.

    Args:
        encoder: encoder that computes vectors that are not kept yet.
        folder: folder of the files; by default in the user's cache.
    """

    def __init__(self, encoder: SentenceEncoder, folder: Path | None = None) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self._folder = folder or vectors_folder()

    def encode(self, sentences: Sequence[str]) -> Singles:
        """Return one vector for each sentence."""
        if not sentences:
            return self._encoder.encode([""])[:0]
        key = _key(self.name, sentences)
        path = self._folder / f"{key.hex()}.vectors"
        found = _read(path, key, len(sentences))
        if found is None:
            found = self._encoder.encode(sentences)
            with contextlib.suppress(OSError):
                _write(path, key, found)
                _prune(self._folder)
        return found


def _key(name: str, sentences: Sequence[str]) -> bytes:
    found = blake2b(digest_size=_DIGEST)
    for text in (name, *sentences):
        data = text.encode("utf-8", "surrogatepass")
        found.update(len(data).to_bytes(8, "big") + data)
    return found.digest()


def _read(path: Path, key: bytes, count: int) -> Singles | None:
    """Return the kept vectors of a text; `None` if there are none, or are damaged."""
    import numpy as np

    try:
        data = read_file(path, max_bytes=_MAX_BYTES)
    except OSError:
        return None
    start = len(_HEAD) + 2 * _DIGEST
    body = data[start:]
    digest = blake2b(body, digest_size=_DIGEST).digest()
    if data[:start] != _HEAD + key + digest or not body or len(body) % (2 * count):
        return None
    found: Singles = np.frombuffer(body, dtype="<f2").reshape(count, -1)
    return found.astype(np.float32)


def _write(path: Path, key: bytes, vectors: Singles) -> None:
    body = vectors.astype("<f2").tobytes()
    digest = blake2b(body, digest_size=_DIGEST).digest()
    write_parts(path, (_HEAD + key + digest, body))


def _prune(folder: Path) -> None:
    """Delete the oldest files if all files together are too large."""
    files = [(file, file.stat()) for file in folder.glob("*.vectors")]
    files.sort(key=lambda pair: pair[1].st_mtime, reverse=True)
    total = 0
    for file, status in files:
        total += status.st_size
        if total > _KEPT_BYTES:
            file.unlink(missing_ok=True)
