"""Keep what is known of messages from before translations of a document came."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.model import State

if TYPE_CHECKING:
    from sphinx_amts.document_records.documents import DocumentRecord, Finding, Miss
    from sphinx_amts.markup.model import Inline


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """What is known of the messages that had no translation, by text.

    Attributes:
        misses: requests for their translations.
        unsupported: findings about those that can have none.
        readings: inline elements of those that are ambiguous.
    """

    misses: dict[str, Miss] = field(default_factory=dict)
    unsupported: dict[str, Finding] = field(default_factory=dict)
    readings: dict[str, tuple[Inline, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, record: DocumentRecord) -> KnownBefore:
        """Return what the *record* of a document says of them."""
        return cls(
            {miss.text: miss for miss in record.misses},
            {f.text: f for f in record.findings if f.state is State.UNSUPPORTED},
            record.readings,
        )
