"""Print scores and ratings from `sphinx-amts evaluate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.cli.listing import columns
from sphinx_amts.cli.output import say
from sphinx_amts.text.shares import percent

if TYPE_CHECKING:
    from sphinx_amts.evaluation.blind import Ratings
    from sphinx_amts.evaluation.results import Direction, EvaluationResults


def show_ratings(ratings: Ratings) -> None:
    """Print the ratings of two systems in a blind comparison."""
    say(
        f"{ratings.first} against {ratings.second}, {ratings.languages}: "
        f"{ratings.items} messages, {ratings.raters} raters"
    )
    for question, judgement in ratings.judgements.items():
        agreement = (
            ""
            if judgement.agreement is None or judgement.kappa is None
            else f"; raters agree on {percent(judgement.agreement, 1)}, kappa "
            f"{judgement.kappa:.2f}"
        )
        say(
            f"  {question}: {ratings.first} wins {percent(judgement.win_rate, 1)} "
            f"[{percent(judgement.low, 1)}, {percent(judgement.high, 1)}] "
            f"({judgement.wins} wins, {judgement.losses} losses, "
            f"{judgement.ties} the same){agreement}"
        )


def show_scores(results: EvaluationResults) -> None:
    """Print the headline scores of an evaluation."""
    for direction in results.directions:
        _show_direction(direction)
    _show_comparison(results)
    if results.label:
        say(results.label)


def _show_comparison(results: EvaluationResults) -> None:
    """Print the scores of all directions beside published scores, if there are any."""
    from sphinx_amts.evaluation.comparison import compared
    from sphinx_amts.scores.lines import View
    from sphinx_amts.scores.metrics import Metric

    means = {
        f"{direction.source}-{direction.target}": {
            system.name: system.summary.mean[View.PLACEABLES][Metric.BLEU].score / 100
            for system in direction.systems
        }
        for direction in results.directions
    }
    systems = compared(means, results.published)
    if not systems:
        return
    rows = [["", *(head for name in means for head in (name, "published"))]]
    for system in systems:
        cells = [
            _with_gain(value, gain)
            for score in system.scores
            for value, gain in (
                (score.ours, score.gain),
                (score.published, score.published_gain),
            )
        ]
        rows.append([system.name, *cells])
    say(f"{results.title}, mean BLEU of documents:")
    say(*(f"  {line}" for line in columns(rows, left=len(rows[0]))))


def _with_gain(value: float | None, gain: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" + ("" if gain is None else f" ({gain:+.3f})")


def _show_direction(direction: Direction) -> None:
    from sphinx_amts.scores.lines import View
    from sphinx_amts.scores.metrics import Metric

    first = direction.systems[0]
    label = f" ({direction.label})" if direction.label else ""
    say(
        f"{direction.source} to {direction.target}{label}: "
        f"{first.summary.messages} messages in {len(first.documents)} documents"
    )
    rows = [["", "mean BLEU", "BLEU", "chrF++", "TER", "translated"]]
    for system in direction.systems:
        summary = system.summary
        corpus = summary.corpus[View.PLACEABLES]
        mean = summary.mean[View.PLACEABLES][Metric.BLEU].score / 100
        rows.append(
            [
                system.name,
                f"{mean:.3f}",
                *(
                    f"{corpus[metric].score:.1f}"
                    for metric in (Metric.BLEU, Metric.CHRF, Metric.TER)
                ),
                percent(summary.translated, summary.messages),
            ]
        )
    lines = columns(rows, left=len(rows[0]), least=(0, 9, 5, 6, 6))
    say(*(f"  {line}" for line in lines))
