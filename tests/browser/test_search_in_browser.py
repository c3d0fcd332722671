"""The search of a localised site, as Sphinx's own scripts run it in a browser."""

from __future__ import annotations

import functools
from http.server import SimpleHTTPRequestHandler

import pytest
from serving import serving

BOOKS = {
    "zh": (
        {"Kettle": "水壶", "Fill the kettle with water.": "把水壶慢慢装满热水。"},
        ("水壶", "热水", "Harbours"),
    ),
    "zh_TW": ({"Fill the kettle with water.": "把水壺慢慢裝滿熱水。"}, ("熱水",)),
    "zh-TW": ({"Fill the kettle with water.": "把水壺慢慢裝滿熱水。"}, ("熱水",)),
    "es": (
        {"Fill the kettle with water.": "Llena la tetera de agua."},
        ("agua", "teteras", "Harbour"),
    ),
    "de@informal": (
        {"Fill the kettle with water.": "Füll die Kessel mit Wasser."},
        ("wasser", "Kesseln"),
    ),
}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *arguments):
        """Be quiet."""


@pytest.fixture
def book(empty_project):
    pytest.importorskip("jieba")
    empty_project.write(
        "index.rst",
        "Kitchen\n=======\n\nFind it.\n\n.. toctree::\n\n   kettle\n   lamp\n",
    )
    empty_project.write(
        "kettle.rst", "Kettle\n======\n\nFill the kettle with water.\n\nHarbours.\n"
    )
    empty_project.write("lamp.rst", "Lamp\n====\n\nIt is dark.\n")
    empty_project.conf(html_theme="alabaster")
    return empty_project


@pytest.mark.slow
@pytest.mark.parametrize("language", BOOKS)
def test_words_of_the_translation_are_found(book, tabs, language):
    entries, words = BOOKS[language]
    book.options["language"] = language
    book.human("kettle", entries, language=language)
    assert book.build().code == 0
    handler = functools.partial(Quiet, directory=str(book.out))
    errors = []

    def keep(error):
        errors.append(str(error))

    with serving(handler) as address, tabs.lend({}) as page:
        page.on("pageerror", keep)
        for word in words:
            page.goto(f"{address}/search.html?q={word}")
            link = page.locator("#search-results li a").first
            link.wait_for(timeout=20_000)
            assert "kettle.html" in link.get_attribute("href"), (word, errors)
        page.remove_listener("pageerror", keep)
    assert errors == []
