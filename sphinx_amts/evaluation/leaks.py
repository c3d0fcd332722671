"""Refuse to run systems whose data contain held-out text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.errors import EvaluationError
from sphinx_amts.markup.model import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.evaluation.near_duplicates import (
        HeldOut,
        NearDuplicateFilter,
        Nearness,
    )
    from sphinx_amts.markup.model import Inline

    Texts = tuple[str | Sequence[Inline], str | Sequence[Inline]]
    """Source and target of a pair in the data of a system."""

_SHOWN = 60


def nearness(texts: Texts, held_out: tuple[HeldOut, HeldOut]) -> Nearness:
    """Return the greater overlap of the two texts of a pair with held-out text."""
    return held_out[0].nearness(texts[0]) | held_out[1].nearness(texts[1])


def refuse_leaks(
    given: Iterable[tuple[str, Texts]],
    held_out: tuple[HeldOut, HeldOut],
    filter_: NearDuplicateFilter,
    what: str,
) -> None:
    """Raise an error if data that a system is given contain held-out text.

    Args:
        given: origin and texts of each pair in the data, as the system gets them.
        held_out: held-out text in the source and in the target language.
        filter_: filter of near duplicates that the data must pass.
        what: name of the data, for the message.

    Raises:
        EvaluationError: a pair in the data does not pass the filter.
    """
    leaks = [
        (place, texts)
        for place, texts in given
        if nearness(texts, held_out).exceeds(filter_)
    ]
    if leaks:
        place, texts = leaks[0]
        shown = " ".join(_text(texts[0]).split())
        if len(shown) > _SHOWN:
            shown = f"{shown[: _SHOWN - 1]}…"
        raise EvaluationError(
            f"{what}: {len(leaks)} pairs hold text that is held out, the first from "
            f"{place}: {shown!r}; such a run is refused; leave the filter of near "
            'duplicates on (near_duplicates = "0.5")'
        )


def _text(text: str | Sequence[Inline]) -> str:
    return text if isinstance(text, str) else visible_text(text)
