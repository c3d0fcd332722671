"""What each run spent: one small file a run, beside the memory that keeps the text."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sphinx_amts.files.disk import write_if_changed

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sphinx_amts.engines.base import Engine
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.translation.outcome import Usage

FOLDER = "receipts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One run that sent something to an engine that costs money.

    Attributes:
        book: name of the project.
        languages: source and target, as ``en-zh``.
        routes: ways in which the engine was asked.
        characters: characters sent, as a reader sees them.
        price: US dollars at most.
        limit: what the person who ran it permitted.
        jobs: what the segments wait for, where they were not answered at once.
    """

    book: str
    languages: str
    engine: str
    routes: list[str]
    segments: int
    characters: int
    price: float
    limit: float
    jobs: list[str]

    @classmethod
    def of(
        cls,
        usage: Usage,
        engine: Engine,
        *,
        book: str,
        languages: LanguagePair,
        limit: float,
    ) -> Receipt:
        """Return the receipt of a run that came to *usage*."""
        return cls(
            book=book,
            languages=str(languages),
            engine=engine.label,
            routes=usage.routes,
            segments=usage.segments_sent,
            characters=usage.characters_sent,
            price=round(usage.price_sent, 6),
            limit=limit,
            jobs=usage.jobs,
        )


def keep_receipt(memory_dir: Path, receipt: Receipt, time: datetime) -> Path:
    """Write *receipt* under *memory_dir*; return the file.

    Raises:
        OSError: it cannot be written.
    """
    stamp = time.strftime("%Y-%m-%dT%H%M%S")
    path = memory_dir / FOLDER / f"{stamp}-{secrets.token_hex(3)}.json"
    data = {"time": time.isoformat(timespec="seconds"), **asdict(receipt)}
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    write_if_changed(path, text.encode())
    return path
