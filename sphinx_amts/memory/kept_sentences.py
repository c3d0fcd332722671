"""Cache look-ups of sentences in human text, in a file for later builds."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_amts.files.kept_data import KeptData

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sphinx_amts.memory.human_index import Find

_KEPT = KeptData("sentences of human text", 1)


class KeptSentences:
    """Look-up of sentences in human text, each of which is made once, in all builds.

    Args:
        path: file that keeps the results.
        digest: digest of the human text; results for another digest are not used.
        find: looks sentences up that have no kept result.
    """

    def __init__(self, path: Path, digest: str, find: Find) -> None:
        self._path = path
        self._digest = digest
        self._find = find

    @cached_property
    def _known(self) -> dict[str, tuple[str, str] | None]:
        return _KEPT.load(self._path, self._digest) or {}

    def find(self, forms: Collection[str]) -> dict[str, tuple[str, str]]:
        """Find sentences, as `HumanSentences.find` does."""
        if new := [form for form in forms if form not in self._known]:
            found = self._find(new)
            self._known.update({form: found.get(form) for form in new})
            _KEPT.store(self._path, self._digest, self._known)
        known = ((form, self._known[form]) for form in forms)
        return {form: pair for form, pair in known if pair is not None}
