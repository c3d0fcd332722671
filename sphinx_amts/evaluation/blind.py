"""Compare two systems in a blind rating by bilingual raters.

A sheet shows each message with two translations, A and B, in an order that is drawn at
random for each message; a key that raters do not see lists which system is A. Sources:
Läubli et al., "Has Machine Translation Achieved Human Parity?", EMNLP 2018 (blind
pairwise comparison of adequacy and fluency); Cohen, "A Coefficient of Agreement for
Nominal Scales", 1960; Wilson, "Probable Inference", 1927 (the interval of a share).
"""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass
from itertools import combinations
from statistics import mean
from typing import TYPE_CHECKING

from sphinx_amts.errors import EvaluationError
from sphinx_amts.files.disk import errors_as, write_if_changed
from sphinx_amts.files.json_shape import TEXT, object_of, read_shape, row_of
from sphinx_amts.html.rendering import environment, language_name, rendered
from sphinx_amts.interchange.sheets import read_sheet, sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FOLDER = "blind"
SHEET = "sheet.csv"
PAGE = "sheet.html"
KEY = "key.json"
_KEY = object_of(
    systems=row_of(TEXT, TEXT),
    languages=row_of(TEXT, TEXT),
    A={"type": "array", "items": {"enum": ["first", "second"]}},
)
QUESTIONS = {
    "adequacy": "Which one says what the source says?",
    "fluency": "Which one reads better?",
}
CHOICES = ("A", "B", "same")

_SEED = 577215
_COLUMNS = ("item", "source", "reference", "A", "B", *QUESTIONS)
_Z = 1.959964
"""Half width of a 95 % interval, in standard deviations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindItem:
    """A message with the translations of two systems, to be rated.

    Attributes:
        source: the message.
        reference: its human translation.
        first: hypothesis of the first system.
        second: hypothesis of the second system.
    """

    source: str
    reference: str
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Ratings for one question of the sheet, by all raters.

    Attributes:
        wins: number of judgements for the first system.
        losses: number of judgements for the second system.
        ties: number of judgements for neither.
        win_rate: share of wins of the first system, from 0 to 1; a tie is half a win.
        low: lower end of the 95 % interval of the win rate.
        high: upper end of the 95 % interval of the win rate.
        agreement: share of items on which two raters agree, as the mean of all pairs
            of raters; `None` if no two raters judged the same item.
        kappa: agreement corrected for chance (Cohen), as the mean of all pairs of
            raters; `None` as for `agreement`.
    """

    wins: int
    losses: int
    ties: int
    win_rate: float
    low: float
    high: float
    agreement: float | None
    kappa: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """Result of a blind comparison of two systems.

    Attributes:
        first: name of the first system.
        second: name of the second system.
        languages: source and target language, as ``en-es``.
        raters: number of raters.
        items: number of items that at least one rater has judged.
        judgements: name of a question -> ratings for it.
    """

    first: str
    second: str
    languages: str
    raters: int
    items: int
    judgements: Mapping[str, Judgement]


def write_sheet(
    folder: Path,
    items: Sequence[BlindItem],
    *,
    systems: tuple[str, str],
    languages: tuple[str, str],
    count: int,
) -> int:
    """Write a rating sheet of *count* items, as CSV and as HTML, and its key.

    Items whose two hypotheses are the same are left out.

    Args:
        folder: folder of the sheet and its key.
        items: messages with two translations, in the order of the book.
        systems: names of the first and the second system.
        languages: source and target language.
        count: greatest number of items to draw.

    Returns:
        the number of items in the sheet.

    Raises:
        EvaluationError: all translations are equal, or the folder has another sheet,
            or one that has been filled in.
        OSError: a file cannot be written.
    """
    rng = random.Random(_SEED)  # noqa: S311 - nothing secret
    different = [item for item in items if item.first != item.second]
    if not different:
        raise EvaluationError(
            f"{systems[0]} and {systems[1]} say the same; there is nothing to judge"
        )
    drawn = rng.sample(different, min(count, len(different)))
    swapped = [rng.random() < 0.5 for _ in drawn]
    rows = [
        {
            "item": str(number),
            "source": item.source,
            "reference": item.reference,
            "A": item.second if swap else item.first,
            "B": item.first if swap else item.second,
        }
        for number, (item, swap) in enumerate(zip(drawn, swapped, strict=True), 1)
    ]
    data = sheet(_COLUMNS, rows)
    path = folder / SHEET
    if path.exists() and path.read_bytes() != data:
        raise EvaluationError(
            f"{path}: another sheet is there, or this one filled in; read it with "
            "--ratings, or move it away"
        )
    key = {
        "systems": list(systems),
        "languages": list(languages),
        "A": ["second" if swap else "first" for swap in swapped],
    }
    write_if_changed(folder / KEY, json.dumps(key, indent=1).encode())
    write_if_changed(path, data)
    source, target = (language_name(code) for code in languages)
    page = rendered(
        environment(),
        "blind.html.jinja",
        fingerprint="blind",
        rows=rows,
        source=source,
        target=target,
        questions=QUESTIONS,
        choices=CHOICES,
        data={"columns": _COLUMNS, "rows": rows, "questions": list(QUESTIONS)},
    )
    write_if_changed(folder / PAGE, page)
    return len(rows)


