"""Write a receipt for each paid run beside the translation memory."""

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
    """Figures of a run that sent segments to an engine that costs money.

    Attributes:
        book: name of the project.
        languages: source and target, as ``en-zh``.
        engine: label of the engine.
        routes: routes by which requests were sent.
        segments: number of segments sent.
        characters: number of visible characters sent.
        price: upper bound of the price, in US dollars.
        limit: amount that the user permitted, in US dollars.
        jobs: running jobs that segments wait for.
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
        """Return the receipt of a run with *usage*."""
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
    """Write *receipt* to a file under *memory_dir*; return its path.

    Raises:
        OSError: the file cannot be written.
    """
    stamp = time.strftime("%Y-%m-%dT%H%M%S")
    path = memory_dir / FOLDER / f"{stamp}-{secrets.token_hex(3)}.json"
    data = {"time": time.isoformat(timespec="seconds"), **asdict(receipt)}
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    write_if_changed(path, text.encode())
    return path
