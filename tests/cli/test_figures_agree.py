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


BOATS = "Row the ``boat`` 345 times, then rest."
TIDES = "See :doc:`/index` and 34 tides."
SAILS = "Set the `sail <https://example.org/>`_ at 56 knots."
PLAIN = "The harbour lies in the north of the bay, and the light is white."
EPILOG = "|calm|\n\n.. |calm| replace:: Calm\n"


def checked(totals_of, amts, book):
    """Return what the report counts, and what `check` finds, by people and machines."""
    report = totals_of.report
    listed = [check for doc in report["documents"] for check in doc["checks"]]
    assert report["totals"]["checks"] == len(listed)
    found = []
    for option in ((), ("--machine",)):
        ran = amts(book, "check", book.src, "-l", "es", "--format", "json", *option)
        found += [(f["rule"], f["msgid"]) for f in json.loads(ran.out)["findings"]]
    whole = [f for f in found if f[0] != "damaged"]
    whole += {f for f in found if f[0] == "damaged"}  # told with both
    return sorted((c["rule"], c["text"]) for c in listed), sorted(whole)


def test_the_report_counts_what_check_finds(book, amts):
    book.conf(gettext_compact=True, rst_epilog=EPILOG, amts_engine="memory")
    book.edit("index.rst", "   two\n", "   two\n   sea/one\n   sea/two\n   bad\n")
    book.edit("two.rst", "pot, too.\n", f"pot, too.\n\n{PLAIN}\n\n{SAILS}\n")
    for name in ("one", "two"):
        book.write(f"sea/{name}.rst", f"Sea {name}\n=======\n\n{BOATS}\n\n{TIDES}\n")
    book.write("bad.rst", "Bad\n===\n\nNothing to see.\n")
    book.human(
        "sea",
        {
            "Sea two": "Mar **dos",
            BOATS: "Rema el ``boat`` muchas veces, luego descansa.",
            TIDES: "Ve 34 mareas.\n\nY nada más.",
        },
    )
    book.human("bad", {"Bad": "Malo"})
    book.edit("locale/es/LC_MESSAGES/bad.po", 'msgstr "Malo', "msgstr Malo")
    book.committed(
        "two",
        {
            "Two cups": "Dos tazas tazas tazas tazas tazas",
            PLAIN: "El puerto lies in the north of the bay.",
            SAILS: "Pon la `vela <https://evil.example/>`_.",
        },
    )
    built = book.build()
    assert built.code == 0, built.output
    counted, found = checked(built, amts, book)
    assert counted == found
    assert [rule for rule, text in found if text == BOATS] == ["number"]
    assert {rule for rule, _ in found} == {
        *("damaged", "dropped", "number", "unparsed-markup"),
        *("markup", "repetition", "untranslated"),
    }
    summary = (book.out / "_amts/summary.gfm").read_text("utf-8")
    assert (
        "Found by checks: 3 in translations of people, 3 in translations of machines, "
        "1 in catalogs." in summary
    )

    # whatever is read again, and whoever says that it is no fault
    path = "locale/es/LC_MESSAGES/sea.po"
    book.edit(path, f'msgid "{BOATS}"', f'# amts: ignore number\nmsgid "{BOATS}"')
    book.conf(amts_check_ignore=["dropped"])
    built = book.build()
    counted, again = checked(built, amts, book)
    assert counted == again
    assert set(found) - set(again) == {
        ("number", BOATS),
        ("dropped", TIDES),
    }

    book.edit("locale/es/LC_MESSAGES/bad.po", "msgstr Malo", 'msgstr "Malo')
    status = json.loads(amts(book, "status", book.src, "-l", "es", "--json").out)
    assert status["reports"][0]["totals"]["checks"] == len(again) - 1


def test_what_people_wrote_before_is_found_by_each_command(empty_project, amts):
    """Also if no build has been made, and documents are read again."""
    book = empty_project
    book.write("index.rst", "Tea\n===\n\nPour the hot water over the green leaves.\n")
    book.human("index", {"Pour the water over the green leaves.": "Verter el agua."})
    said = []
    for _ in range(3):
        said.append(amts(book, "status", book.src, "-l", "es").out)
        (book.src / "index.rst").touch()
    assert "outdated" in said[0]
    assert said == [said[0]] * 3