def read_ratings(folder: Path, sheets: Sequence[Path]) -> Ratings:
    """Read the ratings from *sheets*, one sheet of each rater.

    Raises:
        EvaluationError: *folder* has no key, a sheet does not belong to the key, or
            nothing in a sheet has been filled in.
    """
    path = folder / KEY
    with errors_as(
        EvaluationError,
        f"{path}: this key cannot be read",
        "give the --output that --blind wrote the sheet into, or make a new sheet with "
        "--blind",
        kinds=(OSError, ValueError),
    ):
        key = read_shape(path, _KEY)
    first, second = key["systems"]
    raters = [_read_sheet(sheet, key["A"]) for sheet in sheets]
    judged = {item for rater in raters for (item, _), choice in rater.items() if choice}
    return Ratings(
        first=first,
        second=second,
        languages="-".join(key["languages"]),
        raters=len(raters),
        items=len(judged),
        judgements={
            question: _judgement(
                [
                    {item: c for (item, q), c in rater.items() if q == question and c}
                    for rater in raters
                ]
            )
            for question in QUESTIONS
        },
    )


def _read_sheet(path: Path, shown: Sequence[str]) -> dict[tuple[int, str], str]:
    """Return the choices of a rater, by item and question.

    A choice is "first", "second" or "same", or "" if nothing was filled in.
    """
    choices: dict[tuple[int, str], str] = {}
    known = {str(item) for item in range(1, len(shown) + 1)}
    for place, row in read_sheet(path, {"item", *QUESTIONS}, EvaluationError):
        number = row["item"]
        if number not in known:
            raise EvaluationError(
                f"{place}: there is no item {number[:20]!r} in the key"
            )
        for question in QUESTIONS:
            choices[int(number), question] = _choice(
                row[question], shown[int(number) - 1], f"{place}: {question}"
            )
    if not any(choices.values()):
        raise EvaluationError(f"{path}: nothing has been filled in")
    return choices


def _choice(text: str, a: str, place: str) -> str:
    answer = text.strip().lower()
    if not answer:
        return ""
    if answer == "same":
        return "same"
    if answer not in ("a", "b"):
        raise EvaluationError(f"{place} is A, B or same, not {text.strip()!r}")
    other = "second" if a == "first" else "first"
    return a if answer == "a" else other


def _judgement(raters: Sequence[Mapping[int, str]]) -> Judgement:
    votes = [choice for rater in raters for choice in rater.values()]
    wins, losses, ties = (votes.count(c) for c in ("first", "second", "same"))
    rate = (wins + ties / 2) / len(votes) if votes else 0.5
    low, high = _wilson(rate, len(votes))
    pairs = [
        [(one[item], other[item]) for item in one.keys() & other.keys()]
        for one, other in combinations(raters, 2)
    ]
    pairs = [pair for pair in pairs if pair]
    return Judgement(
        wins=wins,
        losses=losses,
        ties=ties,
        win_rate=rate,
        low=low,
        high=high,
        agreement=mean(map(_agreement, pairs)) if pairs else None,
        kappa=mean(map(_kappa, pairs)) if pairs else None,
    )


def _wilson(rate: float, count: int) -> tuple[float, float]:
    if not count:
        return 0.0, 1.0
    middle = rate + _Z**2 / (2 * count)
    spread = _Z * math.sqrt(rate * (1 - rate) / count + _Z**2 / (4 * count**2))
    whole = 1 + _Z**2 / count
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def _agreement(pairs: Sequence[tuple[str, str]]) -> float:
    return sum(one == other for one, other in pairs) / len(pairs)


def _kappa(pairs: Sequence[tuple[str, str]]) -> float:
    observed = _agreement(pairs)
    size = len(pairs)
    by_chance = sum(
        (sum(one == c for one, _ in pairs) / size)
        * (sum(other == c for _, other in pairs) / size)
        for c in ("first", "second", "same")
    )
    return 1.0 if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
