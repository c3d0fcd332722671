"""Define text left out of parallel data: removed pairs, and unpaired blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sphinx_amts.editions.model import Pair


@dataclass(frozen=True, slots=True)
class RemovedPair:
    """A pair that a cleaning rule removed.

    Attributes:
        pair: the pair.
        rule: name of the cleaning rule.
        reason: description of the fault, for a maintainer; may be empty.
    """

    pair: Pair
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnpairedBlock:
    """A block that has no counterpart in the other edition.

    Attributes:
        side: the edition that contains it.
        document: name of its document in that edition.
        line: line in that document, 0 if unknown.
        text: visible text of the block.
    """

    side: Literal["source", "target"]
    document: str
    line: int
    text: str
