"""Name the folders that belong to a user, not to a book."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from pathlib import Path


def memory_folder() -> Path:
    """Return the folder of the memory that all books share, unless they set another."""
    return _cache() / "memory"


def books_folder() -> Path:
    """Return where the command line keeps what it has read of each book."""
    return _cache() / "books"


def locks_folder() -> Path:
    """Return where locks lie that keep commands from writing at the same time."""
    return _cache() / "locks"


def _cache() -> Path:
    return user_cache_path("sphinx-amts", appauthor=False)


def book_folder(srcdir: Path) -> Path:
    """Return where the command line keeps what it reads of one book."""
    digest = hashlib.blake2b(os.fsencode(srcdir), digest_size=8).hexdigest()
    return books_folder() / f"{srcdir.name}-{digest}"
