"""Versions of packages that are installed, where tests depend on them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import pytest


def major(package: str) -> int:
    """Return the first number of the version of *package*; 0 if it is not installed."""
    try:
        return int(version(package).partition(".")[0])
    except PackageNotFoundError:
        return 0


MYST_MAJOR = major("myst-parser")
SPHINX_MAJOR = major("sphinx")


def needs_myst_4(why: str) -> pytest.MarkDecorator:
    """Skip a test with MyST-Parser 3, which does itself what the reason says."""
    return pytest.mark.skipif(0 < MYST_MAJOR < 4, reason=f"MyST-Parser 3 {why}")
