"""Determine the translator to credit in the headers of human catalogs."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.credit import Credit
from sphinx_amts.files.revisions import user_of

if TYPE_CHECKING:
    from pathlib import Path


def credit_to(
    name: str | None, folder: Path, *, otherwise: str = "", author: bool = True
) -> Credit:
    """Return the translator and the time to record in the headers of human catalogs.

    Args:
        name: name that the person gave; `None` for the name of git's user.
        folder: folder in which git is asked for its user.
        otherwise: name to use if both are missing.
        author: whether this person wrote the text.
    """
    who = name or user_of(folder) or otherwise
    return Credit(name=" ".join(who.split()), time=_now(), author=author)


def _now() -> datetime:
    """Return the present time, or that of `SOURCE_DATE_EPOCH`."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    if stamp.isdecimal():
        return datetime.fromtimestamp(int(stamp), UTC)
    return datetime.now(UTC)
