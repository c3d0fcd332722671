"""Define what the first reading of a document found out about its messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.model import State

if TYPE_CHECKING:
    from sphinx_amts.document_records.documents import DocumentRecord, Finding, Miss
    from sphinx_amts.markup.model import Inline


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """Results of the first reading of a document, before translations were known.

    Attributes:
        misses: message -> its miss, if it had no translation.
        unsupported: message -> finding, if Sphinx can apply no translation.
        readings: message -> inline elements, if the message is ambiguous.
    """

    misses: dict[str, Miss] = field(default_factory=dict)
    unsupported: dict[str, Finding] = field(default_factory=dict)
    readings: dict[str, tuple[Inline, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, record: DocumentRecord) -> KnownBefore:
        """Take the results from the *record* of the first reading."""
        return cls(
            {miss.text: miss for miss in record.misses},
            {f.text: f for f in record.findings if f.state is State.UNSUPPORTED},
            record.readings,
        )
