"""Bilingual texts that tests read: the repository's own, and larger ones beside it.

The own ones are the translations of the example book, and are always there. The larger
ones are optional: what is tested with them is tested with the own ones too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE_BOOK = ROOT / "example_book"
DATA = ROOT.parent / "shared" / "data"
D2L = DATA / "d2l-zh"

_OWN = "example book"
_PYTHON = "Python documentation"
CATALOGS = (_OWN, _PYTHON)
"""Names of what `catalog_folder` knows."""


def catalog_folder(name: str, language: str = "") -> Path:
    """Return the folder of human catalogs *name*; skip the test if it is not there.

    Args:
        name: one of `CATALOGS`.
        language: a part of the folder, as `es` or `zh_CN`; empty: all languages.
    """
    if name == _OWN:
        return EXAMPLE_BOOK / "locale" / language.partition("_")[0]
    folder = DATA / "python-docs"
    if not folder.is_dir():
        pytest.skip(f"catalogs of the {name} in Spanish and Chinese: no {folder}")
    return folder / language


def needs_d2l() -> None:
    """Skip the test if the book *Dive into Deep Learning* is not there."""
    if not D2L.is_dir():
        pytest.skip(f"Markdown of Dive into Deep Learning, with its Chinese: no {D2L}")
