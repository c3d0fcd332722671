"""One row of the translation memory, and its key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
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
        """Return the unit as one line of JSON."""
        row = json.dumps(
            {
                "key": self.key,
                "source": self.source,
                "target": self.target,
                "from": self.languages.source,
                "to": self.languages.target,
                "engine": self.engine,
                "by": self.provenance.engine,
                "route": self.provenance.route,
                "stored": self.stored,
                "details": self.provenance.details,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        # half a surrogate pair, which a database does not take, becomes its JSON escape
        return row.encode("utf-8", "backslashreplace").decode("utf-8")

    @classmethod
    def from_json(cls, text: bytes, *, key: str) -> StoredUnit | None:
        """Read what `to_json` wrote; None if it is anything else, or of another key."""
        try:
            row: Any = json.loads(text.decode("utf-8"))
            details = row.pop("details")
            # raises a TypeError unless all are strings
            "".join(chain(row.values(), details.values()))
            if row["key"] != key:
                return None
            return cls(
                key=key,
                source=row["source"],
                target=row["target"],
                languages=_pair(row["from"], row["to"]),
                engine=row["engine"],
                provenance=(
                    Provenance(engine=row["by"], route=row["route"], details=details)
                    if details
                    else _plain_provenance(row["by"], row["route"])
                ),
                stored=row["stored"],
            )
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return None


# Units in bulk share these: making them anew would take a third of the time.


@lru_cache
def _pair(source: str, target: str) -> LanguagePair:
    return LanguagePair(source=source, target=target)


@lru_cache
def _plain_provenance(engine: str, route: str) -> Provenance:
    return Provenance(engine=engine, route=route)


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
