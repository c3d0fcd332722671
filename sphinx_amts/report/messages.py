"""Collect the messages of a document for its page of the report and its JSON.

The explanations of states that a page shows are in `report/pages.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import quote

from sphinx_amts.model import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_amts.document_records.documents import DocumentRecord, MessageState
    from sphinx_amts.report.data import DocumentData, MessageData
    from sphinx_amts.scores.draft_scores import DocumentDraftScores

_HUMAN = (State.HUMAN, State.EDITED)
_LONG = 8000
"""Length of two texts together, in characters, above which no change is marked."""


class ShownMessage(TypedDict):
    """A message for a page of the report and its JSON.

    `shown` is the text on the page of the book, "" for the message itself; `human` is
    the human translation and `draft` the machine translation, "" if there is none;
    `score` is the chrF++ of `draft` against `human`; `link` leads to the message on the
    page of the book.
    """

    file: str
    line: int
    state: str
    text: str
    shown: str
    human: str
    draft: str
    score: float | None
    reason: str
    checks: list[dict[str, str]]
    engine: str
    previous: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSource:
    """Data from which a document's page of the report is written.

    Attributes:
        data: data of the document in the report.
        record: returns the record of the document.
        states: returns every message of the document with its state.
        scores: scores of the document's drafts, `None` without any.
        address: URL of the document's page in the book, relative to the folder around
            the report's folder; "" if there is none.
    """

    data: DocumentData
    record: Callable[[], DocumentRecord]
    states: Callable[[], Sequence[MessageData]]
    scores: DocumentDraftScores | None
    address: str


def messages_of(source: DocumentSource, *, up: int) -> list[ShownMessage]:
    """Return the messages of a document as its page of the report lists them.

    Args:
        source: the document.
        up: number of folders from the folder of the report down to the document's
            page, which is at least 1.
    """
    reasons = {f["text"]: f["reason"] for f in source.data["findings"]}
    checks: dict[str, list[dict[str, str]]] = {}
    for check in source.data["checks"]:
        checks.setdefault(check["text"], []).append(
            {
                "rule": check["rule"],
                "severity": check["severity"],
                "message": check["message"],
            }
        )
    return [
        _message(
            message,
            source,
            up,
            state=state["state"],
            reason=reasons.get(message.text, ""),
            checks=checks.get(message.text, []),
        )
        for message, state in zip(
            source.record().messages, source.states(), strict=True
        )
    ]


def marked(text: str, other: str) -> list[tuple[bool, str]]:
    """Split *text* into parts, each with a flag: whether *other* lacks it."""
    if len(text) + len(other) > _LONG:
        return [(False, text)]
    from sphinx_amts.text.differences import changes  # loaded with the first

    return [(not theirs, own) for own, theirs in changes(text, other) if own]


def _message(
    message: MessageState,
    source: DocumentSource,
    up: int,
    *,
    state: str,
    reason: str,
    checks: list[dict[str, str]],
) -> ShownMessage:
    human = message.shown if message.state in _HUMAN else ""
    draft, score = message.draft, None
    if human and source.scores and message.text in source.scores.messages:
        draft, score = source.scores.messages[message.text]
    return ShownMessage(
        file=message.file,
        line=message.line,
        state=state,
        text=message.text,
        shown=message.shown,
        human=human,
        draft=draft,
        score=score,
        reason=reason,
        checks=checks,
        engine=message.provenance.label if message.provenance else "",
        previous=message.previous,
        link=_link(source.address, message, up),
    )


def _link(address: str, message: MessageState, up: int) -> str:
    """Return the URL of *message* with the nearest id and a text fragment, or "".

    Source: the specification of text fragments, wicg.github.io/scroll-to-text-fragment.
    """
    if not address:
        return ""
    page = address.partition("#")[0]
    text = ""
    if message.opening:
        # a hyphen is syntax of text fragments
        text = ":~:text=" + quote(message.opening, safe="", errors="replace").replace(
            "-", "%2D"
        )
    fragment = quote(message.place, errors="replace") + text
    return "../" * (up + 1) + page + (f"#{fragment}" if fragment else "")
