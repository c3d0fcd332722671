"""Codes of languages: what builds accept, and where human text is fallen back to."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from sphinx_amts.catalogs.chain import CatalogChain
from sphinx_amts.languages.codes import is_known, language, sphinx_locale
from sphinx_amts.languages.fallbacks import gettext_names


@pytest.fixture
def book(empty_project):
    empty_project.write(
        "index.rst",
        "Ferry\n=====\n\nThe boat leaves.\n\nBread is sold.\n\nNobody has this.\n\n"
        ".. note:: Bread is sold.\n",
    )
    return empty_project


def compile_catalogs(book):
    for path in book.src.rglob("*.po"):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(source))


@pytest.mark.parametrize(
    "code",
    ["es", "kmr", "hne", "de@informal", "xx", "de-1901", "zh-TW", "x-klingon", "a_b_c"],
)
def test_a_language_with_catalogs_is_accepted_without_a_word(book, amts, code):
    book.human("index", {"The boat leaves.": "Human text."}, language=code)
    book.options["language"] = code
    book.options["html_search_language"] = "en"
    built = book.build()
    assert built.code == 0, built.output
    assert built.warnings == []
    assert "Human text." in book.body("index")
    assert amts(book, "status", book.src, "-l", code).code == 0
    assert f"{code}: " in amts(book, "status", book.src).out


@pytest.mark.parametrize("code", ["kmr", "gsw", "nds", "de_CH", "es-419", "sr-Latn"])
def test_a_language_that_babel_knows_needs_no_catalogs(book, amts, code):
    book.options["language"] = code
    assert book.build().warnings == []
    assert amts(book, "status", book.src, "-l", code).code == 0


@pytest.mark.parametrize("code", ["ast", "os", "io"])
def test_a_language_may_have_the_name_of_a_module_of_python(book, amts, code):
    book.human("index", {"The boat leaves.": "Human text."}, language=code)
    book.options["language"] = code
    built = book.build()
    assert built.code == 0, built.output
    assert "Human text." in book.body("index")
    assert book.body("index").count("Nobody has this.") == 1
    assert amts(book, "check", book.src, "-l", code).code == 0


@pytest.mark.parametrize("code", ["xx", "de@klingon", "spainish", "hne"])
def test_commands_refuse_what_nobody_knows(book, amts, code):
    for command in ("status", "translate", "check", "sync"):
        amts(book, command, book.src, "-l", code).refused(code, "no such language")


@pytest.mark.parametrize(
    ("code", "own"),
    [
        ("de-CH", "de"),
        ("es-MX", "es"),
        ("pt-BR", "pt_BR"),
        ("zh-TW", "zh_TW"),
        ("zh-Hant", "zh_TW"),
        ("fr-CA", "fr"),
        ("de-1901", "de-1901"),
        ("sl-rozaj", "sl-rozaj"),
        ("sr-Latn", "sr@latin"),
        ("de_CH", "de_CH"),
        ("de@informal", "de@informal"),
    ],
)
def test_words_of_sphinx_are_found_under_both_spellings(code, own):
    assert sphinx_locale(code) == own


def test_variants_are_of_their_language():
    assert is_known("de-1901")
    assert language("de-1901").script == "Latn"
    assert language("de-1901").amazon == "de"
    assert language("de-1901").bcp47 == "de-1901"
    assert language("az-Arab").direction == "rtl"


# --- fallbacks

FALLBACKS = [
    ("es_MX", "es"),
    ("zh_TW", "zh"),
    ("de@informal", "de"),
    ("es", "es_ES"),
    ("de_CH.UTF-8", "de_CH"),
    ("sr@latin", "sr"),
    ("zh_Hant_TW", "zh"),
]


@pytest.mark.parametrize(("code", "base"), FALLBACKS)
def test_human_text_falls_back_as_in_gettext(book, code, base):
    book.human("index", {"The boat leaves.": "Of the base."}, language=base)
    book.human("index", {"Bread is sold.": "Of the region."}, language=code)
    compile_catalogs(book)
    book.options["language"] = code
    book.options["html_search_language"] = "en"
    plain = book.build(
        "-D", "extensions=sphinx.ext.ifconfig", "-d", str(book.root / "p")
    )
    assert plain.code == 0
    assert "Of the base." in book.body("index")
    book.engine()
    built = book.build("-a")
    assert built.warnings == []
    for text in ("Of the base.", "Of the region.", "译Nobody has this."):
        assert text in book.body("index")
    assert "The boat leaves." not in built.sent
    assert built.totals["words"]["human"] == 3 + 3 + 3


def test_only_the_first_catalog_that_has_an_entry_counts(book):
    book.conf(locale_dirs=["locale", "more"])
    entry = {"The boat leaves.": "First."}
    book.human("index", entry, language="es")
    later = book.src / "more/es_MX/LC_MESSAGES/index.po"
    later.parent.mkdir(parents=True)
    text = (book.src / "locale/es/LC_MESSAGES/index.po").read_text("utf-8")
    later.write_text(text.replace("First.", "Second."), "utf-8")
    book.human("index", {"The boat leaves.": ""}, language="es_MX")
    compile_catalogs(book)
    book.options["language"] = "es_MX"
    book.build("-D", "extensions=sphinx.ext.ifconfig", "-d", str(book.root / "p"))
    assert "First." in book.body("index")
    assert book.build("-a").code == 0
    assert "First." in book.body("index")


def test_sentences_are_taken_from_the_same_script_alone(tmp_path):
    chain = CatalogChain("zh_TW", (tmp_path,), None, tmp_path / "overlay")
    for name in ("zh_TW", "zh"):
        (tmp_path / name / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / name / "LC_MESSAGES" / "a.po").touch()
    assert len(chain.human_paths("a")) == 2
    assert [path.parts[-3] for _, path in chain.all_human_in_script()] == ["zh_TW"]


@pytest.mark.parametrize("code", [code for pair in FALLBACKS for code in pair])
def test_the_names_are_those_that_python_tries(tmp_path, code):
    names = gettext_names(code)
    for name in names:
        path = tmp_path / name / "LC_MESSAGES" / "a.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = gettext.find("a", str(tmp_path), [code], all=True)
    assert [Path(path).parts[-3] for path in found] == list(names)
