"""What a run asked an engine for, and what it would have to ask."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Usage:
    """What a run asked for; characters are those a reader sees, not markup."""

    engine_calls: int = 0
    segments_sent: int = 0
    characters_sent: int = 0
    memory_hits: int = 0
    segments_missing: int = 0
    characters_missing: int = 0
