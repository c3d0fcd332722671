"""Locate the folders that belong to a user, not to a book."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from pathlib import Path


def memory_folder() -> Path:
    """Return the folder of the translation memory that books share by default."""
    return _cache() / "memory"


def books_folder() -> Path:
    """Return the folder in which the command line caches data about books."""
    return _cache() / "books"


def locks_folder() -> Path:
    """Return the folder of the locks that keep commands from writing at once."""
    return _cache() / "locks"


def vectors_folder() -> Path:
    """Return the folder of the vectors that encoders made of sentences."""
    return _cache() / "vectors"


def pages_folder() -> Path:
    """Return the folder of the web pages from which sentence pairs were collected."""
    return _cache() / "pages"


def _cache() -> Path:
    return user_cache_path("sphinx-amts", appauthor=False)


def book_folder(srcdir: Path) -> Path:
    """Return the folder in which the command line caches data about one book."""
    digest = hashlib.blake2b(os.fsencode(srcdir), digest_size=8).hexdigest()
    return books_folder() / f"{srcdir.name}-{digest}"
