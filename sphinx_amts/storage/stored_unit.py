"""One row of the translation memory, and its key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sphinx_amts.model import LanguagePair, Provenance
from sphinx_amts.text.languages import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUnit:
    """A source segment with the answer of an engine, as the engine gave it.

    Attributes:
        key: what `unit_key` returns for it.
        source: exchange form of the segment.
        target: exchange form of its translation.
        languages: from which language to which.
        engine: identity of the engine (a part of the key).
        provenance: how the translation came about (no part of the key).
        stored: day of storing, as ``2025-01-31``.
    """

    key: str
    source: str
    target: str
    languages: LanguagePair
    engine: str
    provenance: Provenance
    stored: str = ""

    def to_json(self) -> str:
        """Return the unit as one line of ASCII."""
        return json.dumps(
            {
                "key": self.key,
                "source": self.source,
                "target": self.target,
                "languages": [self.languages.source, self.languages.target],
                "engine": self.engine,
                "provenance": {
                    "engine": self.provenance.engine,
                    "route": self.provenance.route,
                    "details": self.provenance.details,
                },
                "stored": self.stored,
            },
            sort_keys=True,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str | bytes, *, key: str) -> StoredUnit | None:
        """Read what `to_json` wrote; None if it is anything else, or of another key."""
        try:
            row: Any = json.loads(text)
            source_language, target_language = row["languages"]
            provenance = row["provenance"]
            details = provenance["details"]
            texts = [
                *(row[name] for name in ("key", "source", "target", "engine")),
                *(row["stored"], source_language, target_language),
                *(provenance["engine"], provenance["route"]),
                *(text for pair in details.items() for text in pair),
            ]
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return None
        if row["key"] != key or not all(isinstance(text, str) for text in texts):
            return None
        return cls(
            key=key,
            source=row["source"],
            target=row["target"],
            languages=LanguagePair(source=source_language, target=target_language),
            engine=row["engine"],
            provenance=Provenance(
                engine=provenance["engine"],
                route=provenance["route"],
                details=dict(details),
            ),
            stored=row["stored"],
        )


def pair_key(languages: LanguagePair) -> str:
    """Return a name of the pair that all spellings of its codes share."""
    return f"{canonical(languages.source)}-{canonical(languages.target)}"


def unit_key(source_form: str, languages: LanguagePair, engine_identity: str) -> str:
    """Return the key under which a segment's translation is stored.

    Args:
        source_form: what `key_form` of the exchange form returns for the segment.
        languages: in any spelling of the codes; ``zh`` and ``zh_CN`` share a key.
        engine_identity: the `identity` of the engine.

    Returns:
        40 hexadecimal digits; fit for ids in HTML, file names and tokens.
    """
    parts = json.dumps([source_form, pair_key(languages), engine_identity])
    return blake2b(parts.encode("ascii"), digest_size=20).hexdigest()
