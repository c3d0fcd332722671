"""`sphinx-amts language remove`: nothing that anybody wrote is lost."""

from __future__ import annotations

import zipfile

import pytest


@pytest.fixture
def book(empty_project):
    book = empty_project
    book.write("index.rst", "Index\n=====\n\nA paragraph.\n")
    for language in ("es", "fr"):
        book.human("index", {"Index": f"Index {language}"}, language=language)
        book.write(f"amts/catalogs/{language}/index.po", 'msgid ""\nmsgstr ""\n')
        book.write(f"amts/human/{language}.jsonl", f'{{"id": "{language}"}}\n')
    book.write("locale/fr/LC_MESSAGES/index.mo", "compiled")
    book.conf(amts_languages={"es": {}, "fr": {}})
    return book


def files(book) -> dict[str, bytes]:
    return {
        str(path.relative_to(book.src)): path.read_bytes()
        for path in sorted(book.src.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }


def of_french(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in found.items() if "fr" in name}


def test_it_asks_first(book, amts):
    before = files(book)
    dry = amts(book, "language", "remove", "fr", book.src, "--dry-run")
    assert dry.code == 0, dry.err
    assert f"{book.src}/locale/fr: human catalogs, 2 files" in dry.out
    assert f"{book.src}/amts/human/fr.jsonl: human memory, 1 file" in dry.out
    assert f"{book.src}/amts/catalogs/fr: machine catalogs, 1 file" in dry.out
    assert 'conf.py: take "fr" out of amts_languages' in dry.out
    ran = amts(book, "language", "remove", "fr", book.src)
    assert ran.code == 2
    assert "give --yes" in ran.err
    assert files(book) == before


def test_everything_is_in_the_archive(book, amts):
    before = files(book)
    ran = amts(book, "language", "remove", "fr", book.src, "--yes")
    assert ran.code == 0, ran.err
    after = files(book)
    archive = "amts/archive/fr.zip"
    assert {**of_french(before), **after} == {**before, archive: after[archive]}
    assert of_french(after).keys() == {archive}
    assert not (book.src / "locale/fr").exists()
    with zipfile.ZipFile(book.src / archive) as kept:
        assert {n: kept.read(n) for n in kept.namelist()} == of_french(before)
        # as the command says: unzip -d
        kept.extractall(book.src)
    assert of_french(before).items() <= files(book).items()
    book.human("index", {"Index": "Sommaire"}, language="fr")
    again = amts(book, "language", "remove", "fr", book.src, "--yes")
    assert "fr-2.zip" in again.out
    assert files(book)[archive] == after[archive]
    amts(book, "language", "remove", "fr", book.src).refused("no catalog of 'fr'", "es")


def test_what_is_not_removed(book, amts):
    amts(book, "language", "remove", "en", book.src).refused("written in 'en' itself")
    (book.src / "locale/de").symlink_to(book.src / "locale/fr")
    ran = amts(book, "language", "remove", "de", book.src, "--yes")
    ran.refused("locale/de: a symbolic link")
    book.write("amts/archive", "a file in the way")
    before = files(book)
    ran = amts(book, "language", "remove", "fr", book.src, "--yes")
    assert ran.code == 2
    assert "amts/archive/fr.zip: cannot be written" in ran.err
    assert files(book) == before
