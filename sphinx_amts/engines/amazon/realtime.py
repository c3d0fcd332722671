"""Translate by the route `realtime`: one call of TranslateText for each segment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_amts.engines.amazon.documents import unpack
from sphinx_amts.engines.amazon.faults import NotRepeated
from sphinx_amts.engines.base import Answer, Failure, Result
from sphinx_amts.errors import EngineLimitError, EngineThrottled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx_amts.engines.amazon.service import Service
    from sphinx_amts.engines.base import Item
    from sphinx_amts.errors import EngineConnectionLost
    from sphinx_amts.model import Provenance

MAX_BYTES = 10_000
"""Most UTF-8 bytes of one text.

Source: quotas of Amazon Translate for TranslateText.
"""


def request_text(item: Item) -> str:
    """Return the text to send to the service for *item*.

    The segment is enclosed in one HTML element, as the service treats a text with tags
    as HTML.
    """
    return f'<p id="{item.key}">{item.html}</p>'


def fits(item: Item) -> bool:
    """Return whether *item* is within the length limit of a call."""
    return len(request_text(item).encode()) <= MAX_BYTES


def translate_texts(
    items: Iterable[Item],
    service: Service,
    parameters: dict[str, Any],
    provenance: Provenance,
    pay_again: Callable[[Item], bool],
) -> Iterator[Answer]:
    """Translate *items* with one call each; yield an answer for each item.

    Args:
        items: segments to send.
        service: client of Amazon Translate.
        parameters: languages, terminology and settings of all calls.
        provenance: provenance of the results.
        pay_again: called before an item that may have been billed is sent again;
            returns whether to send the item.

    Raises:
        EngineError: the service refuses all such calls, or cannot be reached.
    """
    for item in items:
        if not fits(item):
            reason = (
                f"longer than {MAX_BYTES} bytes, the most that one call takes; set "
                'the route to batch, or amts_segment to "sentence"'
            )
            yield Failure(item.key, reason, transient=False)
            continue
        try:
            answer = service.call(
                "translate_text",
                recover=partial(_require_permission, partial(pay_again, item)),
                Text=request_text(item),
                **parameters,
            )
        except EngineLimitError as exc:
            yield Failure(item.key, str(exc), transient=False)
            continue
        except NotRepeated as exc:  # the next item may be sent
            yield Failure(item.key, str(exc))
            continue
        except EngineThrottled as exc:
            yield Failure(item.key, str(exc))
            raise
        text = str(answer.get("TranslatedText", ""))
        found = unpack(text.encode("utf-8", "replace"))
        # a result without its block is kept as well: it was paid for
        html = found.get(item.key, text)
        yield Result(item.key, html, provenance, sent=item.html)


def _require_permission(
    pay_again: Callable[[], bool], lost: EngineConnectionLost
) -> None:
    """Ask whether a call may be repeated, and so paid for again.

    Raises:
        NotRepeated: the call may not be repeated.
    """
    if not pay_again():
        raise NotRepeated(lost) from lost
