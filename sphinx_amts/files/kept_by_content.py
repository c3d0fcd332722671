"""Keep what was read from each of many files, by their content.

If one of the files changes, only that one is read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_amts.files.kept_data import KeptData


class KeptByContent:
    """Values read from files, kept from one build to the next.

    Args:
        kind: kind of the data.
        path: where they are kept; `None` to keep them only in this process.
    """

    def __init__(self, kind: KeptData, path: Path | None) -> None:
        self._kind = kind
        self._path = path
        self._known: dict[str, Any] | None = None
        self._used: dict[str, Any] = {}
        self._is_new = False

    def get(self, content: str, make: Callable[[], Any]) -> Any:
        """Return the value for the digest *content*, that of *make* if none is kept."""
        if content not in self._used:
            if self._known is None:
                path = self._path
                self._known = {}
                if path is not None:
                    self._known = self._kind.load(path, "") or {}
            value = self._known.get(content)
            if value is None:
                value = make()
                self._is_new = True
            self._used[content] = value
        return self._used[content]

    def save(self) -> None:
        """Keep the values that were used, if there are new ones among them."""
        if self._is_new and self._path is not None:
            self._kind.store(self._path, "", self._used)
            self._is_new = False
