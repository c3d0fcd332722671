"""Summarise constructs of messages to which Sphinx cannot apply translations."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinx_amts.model import State
from sphinx_amts.report.data import ConstructData

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.report.data import DocumentData


def unsupported_constructs(documents: Iterable[DocumentData]) -> list[ConstructData]:
    """Return each construct that prevents translation, the most frequent first."""
    found: dict[str, ConstructData] = {}
    for document in documents:
        counts = Counter(message["text"] for message in document["states"])
        for finding in document["findings"]:
            if finding["state"] != State.UNSUPPORTED:
                continue
            known = found.setdefault(
                finding["construct"],
                ConstructData(
                    construct=finding["construct"],
                    messages=0,
                    file=finding["file"],
                    line=finding["line"],
                ),
            )
            known["messages"] += counts[finding["text"]]
    return sorted(found.values(), key=lambda one: (-one["messages"], one["construct"]))
