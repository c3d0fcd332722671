"""Credit the author of an edit in a catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Hold the author and the time of an edit, for the headers of catalogs.

    Attributes:
        author: whether the text is of this person, who is then named among the
            authors.
    """

    name: str
    time: datetime
    author: bool = True

    @property
    def moment(self) -> str:
        """Return the time in the form that gettext's tools write."""
        return self.time.strftime("%Y-%m-%d %H:%M%z")
