"""Compare scores of systems with published scores, all directions in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_amts.evaluation.published import PublishedFigure

K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedScore:
    """Score of a system in one direction, and its published score.

    Attributes:
        ours: mean BLEU of the documents, from 0 to 1; `None` if the system was not
            scored.
        published: mean BLEU in the article; `None` if the article has none.
        gain: difference of `ours` to that of the first system; `None` for the first
            system, or if one of both is missing.
        published_gain: the same difference of the published scores.
    """

    ours: float | None
    published: float | None
    gain: float | None
    published_gain: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedSystem:
    """A row of the table: a system in all directions.

    Attributes:
        name: name of the system.
        label: name of the system in the article.
        scores: scores of the system, in the order of the directions.
    """

    name: str
    label: str
    scores: tuple[ComparedScore, ...]


def compared(
    means: Mapping[str, Mapping[str, float]], figures: Sequence[PublishedFigure]
) -> list[ComparedSystem]:
    """Return the rows of the table; none if no system has a published score.

    Args:
        means: direction as ``en-es`` -> system -> mean BLEU from 0 to 1.
        figures: the published scores.
    """
    labels = {figure.system: figure.label for figure in reversed(figures)}
    published = {(f.languages, f.system): f.bleu for f in figures}
    names = list(dict.fromkeys(f.system for f in figures))
    present = [n for n in names if any(n in scores for scores in means.values())]
    if not present:
        return []
    first = present[0]
    return [
        ComparedSystem(
            name=name,
            label=labels[name],
            scores=tuple(
                ComparedScore(
                    ours=scores.get(name),
                    published=published.get((languages, name)),
                    gain=_gain(scores, name, first),
                    published_gain=_gain(
                        published, (languages, name), (languages, first)
                    ),
                )
                for languages, scores in means.items()
            ),
        )
        for name in present
    ]


def _gain(scores: Mapping[K, float], one: K, base: K) -> float | None:
    if one == base or one not in scores or base not in scores:
        return None
    return scores[one] - scores[base]
