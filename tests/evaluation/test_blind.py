"""A sheet that people fill in, and what is read from it."""

from __future__ import annotations

import csv
import io
import json

import pytest

from sphinx_amts.errors import EvaluationError
from sphinx_amts.evaluation.blind import (
    KEY,
    PAGE,
    SHEET,
    BlindItem,
    read_ratings,
    write_sheet,
)

ITEMS = [
    BlindItem(
        source=f"source {n}", reference=f"ref {n}", first=f"good {n}", second=f"bad {n}"
    )
    for n in range(40)
]
SAME = BlindItem(source="s", reference="r", first="same", second="same")


@pytest.fixture
def sheet(tmp_path):
    count = write_sheet(
        tmp_path,
        [SAME, *ITEMS],
        systems=("ours", "theirs"),
        languages=("en", "zh"),
        count=30,
    )
    assert count == 30
    return tmp_path


def rows(folder):
    text = (folder / SHEET).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def filled(folder, name, answer, delimiter=",", encoding="utf-8-sig"):
    """Fill the sheet in: *answer* is asked for each row and question."""
    stream = io.StringIO()
    found = rows(folder)
    writer = csv.DictWriter(stream, found[0], delimiter=delimiter)
    writer.writeheader()
    for row in found:
        writer.writerow(row | {q: answer(row, q) for q in ("adequacy", "fluency")})
    path = folder / name
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def prefer_good(row, _):
    return "A" if row["A"].startswith("good") else "b "


def test_which_is_which_is_drawn_and_not_told(sheet):
    first = [row["A"].split()[0] for row in rows(sheet)]
    assert 5 < first.count("good") < 25
    text = (sheet / SHEET).read_text() + (sheet / PAGE).read_text()
    assert "ours" not in text
    assert "theirs" not in text
    assert "same" not in {row["A"] for row in rows(sheet)}


def test_ratings_of_one(sheet):
    found = read_ratings(sheet, [filled(sheet, "one.csv", prefer_good)])
    adequacy = found.judgements["adequacy"]
    assert (found.first, found.raters, found.items) == ("ours", 1, 30)
    assert (adequacy.wins, adequacy.losses, adequacy.win_rate) == (30, 0, 1.0)
    assert 0.85 < adequacy.low < adequacy.high == 1.0
    assert adequacy.agreement is None


def test_agreement_of_two(sheet):
    def other(row, question):
        if question == "fluency":
            return "same"
        return prefer_good(row, question) if int(row["item"]) % 2 else ""

    one = filled(sheet, "one.csv", prefer_good)
    two = filled(sheet, "two.csv", other, delimiter=";")
    found = read_ratings(sheet, [one, two])
    adequacy, fluency = found.judgements["adequacy"], found.judgements["fluency"]
    assert (adequacy.wins, adequacy.agreement, adequacy.kappa) == (45, 1.0, 1.0)
    assert (fluency.wins, fluency.ties, fluency.win_rate) == (30, 30, 0.75)
    assert (fluency.agreement, fluency.kappa) == (0.0, 0.0)


def test_what_people_filled_in_is_never_overwritten(sheet):
    mine = filled(sheet, SHEET, prefer_good).read_bytes()
    with pytest.raises(EvaluationError, match="filled in"):
        write_sheet(
            sheet, ITEMS, systems=("ours", "theirs"), languages=("en", "zh"), count=9
        )
    assert (sheet / SHEET).read_bytes() == mine
    assert len(json.loads((sheet / KEY).read_text())["A"]) == 30


def test_the_same_sheet_again(sheet):
    before = (sheet / SHEET).read_bytes()
    write_sheet(
        sheet,
        [SAME, *ITEMS],
        systems=("ours", "theirs"),
        languages=("en", "zh"),
        count=30,
    )
    assert (sheet / SHEET).read_bytes() == before


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda row, q: "", "nothing has been filled in"),
        (lambda row, q: "C", "sheet2.csv:2: adequacy is A, B or same, not 'C'"),
    ],
)
def test_wrong_sheets(sheet, answer, said):
    with pytest.raises(EvaluationError) as caught:
        read_ratings(sheet, [filled(sheet, "sheet2.csv", answer)])
    assert said in str(caught.value)


def test_nothing_to_judge(tmp_path):
    with pytest.raises(EvaluationError, match="nothing to judge"):
        write_sheet(
            tmp_path, [SAME], systems=("a", "b"), languages=("en", "es"), count=5
        )
