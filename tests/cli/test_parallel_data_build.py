"""`sphinx-amts parallel-data build`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sphinx_amts.engines.amazon.import_reader import read_example_file
from sphinx_amts.engines.amazon.import_rules import EXAMPLE_BYTES
from sphinx_amts.interchange.tmx_reader import read_units

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from two_editions import ENGLISH, SPANISH, make_book, write

pytest.importorskip("myst_parser")


@pytest.fixture
def book(empty_project):
    make_book(empty_project)
    write(empty_project, SPANISH, "es")
    return empty_project


@pytest.fixture
def make(book, amts):
    def run(*arguments):
        return amts(book, "parallel-data", "build", book.src, "-l", "es", *arguments)

    return run


def pairs(path):
    """Return source and target of each unit of a TMX file, codes included."""
    with path.open("rb") as stream:
        return {
            tuple("".join(t for t, _ in segment.parts) for segment in unit.segments)
            for unit in read_units(stream)
        }


def test_sentences_of_an_edition(book, make):
    path = book.root / "pairs.tmx"
    ran = make("--from", book.src / "es", "-o", path)
    assert ran.code == 0, ran.err
    found = pairs(path)
    assert (
        "It costs 40 crowns, see visit.",
        "Cuesta 40 coronas, véase visit.",
    ) in found
    assert ("A visit", "Una visita") in found
    assert ("Then grind is not used.", "Entonces no se usa grind.") in found
    texts = " ".join(text for pair in found for text in pair)
    assert "speed" not in texts
    assert "mc" not in texts
    assert not set("`*{}:$") & set(texts)
    assert read_example_file(path, max_bytes=EXAMPLE_BYTES).faults == []


def test_placeables_are_codes_of_the_file(book, make):
    path = book.root / "pairs.tmx"
    assert make("--from", book.src / "es", "-o", path).code == 0
    text = path.read_text("utf-8")
    assert '<ph x="1" type="literal">grind</ph> is not used.' in text
    assert "*Anna Berg*" not in text
    assert ">Anna Berg<ept" in text


def test_paragraphs_on_request(book, make):
    path = book.root / "pairs.tmx"
    ran = make("--from", book.src / "es", "--granularity", "paragraph", "-o", path)
    assert ran.code == 0, ran.err
    assert (
        "A sack weighs 25 kilograms. It costs 40 crowns, see visit.",
        "Un saco pesa 25 kilogramos. Cuesta 40 coronas, véase visit.",
    ) in pairs(path)


def test_the_catalogs_of_the_book_are_the_default(book, make, amts):
    amts(
        book,
        *("import-edition", book.src, "-l", "es", "--from", book.src / "es"),
        *("--origin", "human"),
    )
    first = book.root / "a.tmx"
    assert make("-o", first).code == 0
    second = book.root / "b.tmx"
    assert make("--from", book.src / "locale" / "es", "-o", second).code == 0
    assert pairs(first) == pairs(second)
    assert ("A visit", "Una visita") in pairs(first)


def test_a_book_that_makes_a_site_of_the_languages_with_catalogs(book, make):
    book.human("visit", {"A visit": "Una visita"})
    book.conf(amts_site={"paths": {"en": "en/", "es": "es/"}})
    output = book.root / "pairs.tmx"
    make("-o", output)
    assert ("A visit", "Una visita") in pairs(output)


def test_the_file_stands_beside_the_book_and_is_written_once(book, make):
    book.human("visit", {"A visit": "Una visita"})
    path = book.src / "amts/parallel-data/es.tmx"
    assert f"wrote {path}: 1 pairs" in make().out
    before = path.read_bytes(), path.stat().st_mtime_ns
    ran = make()
    assert "unchanged" in ran.out
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_text_of_machines_never_enters(book, make):
    book.human("visit", {"A visit": "Una visita", "A loaf weighs 800 grams.": "x1"})
    path = book.src / "locale/es/LC_MESSAGES/visit.po"
    text = path.read_text("utf-8")
    mark = "#. amts: origin=machine engine=apertium\n"
    path.write_text(text.replace('msgid "A loaf', f'{mark}msgid "A loaf'), "utf-8")
    book.committed("index", {"The Mill": "El molino"})
    output = book.root / "pairs.tmx"
    ran = make("-o", output)
    assert "1 by machines left out" in ran.out
    assert pairs(output) == {("A visit", "Una visita")}


def test_nothing_of_a_document_held_out(book, make):
    output = book.root / "pairs.tmx"
    book.edit(
        "visit.md", "# A visit", "# A visit\n\nIt costs 40 crowns, see {doc}`visit`."
    )
    arguments = ("--from", book.src / "es", "-o", output)
    ran = make(*arguments, "--hold-out", "visit")
    assert ran.code == 0, ran.err
    found = {source for source, _ in pairs(output)}
    assert "The Mill" in found
    assert not {"A visit", "It costs 40 crowns, see visit."} & found
    make(*arguments, "--hold-out", "visitt").refused("visitt", "did you mean 'visit'?")


def test_source_and_translation_in_one_folder(book, make, amts):
    folder = book.root / "mixed"
    folder.mkdir()
    for name, english in ENGLISH.items():
        stem = Path(name).stem
        suffix = Path(name).suffix
        (folder / f"{stem}_origin{suffix}").write_text(english, "utf-8")
        (folder / name).write_text(SPANISH[name], "utf-8")
    output = book.root / "pairs.csv"
    ran = amts(
        book, "parallel-data", "build", folder, "-l", "es", "-o", output, "--reverse"
    )
    assert ran.code == 0, ran.err
    lines = output.read_text("utf-8").splitlines()
    assert lines[0] == "es,en"
    assert "Una visita,A visit" in lines


def test_notebooks_and_folders_without_conf(book, amts):
    cells = {"en": "# A visit\n\nA ticket costs 3 crowns.", "es": "# Una visita\n\n"}
    cells["es"] += "Una entrada cuesta 3 coronas."
    for language, text in cells.items():
        folder = book.root / language
        folder.mkdir()
        notebook = {
            "cells": [
                {"cell_type": "markdown", "source": text.splitlines(keepends=True)},
                {"cell_type": "code", "source": ["# Ring the bell\n", "bell()"]},
            ]
        }
        (folder / "visit.ipynb").write_text(json.dumps(notebook), "utf-8")
    output = book.root / "pairs.tmx"
    ran = amts(
        book,
        *("parallel-data", "build", book.root / "en", "-l", "es", "-o", output),
        *("--from", book.root / "es"),
    )
    assert ran.code == 0, ran.err
    assert pairs(output) == {
        ("A visit", "Una visita"),
        ("A ticket costs 3 crowns.", "Una entrada cuesta 3 coronas."),
    }


def test_what_is_good_is_kept(book, make):
    """One catalog is damaged by a merge, one file of pairs is empty."""
    book.human("visit", {"A visit": "Una visita"})
    damaged = book.src / "locale/es/LC_MESSAGES/index.po"
    damaged.write_text("<<<<<<< HEAD\n", "utf-8")
    empty = book.root / "empty.csv"
    empty.write_bytes(b"")
    output = book.root / "pairs.tmx"
    ran = make("--from", book.src / "locale", empty, "-o", output)
    assert ran.code == 1
    assert f"{damaged}:1: conflict marker" in ran.err
    assert str(empty) in ran.err
    assert pairs(output) == {("A visit", "Una visita")}


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ((), ("no human text", "--from")),
        (("-o", "pairs.xlsx"), ("pairs.xlsx", ".tmx, .csv, .tsv")),
        (("--from", "nowhere"), ("nowhere", "there is no such folder")),
    ],
)
def test_nothing_to_make_it_from(make, arguments, parts):
    make(*arguments).refused(*parts)


def test_another_book_is_refused(book, make):
    other = book.root / "other"
    other.mkdir()
    (other / "rosas.md").write_text(
        "# Jardines\n\n1. Riega\n2. Poda\n3. Espera\n", "utf-8"
    )
    said = "these texts do not seem to be translations of each other"
    make("--from", other).refused(other, said, "%", code=1)


def test_a_side_in_another_language_is_refused(book, make, amts):
    spanish = book.src / "es"
    amts(
        book, "parallel-data", "build", book.src, "-l", "de", "--from", spanish
    ).refused(spanish, "'de'", "'es'")
    swapped = book.root / "pairs.csv"
    swapped.write_text(
        "en,es\n"
        "Cuesta lo que cuesta y no se sabe por qué es así.,"
        "It costs what it costs and nobody knows why that is so.\n",
        "utf-8",
    )
    make("--from", swapped).refused(swapped, "'en'", "'es'")


FRENCH = {
    "A visit": "Dans cette maison, nous avons vu du pain et des gens.",
    "A loaf weighs 800 grams.": "Avec 800 grammes, du pain pour nous et pas cher.",
}


@pytest.mark.parametrize("own", [True, False])
def test_a_catalog_in_another_language_is_left_out(book, make, own):
    book.human("visit", FRENCH)
    book.human("index", {"The Mill": "El molino"})
    folder = book.src / "locale/es/LC_MESSAGES"
    output = book.root / "pairs.tmx"
    ran = make("-o", output, *(() if own else ("--from", folder)))
    assert ran.code == 1
    assert f"{folder / 'visit.po'}: the text is not in 'es' (it reads as 'fr')" in (
        ran.err
    )
    assert pairs(output) == {("The Mill", "El molino")}
    alone = folder / "visit.po"
    make("-o", output, "--from", alone).refused(alone, "'es'", "'fr'")


def test_the_exit_code_says_that_something_of_a_file_was_left_out(book, make):
    path = book.root / "pairs.csv"
    output = ("-o", book.root / "out.tsv")
    path.write_text("en;es\nThe Mill;El molino\nA visit;\n", "utf-8-sig")
    assert make("--from", path, *output).code == 0  # has no translation yet
    path.write_text("en;es\nThe Mill;El molino\nA visit;Una;visita\n", "utf-8-sig")
    done = make("--from", path, *output)
    assert done.code == 1
    assert f"{path}: line 3 left out: 3 fields instead of 2" in done.err
    assert "El molino" in (book.root / "out.tsv").read_text("utf-8")


def test_the_review_page(book, make):
    page = book.root / "review.html"
    output = book.root / "pairs.tmx"
    ran = make("--from", book.src / "es", "-o", output, "--review", page)
    assert ran.code == 0, ran.err
    assert "Una visita" in page.read_text("utf-8")


@pytest.fixture
def words(book):
    (book.src / "words.tsv").write_text(
        "# Name: Millers' words & more\n# License: CC BY 4.0\nflour\tharina\n",
        "utf-8",
    )
    return book.src / "words.tsv"


def test_word_lists_are_named_in_the_file_and_the_summary(book, make, words):
    book.conf(amts_languages={"es": {"lexicon": ["words.tsv"]}})
    other = book.root / "more.tsv"
    other.write_text("river\trío\n", "utf-8")
    path, table = book.root / "pairs.tmx", book.root / "pairs.csv"
    ran = make(
        *("--from", book.src / "es", "-o", path, "-o", table),
        *("--lexicon", other, "--lexicon", words),
    )
    assert ran.code == 0, ran.err
    lists = [
        "word list: Millers' words & more (CC BY 4.0)",
        "word list: more (it names no license)",
    ]
    assert [line.strip() for line in ran.out.splitlines() if "word list" in line] == (
        lists
    )
    header = ElementTree.parse(path).find("header")
    assert [note.text for note in header] == lists
    assert ("A visit", "Una visita") in pairs(path)
    assert read_example_file(path, max_bytes=EXAMPLE_BYTES).faults == []
    assert "word list" not in table.read_text("utf-8")
    assert make("--from", path, "-o", table).code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "words.tsv: No such file"),
        ("only one column\n", "unknown format"),
        ("flour\tharina\none\n", "words.tsv:2"),
    ],
)
def test_word_lists_that_cannot_be_read(book, make, content, said):
    book.conf(amts_lexicon=["words.tsv"])
    if content is not None:
        (book.src / "words.tsv").write_text(content, "utf-8")
    make("--from", book.src / "es").refused(said)


def test_a_word_list_is_for_one_pair_of_languages(book, amts, make, words):
    make("--lexicon", words.rename(words.with_name("deu-fra.tsv"))).refused("de and fr")
    book.conf(amts_languages={"es": {}, "fr": {}})
    ran = amts(book, "parallel-data", "build", book.src, "--lexicon", "words.tsv")
    ran.refused("one language", "--lexicon")
    book.conf(amts_lexicon="words.tsv")
    make().refused("amts_lexicon must be a list of strings")


def test_files_that_only_words_are_learned_from_stop_nothing(book, make):
    """The book's own catalogs, where the pairs are those of an edition."""
    book.human("visit", {"A visit": "Una visita"})
    path = book.root / "pairs.tmx"
    for name in ("locale/es/LC_MESSAGES/index.po", "amts/human/es.jsonl"):
        book.write(name, "msgid broken\n")
    ran = make("--from", book.src / "es", "-o", path)
    assert ran.code == 0, ran.err
    assert "index.po:1" in ran.err
    assert "es.jsonl:1" in ran.err
    assert ("A visit", "Una visita") in pairs(path)
