"""`sphinx-amts align` on files."""

from __future__ import annotations

import pytest
from samples import catalog_folder

from sphinx_amts.catalogs.po_reader import read_entries

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


def numbered(words, count, start=0):
    """Return sentences that say something about days and things, one a line."""
    day, things, rest = words
    return "".join(
        f"{day} {n}: {things[n % len(things)]} {rest[n * 7 % len(rest)]}.\n"
        for n in range(start, start + count)
    )


ENGLISH = (
    "Day",
    ("the cook bakes", "a guest eats", "Anna sells", "we like"),
    ("bread", "warm rolls", "an apple cake", "soup", "old cheese"),
)
SPANISH = (
    "Día",
    ("el cocinero hornea", "un huésped come", "Anna vende", "nos gusta"),
    ("pan", "bollos calientes", "una tarta de manzana", "sopa", "queso viejo"),
)


def messages():
    """Return messages of the example book and their Spanish translations."""
    return [
        (" ".join(entry.msgid.split()), " ".join(entry.msgstr.split()))
        for path in sorted(catalog_folder("example book", "es").rglob("*.po"))
        for entry in read_entries(path)
        if len(entry.msgid) > 30 and entry.msgstr and not entry.fuzzy
    ]


def lines(texts):
    return "".join(f"{text}\n" for text in texts)


@pytest.mark.parametrize("count", [30, 100])
def test_texts_that_are_no_translations_of_each_other(align, count):
    """The beads are printed all the same; the last line says what to think of them."""
    pairs = messages()
    ran = align(
        *("-s", "en", "-t", "es"),
        source=lines(source for source, _ in pairs[:count]),
        target=lines(target for _, target in pairs[count + 10 : 2 * count]),
    )
    assert ran.code == 1
    (line,) = ran.err.splitlines()
    assert "s.txt" in line
    assert "t.txt" in line
    assert "these texts do not seem to be translations of each other" in line
    assert ran.out


def test_short_translations_are_no_others(align):
    """Twenty sentences and more that repeat are aligned without a word."""
    for count in (20, 45):
        ran = align(
            *("-s", "en", "-t", "es"),
            source=numbered(ENGLISH, count),
            target=numbered(SPANISH, count),
        )
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.splitlines() == [f"[{n}]:[{n}]" for n in range(count)]


def test_the_same_text_twice(align):
    align("-s", "en", "-t", "es", target=SOURCE).refused(
        "s.txt", "t.txt", "both files have the same text"
    )


def test_one_side_is_many_times_as_long(align):
    ran = align(
        *("-s", "en", "-t", "es"),
        source=numbered(ENGLISH, 120),
        target=numbered(SPANISH, 5),
    )
    (line,) = ran.err.splitlines()
    assert "s.txt has 120 sentences" in line
    assert "only 5" in line
    assert ran.code == 0


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
    assert "word list: words (CC0)\n" in ran.out
    for number in (1, 2):
        found = (root / "beads" / f"{number}.txt").read_text("utf-8")
        assert found.splitlines() == ["[0, 1]:[0]", "[2]:[1]", "[3]:[2]"]


def test_the_list_of_one_pair_is_named_beside_the_beads(align, empty_project):
    words = empty_project.root / "words.tsv"
    words.write_text("# License: CC0\noven\thorno\n", "utf-8")
    ran = align("-s", "en", "-t", "es", "--lexicon", words)
    assert ran.out.splitlines() == ["[0, 1]:[0]", "[2]:[1]", "[3]:[2]"]
    assert ran.err == "word list: words (CC0)\n"


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
    for name in ("none", ""):
        align(*languages, "--encoder", name).refused(f"unknown encoder {name!r}")
    align(*languages, "--lexicon", "none").refused("none")
