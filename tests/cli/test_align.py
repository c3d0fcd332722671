"""`sphinx-amts align` on files."""

from __future__ import annotations

import pytest

SOURCE = "The oven of 1874 is hot.\nIt is old.\n\nIs Anna there?\n"
TARGET = "El horno de 1874 está caliente. Es viejo.\n\n¿Está Anna?\n"


@pytest.fixture
def align(empty_project, amts):
    def run(*arguments, source=SOURCE, target=TARGET):
        paths = []
        for name, text in (("s.txt", source), ("t.txt", target)):
            path = empty_project.root / name
            data = text if isinstance(text, bytes) else text.encode()
            path.write_bytes(data)
            paths.append(path)
        languages = ("-s", "en", "-t", "es")
        return amts(empty_project, "align", *paths, *(arguments or languages))

    return run


def test_a_sentence_a_line(align):
    ran = align("-s", "en", "-t", "es", "--sentences")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == ["[0, 1]:[0]", "[2]:[1]", "[3]:[2]"]


def test_paragraphs(align):
    ran = align(
        *("-s", "en", "-t", "es", "--paragraphs"),
        source=SOURCE.replace("\n\n", "\r\n\r\n"),
    )
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == ["[0]:[0]", "[1]:[1]", "[2]:[2]"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"source": " \n"}, "s.txt: there is no text in it"),
        ({"target": b"a\n\xff\n"}, "t.txt:2: not UTF-8"),
    ],
)
def test_bad_files(align, change, said):
    align("-s", "en", "-t", "es", "--sentences", **change).refused(said)


def test_bad_arguments(align, empty_project, amts):
    align("-s", "en", "-t", "spanisch", "--sentences").refused("no such language")
    ran = amts(
        empty_project, "align", "no", "no", "-s", "en", "-t", "es", "--sentences"
    )
    ran.refused("no: No such file")


def test_several_pairs_are_written_to_a_folder(empty_project, amts):
    root = empty_project.root
    for number in (1, 2):
        (root / f"{number}.en").write_text(SOURCE, "utf-8")
        (root / f"{number}.es").write_text(TARGET, "utf-8")
    (root / "pairs.tsv").write_text("1.en\t1.es\n2.en\t2.es\n", "utf-8")
    words = root / "words.tsv"
    words.write_text("# License: CC0\noven\thorno\n", "utf-8")
    ran = amts(
        empty_project, "align", "--pairs", root / "pairs.tsv", "--output",
        root / "beads", "--lexicon", words, "-s", "en", "-t", "es", "--sentences",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "words, CC0" in ran.out
    for number in (1, 2):
        found = (root / "beads" / f"{number}.txt").read_text("utf-8")
        assert found.splitlines() == ["[0, 1]:[0]", "[2]:[1]", "[3]:[2]"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "no pairs of paths"),
        ("s.txt t.txt\n", "pairs.tsv:1: "),
        ("s.txt\tt.txt\tu.txt\n", "pairs.tsv:1: "),
        ("s.txt\tno.txt\n", "no.txt"),
    ],
)
def test_bad_tables_of_pairs(empty_project, amts, table, said):
    root = empty_project.root
    (root / "s.txt").write_text(SOURCE, "utf-8")
    (root / "pairs.tsv").write_text(table, "utf-8")
    amts(
        empty_project, "align", "--pairs", root / "pairs.tsv", "--output",
        root / "beads", "-s", "en", "-t", "es",
    ).refused(said)  # fmt: skip


def test_arguments_that_do_not_go_together(align, empty_project, amts):
    languages = ("-s", "en", "-t", "es")
    align(*languages, "--output", "beads").refused("--pairs")
    align(*languages, "--pairs", "pairs.tsv").refused("SOURCE")
    amts(empty_project, "align", *languages).refused("SOURCE and TARGET")
    amts(empty_project, "align", *languages, "--pairs", "p.tsv").refused("--output")
    align(*languages, "--encoder", "none").refused("unknown encoder")
    align(*languages, "--lexicon", "none").refused("none")
