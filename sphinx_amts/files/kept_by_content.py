"""Cache the values that were read from many files, by the content of each file.

If one of the files changes, only that file is read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_amts.files.kept_data import KeptData


class KeptByContent:
    """Cache of values read from files, for this build and the next.

    Args:
        kind: kind of the data.
        path: file of the cache; `None` to keep the values in this process only.
    """

    def __init__(self, kind: KeptData, path: Path | None) -> None:
        self._kind = kind
        self._path = path
        self._known: dict[str, Any] | None = None
        self._used: dict[str, Any] = {}
        self._is_new = False

    def get(self, content: str, make: Callable[[], Any]) -> Any:
        """Return the value cached for the digest *content*, else that of *make*."""
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
        """Store the values used in this process, if any is new; drop all others."""
        if self._is_new and self._path is not None:
            self._kind.store(self._path, "", self._used)
            self._is_new = False
