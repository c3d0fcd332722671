"""One book, one set of figures: words, and of whom, wherever they are told."""

from __future__ import annotations

import csv
import json
import re

import pytest

WORDS = {"human": 4, "machine": 12}
SHARES = "25 % human, 75 % machine"


INDEX = "Tea\n===\n\nPour the water.\n\n.. toctree::\n\n   two\n"
TWO = "Two cups\n========\n\nTake a cup of tea.\n\nTake another big pot, too.\n"


@pytest.fixture
def book(empty_project):
    project = empty_project
    project.conf(amts_memory_dir=str(project.root / "memory"))
    project.engine()
    project.conf(amts_languages={"es": {}})
    project.write("index.rst", INDEX)
    project.write("two.rst", TWO)
    project.human("index", {"Tea": "Té", "Pour the water.": "Verter el agua."})
    return project


def states(counts):
    return {state: count for state, count in counts.items() if count}


def test_all_count_words_and_say_whose_they_are(book, amts):
    built = book.build()
    assert states(built.totals["words"]) == WORDS
    folder = book.out / "_amts"

    (line,) = [x for x in built.output.splitlines() if x.startswith("sphinx-amts: es:")]
    assert line.startswith(f"sphinx-amts: es: 16 words: {SHARES};")

    badge = (folder / "badge.svg").read_text("utf-8")
    assert f"translated: es: 100 % ({SHARES})" in badge

    summary = (folder / "summary.gfm").read_text("utf-8")
    assert f"**100 %** of 16 words are translated: {SHARES}." in summary

    page = (folder / "index.html").read_text("utf-8")
    assert "of 16 source words are translated (human and machine)" in page
    labels = re.findall(
        r'figure coverage"><b>(.*?)</b><span class="label">(.*?)<', page
    )
    assert {label.strip() for _, label in labels} == {
        "human",
        "machine",
        "human and machine",
    }

    with (folder / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {s: sum(int(row[s]) for row in rows) for s in WORDS} == WORDS

    status = amts(book, "status", book.src)
    assert status.out.splitlines()[0] == f"es: 100 % ({SHARES}) of 16 words"
    data = json.loads(amts(book, "status", book.src, "--json").out)["reports"][0]
    assert states(data["totals"]["words"]) == WORDS

    table = amts(book, "build", book.src, book.root / "many", "-l", "es").out
    lines = [line.split() for line in table.splitlines()]
    (header,) = [line for line in lines if line[:1] == ["language"]]
    (row,) = [line for line in lines if line[:2] == ["es", "built"]]
    assert header[-3:] == ["words", "human", "machine"]
    assert row[-5:] == ["16", "25", "%", "75", "%"]


@pytest.mark.parametrize(
    ("people", "whose"), [(True, "100 % (human)"), (False, "100 % (machine)")]
)
def test_all_of_it_is_somebodys(book, amts, people, whose):
    texts = ["Tea", "Pour the water.", "Two cups", "Take a cup of tea."]
    texts.append("Take another big pot, too.")
    for name in ("index", "two"):
        book.human(name, {text: f"{text} ya" for text in texts} if people else {})
    book.build()
    assert f"translated: es: {whose}" in (book.out / "_amts/badge.svg").read_text(
        "utf-8"
    )
    out = amts(book, "status", book.src).out
    assert out.splitlines()[0] == f"es: {whose} of 16 words"


def test_no_text_is_no_share(book, amts):
    book.write("index.rst", "1\n=\n\n.. toctree::\n\n   two\n")
    book.write("two.rst", "2\n=\n\n34\n")
    book.build()
    folder = book.out / "_amts"
    assert "translated: es: no text" in (folder / "badge.svg").read_text("utf-8")
    assert "nothing to translate" in (folder / "summary.gfm").read_text("utf-8")
    assert amts(book, "status", book.src).out.startswith("es: no text of 0 words")
