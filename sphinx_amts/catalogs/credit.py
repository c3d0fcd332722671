"""Describe who is credited for an edit in a catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Author and time of an edit, for the headers of catalogs.

    Attributes:
        name: name and address of the person.
        time: time of the edit.
        author: whether this person wrote the text, and so is listed among the authors.
    """

    name: str
    time: datetime
    author: bool = True

    @property
    def moment(self) -> str:
        """Return the time in the format of gettext's tools."""
        return self.time.strftime("%Y-%m-%d %H:%M%z")
