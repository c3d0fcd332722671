"""Store compiled templates of pages beside the doctrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

from sphinx_amts.files.kept_data import KeptData

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2.bccache import Bucket

_KEPT = KeptData("compiled template", 1)


class KeptTemplates(BytecodeCache):
    """Cache of compiled templates, each with the checksum of its source.

    Args:
        folder: folder of the cache.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the compiled template into *bucket*, if it is stored and up to date."""
        if (code := _KEPT.load(self._path(bucket), bucket.checksum)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the compiled template in *bucket*."""
        _KEPT.store(self._path(bucket), bucket.checksum, bucket.bytecode_to_string())

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.kept"
