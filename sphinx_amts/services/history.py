"""How far a book was at each build that changed something: a small file for a trend."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, TypedDict

from sphinx_amts.storage.files import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

FORMAT = 1

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DAMAGED = (
    *(ValueError, KeyError, TypeError, AttributeError),
    *(OverflowError, RecursionError),
)

LIMIT = 500
"""Builds that are kept; of older ones the trend says no more."""


class Entry(TypedDict):
    """One build.

    `words` are those of the source, by state; scores are from 0 to 100, of all
    documents pooled.
    """

    date: str
    words: dict[str, int]
    bleu: float | None
    chrf: float | None


def load(path: Path) -> list[Entry]:
    """Return the builds noted at *path*, oldest first; none where it says nothing."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            return []
        return [
            Entry(
                date=entry["date"],
                words={str(state): int(n) for state, n in entry["words"].items()},
                bleu=_score(entry["bleu"]),
                chrf=_score(entry["chrf"]),
            )
            for entry in data["builds"]
            if _DATE.fullmatch(entry["date"])
        ][-LIMIT:]
    except (*_DAMAGED, OSError):
        return []


def with_build(
    entries: Sequence[Entry],
    *,
    now: datetime,
    words: dict[str, int],
    bleu: float | None,
    chrf: float | None,
) -> list[Entry]:
    """Return *entries* and that of the present build, if its figures are new."""
    entry = Entry(
        date=now.strftime("%Y-%m-%dT%H:%M:%SZ"), words=words, bleu=bleu, chrf=chrf
    )
    if entries and {**entries[-1], "date": ""} == {**entry, "date": ""}:
        return list(entries)
    return [*entries, entry][-LIMIT:]


def save(path: Path, entries: Sequence[Entry]) -> None:
    """Keep *entries* at *path*.

    Raises:
        OSError: it cannot be written.
    """
    text = json.dumps(
        {"format": FORMAT, "builds": entries}, ensure_ascii=False, indent=1
    )
    write_if_changed(path, text.encode() + b"\n")


def _score(value: object) -> float | None:
    if value is None:
        return None
    score = float(str(value))
    return min(max(score, 0.0), 100.0) if math.isfinite(score) else None
