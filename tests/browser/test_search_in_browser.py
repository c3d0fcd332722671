"""The search of a localised site, as Sphinx's own scripts run it in a browser."""

from __future__ import annotations

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

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
def test_words_of_the_translation_are_found(book, chromium, language):
    entries, words = BOOKS[language]
    book.options["language"] = language
    book.human("kettle", entries, language=language)
    assert book.build().code == 0
    handler = functools.partial(Quiet, directory=str(book.out))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context()
    errors = []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        for word in words:
            address = f"http://127.0.0.1:{server.server_port}/search.html?q={word}"
            page.goto(address)
            link = page.locator("#search-results li a").first
            link.wait_for(timeout=20_000)
            assert "kettle.html" in link.get_attribute("href"), (word, errors)
    finally:
        context.close()
        server.shutdown()
        server.server_close()
    assert errors == []
