"""Digest the contents of catalogs, reading each unchanged file once."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.files.disk import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class FileDigests:
    """Digests of the contents of files, for the time of one build.

    A file is read again if its times, size or identity have changed since.
    """

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, ...], str]] = {}

    def of_file(self, path: Path) -> str:
        """Return a hash of the content of a file.

        The hash is "none" if there is no such file, "unreadable" if it cannot be read.
        """
        try:
            status = path.stat()
            stamp = (
                status.st_mtime_ns,
                status.st_ctime_ns,
                status.st_size,
                status.st_ino,
            )
            known = self._known.get(path)
            if known is None or known[0] != stamp:
                content = blake2b(read_file(path), digest_size=16).hexdigest()
                known = self._known[path] = (stamp, content)
        except (FileNotFoundError, NotADirectoryError):
            return "none"
        except OSError:
            return "unreadable"  # reported where its content is needed
        return known[1]

    def of_files(self, paths: Iterable[Path]) -> str:
        """Return a hash of the files at *paths*, as 16 hexadecimal digits.

        The hash also depends on which of the files exist, on their names and their
        order, but not on their folders, so that it is the same in another checkout. A
        file that cannot be read differs from all others.
        """
        total = blake2b(digest_size=8)
        for path in paths:
            row = f"{path.name}\0{self.of_file(path)}\0"
            total.update(row.encode("utf-8", "surrogateescape"))
        return total.hexdigest()
