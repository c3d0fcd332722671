"""`sphinx-amts build` lays the languages out as a site, with a start page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

EVIL = "Tea</title></h1><script>alert(1)</script>"


@pytest.fixture
def book(empty_project):
    book = empty_project
    book.options.clear()
    book.conf(
        project=EVIL,
        html_search_language="en",  # that of Chinese loads its dictionary for a second
        amts_languages={"es": {}, "zh_TW": {}},
        amts_site={
            "base": "https://example.org/tea",
            "paths": {"en": "en/latest", "es": "es/latest/", "zh_TW": "zh-tw/latest/"},
        },
    )
    book.write("index.rst", "Tea\n===\n\nWater.\n")
    return book


def test_the_start_page_offers_what_is_there(book, amts):
    out = book.root / "site"
    assert amts(book, "build", book.src, out, "-l", "es").code == 0
    assert (out / "es/latest/index.html").is_file()
    assert (out / "es/latest/.doctrees/build.log").is_file()

    def offered():
        soup = BeautifulSoup((out / "index.html").read_text("utf-8"), "html.parser")
        assert soup.title.text == soup.h1.text == EVIL
        return {link["href"]: (link["lang"], link.text) for link in soup.select("a")}

    assert offered() == {"es/latest/index.html": ("es", "Español")}
    # without -l all of the site are built, the language of the source included
    assert amts(book, "build", book.src, out).code == 0
    assert offered() == {
        "en/latest/index.html": ("en", "English"),
        "es/latest/index.html": ("es", "Español"),
        "zh-tw/latest/index.html": ("zh-TW", "繁體中文"),
    }
    html = (out / "index.html").read_text("utf-8")
    assert html.count('hreflang="x-default"') == 1
    assert 'href="https://example.org/tea/zh-tw/latest/index.html"' in html
    before = (out / "index.html").stat().st_mtime_ns
    assert amts(book, "build", book.src, out, "-l", "es").code == 0
    assert (out / "index.html").stat().st_mtime_ns == before


def test_a_new_page_is_linked_at_once(book, amts):
    """Languages are built side by side, with the lists of the last build."""
    out = book.root / "site"
    assert amts(book, "build", book.src, out).code == 0
    book.write("more.rst", ":orphan:\n\nMore\n====\n\nLeaves.\n")
    assert amts(book, "build", book.src, out).code == 0
    html = (out / "es/latest/more.html").read_text("utf-8")
    assert html.count('/latest/more.html" hreflang=') == 2
    (book.src / "more.rst").unlink()
    assert amts(book, "build", book.src, out, "-l", "es").code == 0
    assert amts(book, "build", book.src, out, "-l", "en").code == 0


def test_a_page_of_a_person_is_left_alone(book, amts):
    out = book.root / "site"
    out.mkdir()
    (out / "index.html").write_text("<h1>Mine</h1>")
    built = amts(book, "build", book.src, out, "-l", "es")
    assert built.code == 0
    assert "index.html: not written by sphinx-amts, and left as it is" in built.err
    assert (out / "index.html").read_text() == "<h1>Mine</h1>"
    (out / "index.html").unlink()
    (out / "index.html").symlink_to(out / "nowhere.html")
    assert amts(book, "build", book.src, out, "-l", "es").code == 0
    assert not (out / "nowhere.html").exists()


def test_a_language_at_the_root_has_the_place_of_the_start_page(book, amts):
    book.conf(amts_site={"paths": {"en": "", "es": "es/"}})
    out = book.root / "site"
    assert amts(book, "build", book.src, out).code == 0
    for place, lang in (("", "en"), ("es/", "es")):
        html = (out / place / "index.html").read_text("utf-8")
        assert f'<html lang="{lang}"' in html
        assert 'class="amts-languages ' in html
    # a language of the book that the site has no path for
    assert (out / "zh_TW/index.html").is_file()


def test_other_formats_and_books_without_a_site_stay_as_they_are(book, amts):
    out = book.root / "other"
    assert amts(book, "build", book.src, out, "-b", "text", "-l", "es").code == 0
    assert (out / "es/index.txt").is_file()
    book.conf(amts_site={})
    assert amts(book, "build", book.src, out, "-l", "es").code == 0
    assert (out / "es/index.html").is_file()
    assert not (out / "index.html").exists()


def test_a_language_that_is_not_built_stops_the_command(book, amts):
    book.conf(amts_site={"paths": {"en": "", "fr": "fr/"}})
    built = amts(book, "build", book.src, book.root / "site")
    built.refused('amts_site["paths"]["fr"]', "(en, es, zh_TW)")
