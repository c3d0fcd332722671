"""Whose work an edit of a catalog is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Whose work an edit is, and when it was made, for the heads of catalogs.

    Attributes:
        author: whether the text is of this person, who is then named among the
            authors.
    """

    name: str
    time: datetime
    author: bool = True

    @property
    def moment(self) -> str:
        """When it was made, as gettext's tools write it."""
        return self.time.strftime("%Y-%m-%d %H:%M%z")
