"""Store coverage and scores of each build that changed them, for the trend."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.files.json_shape import (
    list_of,
    mapping_of,
    object_of,
    or_null,
    read_shape,
)
from sphinx_amts.files.json_text import DamagedJson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

FORMAT = 1

LIMIT = 500
"""Maximum number of builds that are stored."""

_DATE = {
    "type": "string",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z",
}
_COUNT = {"type": "integer", "minimum": 0}
_SCORE = {"type": "number", "minimum": 0, "maximum": 100}
_BUILD = object_of(
    date=_DATE, words=mapping_of(_COUNT), bleu=or_null(_SCORE), chrf=or_null(_SCORE)
)
_SCHEMA = object_of(format={"const": FORMAT}, builds=list_of(_BUILD))


class HistoryEntry(TypedDict):
    """Figures of one build in the history.

    `words` are numbers of source words, by state. Scores are from 0 to 100, for all
    documents together.
    """

    date: str
    words: dict[str, int]
    bleu: float | None
    chrf: float | None


def load(path: Path) -> list[HistoryEntry]:
    """Load the builds from the file *path*, oldest first; none without a file.

    Raises:
        ConfigError: the file cannot be read, or is no history.
    """
    try:
        data = read_shape(path, _SCHEMA)
    except FileNotFoundError:
        return []
    except (OSError, DamagedJson) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else exc
        raise ConfigError(
            f"{path}: the history of builds cannot be read ({reason or exc}) and is "
            "left as it is; correct or delete it (amts_history)"
        ) from exc
    return [
        HistoryEntry(
            date=entry["date"],
            words=entry["words"],
            bleu=entry["bleu"],
            chrf=entry["chrf"],
        )
        for entry in data["builds"][-LIMIT:]
    ]


def with_build(
    entries: Sequence[HistoryEntry],
    *,
    now: datetime,
    words: dict[str, int],
    bleu: float | None,
    chrf: float | None,
) -> list[HistoryEntry]:
    """Return *entries*, with the present build added if its figures are new."""
    entry = HistoryEntry(
        date=now.strftime("%Y-%m-%dT%H:%M:%SZ"), words=words, bleu=bleu, chrf=chrf
    )
    if entries and {**entries[-1], "date": ""} == {**entry, "date": ""}:
        return list(entries)
    return [*entries, entry][-LIMIT:]


def save(path: Path, entries: Sequence[HistoryEntry]) -> None:
    """Save *entries* in the file *path*.

    Raises:
        OSError: the file cannot be written.
    """
    text = json.dumps(
        {"format": FORMAT, "builds": entries}, ensure_ascii=False, indent=1
    )
    write_if_changed(path, text.encode() + b"\n")
