"""`sphinx-amts corpus terms`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from evaluated import write_catalogs
from term_texts import CHINESE, SPANISH, pairs, rows

from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.output import write_pairs
from sphinx_amts.terminology.files import read_terms

TABLE = (
    "# Terms\n\n| Español | English |\n|---|---|\n| muela | millstone |\n"
    "| noria | water wheel |\n| carreta | oxcart |\n"
)


@pytest.fixture
def book(empty_project):
    """A book with catalogs, whose own list of terms says less than they do."""
    texts = dict(rows("es"))
    empty_project.conf(amts_terms="terms.csv")
    empty_project.write("index.rst", "Mill\n====\n\n" + "\n\n".join(texts) + "\n")
    empty_project.human("index", texts, language="es")
    empty_project.write("terms.csv", "en,es,zh\nsieve,tamiz,筛子\n")
    return empty_project


def terms(path, target="es"):
    return [
        (term.source, *term.targets)
        for term in read_terms(Path(path), source="en", target=target)
    ]


def test_terms_of_a_book(book, amts):
    """Known terms come first, are judged by the text, and nothing is overwritten."""
    own = (book.src / "terms.csv").read_bytes()
    (book.src / "table.md").write_text(TABLE, "utf-8")
    page = book.root / "terms.html"
    command = [
        "corpus",
        "terms",
        book.src,
        "-l",
        "es",
        "--known",
        book.src / "table.md",
    ]
    ran = amts(book, *command, "--review", page)
    assert ran.code == 0, ran.err
    path = book.src / "amts/terms/es.csv"
    got = terms(path)
    assert got[:4] == [
        ("sieve", "tamiz"),
        ("millstone", "muela"),
        ("water wheel", "noria"),
        ("oxcart", "carreta"),
    ]
    # what was known is not proposed again, also not where the text says otherwise
    mined = {source: targets[0] for source, *targets in got[4:]}
    wanted = {k: v for k, v in SPANISH.items() if k not in dict(got[:4])}
    assert {k: mined.get(k) for k in wanted} == wanted
    assert "water wheel" not in mined
    assert "2 confirmed, 1 contradicted, 1 not in the text" in ran.out
    assert (
        "water wheel = noria: in 0 of 6 texts; found: rueda hidráulica (6)" in ran.out
    )
    text = page.read_text("utf-8")
    assert text.count('<input type="checkbox" data-row=') == sum(
        len(term) - 1 for term in got
    )
    assert "<mark>eje motriz</mark>" in text
    assert (book.src / "terms.csv").read_bytes() == own

    assert "unchanged:" in amts(book, *command).out
    # somebody prunes the file; it is theirs now
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:3]), "utf-8")
    again = amts(book, *command)
    assert again.code == 2
    assert "es.csv" in again.err
    assert "it stays as it is" in again.err
    assert path.read_text("utf-8") == "".join(lines[:3])


@pytest.mark.parametrize("suffix", [".tmx", ".tsv"])
def test_terms_of_a_file_of_pairs(book, amts, suffix):
    file = book.root / f"pairs{suffix}"
    write_pairs(file, pairs("zh"), LanguagePair(source="en", target="zh"))
    output = book.root / "terms.tmx"
    command = ["corpus", "terms", book.src, "-l", "zh", file, "-o", output]
    ran = amts(book, *command)
    assert ran.code == 0, ran.err
    got = terms(output, "zh")
    # the book's own terms are first
    assert got[0] == ("sieve", "筛子")
    assert set(CHINESE.items()) <= set(got)
    output.unlink()
    ran = amts(book, *command, "--limit", "3")
    assert [source for source, *_ in terms(output, "zh")] == [s for s, *_ in got[:4]]
    assert "more beyond --limit" in ran.out


def test_pairs_need_no_book(empty_project, amts):
    """Neither a folder with documents, nor one with catalogs; a bad file is named."""
    folder = empty_project.root / "empty"
    folder.mkdir()
    good, torn = folder / "good.tmx", folder / "torn.tmx"
    write_pairs(good, pairs("es"), LanguagePair(source="en", target="es"))
    torn.write_bytes(b"<tmx")
    output = folder / "terms.csv"
    ran = amts(
        empty_project, "corpus", "terms", folder, torn, good, "-l", "es", "-o", output
    )
    assert ran.code == 1
    assert "torn.tmx" in ran.err
    assert set(SPANISH.items()) <= set(terms(output))


def test_terms_of_catalogs_without_a_book(empty_project, amts):
    folder = write_catalogs(empty_project.root / "catalogs", {"mill": dict(rows("es"))})
    output = empty_project.root / "terms.tsv"
    ran = amts(empty_project, "corpus", "terms", folder, "-l", "es", "-o", output)
    assert ran.code == 0, ran.err
    assert set(SPANISH.items()) <= set(terms(output))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "terms.txt"), "terms.txt: give a file that ends in .csv, .tsv, .tmx"),
        (("--review", "conf.py"), "conf.py: give a file that ends in .html"),
        (("--known", "none.md"), "none.md: the terms cannot be read"),
        (("none.tmx",), "none.tmx: cannot be read"),
        (("none",), "none: there is no such folder or file"),
        (("ROOT/empty.csv",), "empty.csv: the file is empty"),
        (("ROOT/other.csv",), "other.csv:1: there is no text in es"),
    ],
)
def test_what_is_wrong_is_named(book, amts, arguments, said):
    (book.root / "empty.csv").write_bytes(b"")
    (book.root / "other.csv").write_text("en,fr\nmill,moulin\n", "utf-8")
    before = sorted(book.src.rglob("*"))
    given = [argument.replace("ROOT", str(book.root)) for argument in arguments]
    ran = amts(book, "corpus", "terms", book.src, "-l", "es", *given)
    ran.refused(said)
    assert sorted(book.src.rglob("*")) == before


def test_too_little_text_has_no_terms(empty_project, amts):
    folder = write_catalogs(
        empty_project.root / "catalogs", {"mill": dict(rows("es")[:2])}
    )
    output = empty_project.root / "terms.csv"
    ran = amts(empty_project, "corpus", "terms", folder, "-l", "es", "-o", output)
    assert ran.code == 2
    assert "no term occurs often enough" in ran.err
    assert not output.exists()
